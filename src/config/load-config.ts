import { dirname, resolve } from 'node:path'
import { ConfigError } from '../errors/config-error.ts'
import { checkCombinations } from './check-combinations.ts'
import type { Config } from './config.ts'
import { EFFECTS } from './effects.ts'
import { expandShorthand } from './expand-shorthand.ts'
import { interpolateEnvironment } from './interpolate-env.ts'
import { type LocatedMap, lookUp, renderPath, toPlain } from './located.ts'
import { toCanonicalPlaces } from './placement.ts'
import { withPreset } from './presets/with-preset.ts'
import { configErrorOf, type Problem } from './problem.ts'
import { problemsOf } from './problems-of.ts'
import { MAX_CONFIG_BYTES, readYaml } from './read-yaml.ts'
import { resolveConfig } from './resolve-config.ts'
import { configSchema } from './schema.ts'
import { type Setting, settingsOf } from './settings.ts'

/** What loading is handed: the only way a config reaches files and the environment. */
export type ConfigInputs = {
  readonly readFile: (path: string) => Promise<Uint8Array>
  /** Read for the names listed under `env:` and for no other. */
  readonly env: { readonly [name: string]: string | undefined }
  /** Absolute; the config file's path and the default store are relative to it. */
  readonly cwd: string
}

export type LoadedConfig = {
  readonly config: Config
  /** One per key that has no effect yet, with file, line and path, in file order. */
  readonly warnings: readonly string[]
  readonly configHash: string
  /** Every value in force and where it comes from: the file, its preset, or the defaults. */
  readonly settings: () => readonly Setting[]
}

/**
 * The config of a YAML file, complete, with paths made absolute against the file's own folder.
 * Nothing in the file is evaluated.
 *
 * @param file - path, absolute or relative to `cwd`; quoted in messages as given.
 * @throws {ConfigError} naming every problem of the file at once, each with line and config path.
 */
export async function loadConfig(file: string, { readFile, env, cwd }: ConfigInputs): Promise<LoadedConfig> {
  const absolute = resolve(cwd, file)
  const text = decode(file, await readBytes(file, absolute, readFile))
  const reading = readYaml(text)
  if (reading.root === undefined) throw configErrorOf(file, reading.problems)
  const placed = toCanonicalPlaces(reading.root)
  const interpolated = interpolateEnvironment(expandShorthand(placed.root), env)
  const { root, given } = withPreset(interpolated.root)
  const filled = { root, problems: interpolated.problems }
  const parsed = configSchema.safeParse(toPlain(filled.root))
  const problems: Problem[] = [...reading.problems, ...placed.problems, ...filled.problems]
  if (parsed.success) problems.push(...checkCombinations(filled.root, parsed.data))
  else problems.push(...problemsOf(filled.root, parsed.error.issues).filter(isNew(problems)))
  if (problems.length > 0 || !parsed.success) throw configErrorOf(file, problems)
  const config = resolveConfig(parsed.data, { file: dirname(absolute), working: resolve(cwd) })
  return {
    config,
    warnings: [...warningsOf(file, filled.root), ...silentChannels(file, filled.root, config)],
    configHash: config.configHash,
    settings: () => settingsOf(root, parsed.data, given),
  }
}

async function readBytes(
  file: string,
  absolute: string,
  readFile: ConfigInputs['readFile'],
): Promise<Uint8Array> {
  try {
    return await readFile(absolute)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
    throw new ConfigError(
      isMissing
        ? `${file}: there is no such config file`
        : `${file}: the config file cannot be read (${code})`,
      { path: file, hint: isMissing ? '`tidegate init` writes one.' : undefined, cause },
    )
  }
}

function decode(file: string, bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_CONFIG_BYTES) {
    throw new ConfigError(
      `${file}: expected a config of at most ${MAX_CONFIG_BYTES} bytes, found ${bytes.byteLength}`,
      { path: file },
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new ConfigError(`${file}: expected UTF-8 text`, { path: file, cause })
  }
}

/** A value that is already reported (an unset variable, say) needs no second report. */
function isNew(known: readonly Problem[]): (problem: Problem) => boolean {
  const paths = new Set(known.map(problem => problem.path))
  return problem => !paths.has(problem.path)
}

/** Channels that are named and not described: a run decides all the same, but nobody hears of it. */
function silentChannels(file: string, root: LocatedMap, config: Config): readonly string[] {
  const { found } = lookUp(root, ['regression_gates', 'alert_channels'])
  if (found === undefined) return []
  const missing = config.gates.alertChannels.filter(name => config.alerts.channels[name] === undefined)
  return missing.map(
    name =>
      `${file}:${found.position.line}: \`${renderPath(found.writtenPath)}\` names \`${name}\`, which \`alerts.channels\` does not describe: it is told nothing (docs/alerts.md)`,
  )
}

function warningsOf(file: string, root: LocatedMap): readonly string[] {
  return Object.entries(EFFECTS)
    .flatMap(([path, { status, controls }]) => {
      const { found } = lookUp(root, path.split('.'))
      return found === undefined || status === 'effective' ? [] : [{ ...found, controls }]
    })
    .toSorted((a, b) => a.position.line - b.position.line || a.position.column - b.position.column)
    .map(
      ({ position, writtenPath, controls }) =>
        `${file}:${position.line}: \`${renderPath(writtenPath)}\` has no effect yet in this version; it will control ${controls}`,
    )
}
