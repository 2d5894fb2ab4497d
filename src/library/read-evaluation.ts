import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunWatch } from '../cli/run-watch.ts'
import { applyOverrides, type ConfigOverrides } from '../config/apply-overrides.ts'
import type { Config } from '../config/config.ts'
import { loadConfig } from '../config/load-config.ts'
import type { ProgressEvent } from '../dependencies.ts'
import type { ConfigInput } from './define-config.ts'

/** What the command line has as flags, and who is told how the run goes. Without anybody it goes silently. */
export type EvaluateOptions = ConfigOverrides & {
  /** What paths are relative to, absolute; default the working directory. */
  readonly cwd?: string
  /** Where keys are read, by the names the config gives and no other; default the process's environment. */
  readonly env?: { readonly [name: string]: string | undefined }
  readonly onWarning?: ((warning: string) => void) | undefined
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined
  /** Stops the run between two items; what was answered is kept. */
  readonly signal?: AbortSignal | undefined
}

/**
 * What a program asked to be evaluated, as the command line would have read it.
 *
 * @param config - the path of a file, or what a file holds.
 * @throws {ConfigError} naming the key that is wrong.
 */
export async function readEvaluation(
  config: string | ConfigInput,
  options: EvaluateOptions,
): Promise<{ readonly config: Config; readonly env: NodeJS.ProcessEnv; readonly watch: RunWatch }> {
  const {
    cwd = process.cwd(),
    env = process.env,
    onWarning = () => {},
    onProgress = () => {},
    signal,
  } = options
  const { source, candidate, seed, targetSize, asOf, offline } = options
  const file = typeof config === 'string' ? config : join(cwd, 'config')
  const read = typeof config === 'string' ? readFile : async () => Buffer.from(JSON.stringify(config))
  const loaded = await loadConfig(file, { readFile: path => read(path), env, cwd })
  for (const warning of loaded.warnings) onWarning(warning)
  const flags = { source, candidate, seed, targetSize, asOf, offline }
  return {
    config: applyOverrides(loaded.config, flags, cwd),
    env: { ...env },
    watch: { onWarning, onProgress, signal: signal ?? new AbortController().signal },
  }
}
