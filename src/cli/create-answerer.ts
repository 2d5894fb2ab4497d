import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnswererConfig, Config, UserSimulatorConfig } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import type { LanguageModel } from '../models/language-model.ts'
import { pacedModel } from '../models/pacing/paced-model.ts'
import { retryingModel } from '../models/retrying-model.ts'
import { createSdkLanguageModel } from '../models/sdk/create-sdk-language-model.ts'
import type { Answerer } from '../stages/replay/answerer.ts'
import {
  createHttpSimulator,
  createModuleSimulator,
  type SimulatorFunction,
} from '../stages/replay/create-user-simulator.ts'
import { createHttpAnswerer } from '../stages/replay/http-answerer.ts'
import { createModelAnswerer } from '../stages/replay/model-answerer.ts'
import { type AgentFunction, createModuleAnswerer } from '../stages/replay/module-answerer.ts'
import { createModuleScorer, type ScorerFunction } from '../stages/replay/module-scorer.ts'
import type { Scorer } from '../stages/replay/scorer.ts'
import type { UserSimulator } from '../stages/replay/user-simulator.ts'
import { createLanguageModel, type ModelInputs, placeOf } from './create-language-model.ts'
import { egressGate } from './egress.ts'

type Side = 'candidate' | 'baseline'

/**
 * The side a config says answers live.
 *
 * @throws {ConfigError} when its key, price or module is missing.
 */
export async function createAnswerer(
  answerer: AnswererConfig,
  side: Side,
  config: Config,
  models: ModelInputs,
): Promise<Answerer> {
  const inputs = { ...models, timeoutMs: config.replay.timeoutSeconds * 1000 }
  switch (answerer.kind) {
    case 'model': {
      const { system, temperature, maxOutputTokens } = answerer
      const model = createLanguageModel(placeOf(config, answerer.model, `${side}.model`), inputs)
      return createModelAnswerer({ model, purpose: side, system, temperature, maxOutputTokens })
    }
    case 'http':
      return answerer.shape === 'openai'
        ? createModelAnswerer({ model: serverModel(answerer, inputs), purpose: side })
        : createHttpAnswerer(serverOf(answerer, inputs))
    case 'module': {
      const agent = await functionOf<AgentFunction>(answerer.path, `${side}.module`)
      return createModuleAnswerer(basename(answerer.path), agent, inputs.nowMs)
    }
  }
}

/** @throws {ConfigError} when its key or module is missing. */
export async function createSimulator(
  simulator: UserSimulatorConfig,
  inputs: ModelInputs,
): Promise<UserSimulator> {
  if (simulator.kind === 'http') return createHttpSimulator(serverOf(simulator, inputs))
  const simulate = await functionOf<SimulatorFunction>(simulator.path, 'replay.user_simulator.module')
  return createModuleSimulator(basename(simulator.path), simulate)
}

type Server = {
  readonly url: string
  readonly apiKeyVariable: string | undefined
  readonly allowPrivateNetwork: boolean
}

function serverOf({ url, apiKeyVariable, allowPrivateNetwork }: Server, inputs: ModelInputs) {
  const { host } = new URL(url)
  return {
    name: host,
    url,
    apiKey: keyOf(apiKeyVariable, host, inputs.env),
    fetch: createGuardedFetch({
      provider: host,
      baseUrl: url,
      allowPrivateNetwork,
      timeoutMs: inputs.timeoutMs,
      gate: egressGate,
    }),
    nowMs: inputs.nowMs,
    sleep: inputs.sleep,
  }
}

/** An agent behind a Chat Completions API. What it costs is its owner's, so nothing is reserved for it. */
function serverModel(
  server: Extract<AnswererConfig, { readonly kind: 'http' }>,
  inputs: ModelInputs,
): LanguageModel {
  const { nowMs, sleep, retries } = inputs
  const { fetch, apiKey, name } = serverOf(server, inputs)
  const live = createSdkLanguageModel({
    provider: 'openai-compatible',
    model: server.model ?? name,
    baseUrl: server.url,
    apiKey,
    fetch,
    nowMs,
  })
  return retryingModel(
    pacedModel(
      live,
      inputs.gateOf({ provider: name, baseUrl: server.url, apiKeyVariable: server.apiKeyVariable }),
    ),
    { sleep, budget: retries },
  )
}

function keyOf(variable: string | undefined, host: string, env: ModelInputs['env']): string | undefined {
  if (variable === undefined) return undefined
  const key = (env[variable] ?? '').trim()
  if (key !== '') return key
  throw new ConfigError(`Expected the environment variable ${variable} for ${host}, found none`, {
    path: variable,
  })
}

/**
 * The rules of the user's that a config names; undefined without one.
 *
 * @throws {ConfigError} when a module is missing.
 */
export async function createScorers({ scorers, replay }: Config): Promise<readonly Scorer[] | undefined> {
  if (scorers === undefined) return undefined
  const deadline = (): AbortSignal => AbortSignal.timeout(replay.timeoutSeconds * 1000)
  return Promise.all(
    scorers.map(async ({ name, path }) =>
      createModuleScorer(name, await functionOf<ScorerFunction>(path, 'scorers'), deadline),
    ),
  )
}

async function functionOf<T>(path: string, configPath: string): Promise<T> {
  let loaded: { readonly default?: unknown }
  try {
    loaded = await import(pathToFileURL(path).href)
  } catch (cause) {
    throw new ConfigError(`Expected a module in \`${configPath}\`, could not load ${path}`, {
      path: configPath,
      cause,
    })
  }
  if (typeof loaded.default === 'function') return loaded.default as T
  throw new ConfigError(`Expected ${path} (\`${configPath}\`) to export a function as its default`, {
    path: configPath,
    hint: 'docs/replay.md has the shape',
  })
}
