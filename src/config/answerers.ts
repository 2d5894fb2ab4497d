import type {
  AnswererConfig,
  CandidateConfig,
  EndpointConfig,
  ReplayConfig,
  TraceFilesConfig,
  UserSimulatorConfig,
} from './config.ts'
import type { AnswererFile } from './schema/answerer-keys.ts'
import type { EndpointFile } from './schema/models-schema.ts'
import type { SimulatorFile } from './schema/replay-schema.ts'
import type { TraceFiles } from './schema/trace-files-schema.ts'
import type { ConfigFile } from './schema.ts'

type ToPath = (path: string) => string

/** Who answers live, of a block whose combinations were checked; undefined when it names nobody. */
export function answererOf(file: Partial<AnswererFile>, toPath: ToPath): AnswererConfig | undefined {
  if (file.module !== undefined) return { kind: 'module', path: toPath(file.module) }
  if (file.http !== undefined) {
    const { url, shape, model, api_key_env: apiKeyVariable, allow_private_network } = file.http
    return { kind: 'http', url, shape, model, apiKeyVariable, allowPrivateNetwork: allow_private_network }
  }
  if (file.model === undefined) return undefined
  return {
    kind: 'model',
    model: file.model,
    system: file.system,
    temperature: file.temperature,
    maxOutputTokens: file.max_output_tokens,
  }
}

/** The candidate of a block whose combinations were checked. */
export function candidateOf(
  file: ConfigFile['candidate'],
  toPath: ToPath,
  toFiles: (files: TraceFiles) => TraceFilesConfig,
): CandidateConfig | undefined {
  if (file === undefined) return undefined
  return file.recorded === undefined
    ? answererOf(file, toPath)
    : { kind: 'recorded', recorded: toFiles(file.recorded) }
}

/** The candidates of a block whose combinations were checked, by name; undefined without one. */
export function candidatesOf(
  files: ConfigFile['candidates'],
  toPath: ToPath,
  toFiles: (files: TraceFiles) => TraceFilesConfig,
): { readonly [name: string]: CandidateConfig } | undefined {
  if (files === undefined) return undefined
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, file]) => {
      const candidate = candidateOf(file, toPath, toFiles)
      return candidate === undefined ? [] : [[name, candidate]]
    }),
  )
}

/** How answers are made where they are not recorded. */
export function replayOf(file: ConfigFile['replay'], toPath: ToPath): ReplayConfig {
  return {
    mode: file.mode,
    timeoutSeconds: file.timeout_seconds,
    maxSteps: file.max_steps,
    concurrency: file.concurrency,
    userSimulator: file.user_simulator === undefined ? undefined : simulatorOf(file.user_simulator, toPath),
  }
}

/** The endpoints by their names. */
export function endpointsOf(files: { readonly [name: string]: EndpointFile }): {
  readonly [name: string]: EndpointConfig
} {
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      {
        protocol: file.protocol,
        baseUrl: file.base_url.replace(/\/+$/, ''),
        apiKeyVariable: file.api_key_env,
        allowPrivateNetwork: file.allow_private_network,
        usdPerMillionTokens: file.usd_per_million_tokens,
      },
    ]),
  )
}

function simulatorOf({ http, module }: SimulatorFile, toPath: ToPath): UserSimulatorConfig | undefined {
  if (module !== undefined) return { kind: 'module', path: toPath(module) }
  if (http === undefined) return undefined
  const { url, api_key_env: apiKeyVariable, allow_private_network: allowPrivateNetwork } = http
  return { kind: 'http', url, apiKeyVariable, allowPrivateNetwork }
}
