import { ConfigError } from '../errors/config-error.ts'
import type { Config, TraceFilesConfig } from './config.ts'
import { withConfigHash } from './config-hash.ts'
import { resolvePath } from './resolve-config.ts'
import { parseWindowEnd } from './window-end.ts'

/** Flags of the command line that change a config. Paths are relative to `cwd`. */
export type ConfigOverrides = {
  readonly source?: string | undefined
  readonly candidate?: string | undefined
  readonly seed?: string | undefined
  readonly offline?: boolean | undefined
  /** A date or a time, as `sampling.window_end`. */
  readonly asOf?: string | undefined
  readonly targetSize?: number | undefined
}

/**
 * The config with flags applied. A path replaces the path alone: format and mapping of that side stay.
 * A candidate the config does not have is read like the source, two runs of one logger being the usual
 * case; the format of a source it does not have is found out.
 *
 * @param cwd - absolute.
 * @throws {ConfigError} naming the flag.
 */
export function applyOverrides(config: Config, overrides: ConfigOverrides, cwd: string): Config {
  const { source, candidate, seed, offline, asOf, targetSize } = overrides
  return withConfigHash({
    ...config,
    source: source === undefined ? config.source : withPath(config.source, '--source', source, cwd),
    candidate:
      candidate === undefined
        ? config.candidate
        : {
            kind: 'recorded',
            recorded: withPath(recordedOf(config.candidate) ?? config.source, '--candidate', candidate, cwd),
          },
    candidates: candidate === undefined ? config.candidates : undefined,
    seed: seed === undefined ? config.seed : nonEmpty('--seed', seed),
    models: { ...config.models, offline: config.models.offline || offline === true },
    sampling: {
      ...config.sampling,
      windowEndMs:
        asOf === undefined ? config.sampling.windowEndMs : windowEndOf(asOf, config.sampling.timeZone),
      targetSize: targetSize === undefined ? config.sampling.targetSize : targetSizeOf(targetSize),
    },
  })
}

function recordedOf(candidate: Config['candidate']): TraceFilesConfig | undefined {
  return candidate?.kind === 'recorded' ? candidate.recorded : undefined
}

function withPath(
  files: TraceFilesConfig | undefined,
  flag: string,
  path: string,
  cwd: string,
): TraceFilesConfig {
  const resolved = [resolvePath(cwd, nonEmpty(flag, path))]
  if (files !== undefined && files.pull === undefined) return { ...files, path: resolved }
  return {
    format: 'auto',
    path: resolved,
    maxRejected: undefined,
    intentPointer: undefined,
    map: undefined,
    ...(files?.traceUrl === undefined ? {} : { traceUrl: files.traceUrl }),
  }
}

function nonEmpty(flag: string, value: string): string {
  if (value === '')
    throw new ConfigError(`Expected \`${flag}\` with a value, found empty text`, { path: flag })
  return value
}

function windowEndOf(asOf: string, timeZone: string): number {
  const windowEndMs = parseWindowEnd(asOf, timeZone)
  if (windowEndMs !== undefined) return windowEndMs
  throw new ConfigError(
    `Expected \`--as-of\` as a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z, found ${JSON.stringify(asOf)}`,
    { path: '--as-of' },
  )
}

function targetSizeOf(targetSize: number): number {
  if (Number.isInteger(targetSize) && targetSize >= 1 && targetSize <= 10_000_000) return targetSize
  throw new ConfigError(
    `Expected \`--target-size\` as a whole number from 1 to 10000000, found ${targetSize}`,
    { path: '--target-size' },
  )
}
