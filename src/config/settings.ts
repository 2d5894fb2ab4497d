import type { JsonValue } from '../records/json-value.ts'
import { leafKeys } from './key-paths.ts'
import { type LocatedMap, type LocatedValue, lookUp } from './located.ts'
import type { ConfigFile } from './schema.ts'

/** One value in force. */
export type Setting = {
  /** Dotted, at its one place. */
  readonly path: string
  /** Undefined: nothing is set and there is no default. Whatever holds an environment variable or a secret is `HIDDEN`. */
  readonly value: JsonValue | undefined
  readonly from: 'file' | 'preset' | 'default'
  /** In the file, from 1; of a preset's value the line that names it; undefined for defaults. */
  readonly line: number | undefined
}

/** Stands for a value that is not shown. */
const HIDDEN = '(not shown)'

/** Whole blocks of secrets and addresses with secrets in them. */
const SECRET: ReadonlySet<string> = new Set(['alerts.channels', 'privacy.canaries'])

/**
 * Every value of a config with where it comes from, in the order of docs/config.md; keys that are neither set nor have a
 * default are left out.
 *
 * @param root - the values as the file and its preset give them.
 * @param given - paths the preset filled.
 */
export function settingsOf(
  root: LocatedMap,
  file: ConfigFile,
  given: ReadonlySet<string>,
): readonly Setting[] {
  return leafKeys().flatMap(([path]): readonly Setting[] => {
    const steps = path.split('.')
    const { found } = lookUp(root, steps)
    const value = found === undefined ? valueAt(file, steps) : undefined
    if (found === undefined) return isSet(value) ? [{ path, value, from: 'default', line: undefined }] : []
    const shown = SECRET.has(path) || isHidden(found) ? HIDDEN : valueAt(file, steps)
    return [{ path, value: shown, from: given.has(path) ? 'preset' : 'file', line: found.position.line }]
  })
}

function isSet(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined
  return Array.isArray(value) ? true : Object.keys(value).length > 0
}

function isHidden(value: LocatedValue): boolean {
  if (value.kind === 'scalar') return value.isFromEnvironment
  return (value.kind === 'list' ? value.items : [...value.entries.values()]).some(isHidden)
}

/** What a validated file holds is JSON but for keys that are undefined. */
function valueAt(file: ConfigFile, steps: readonly string[]): JsonValue | undefined {
  let current: unknown = file
  for (const step of steps) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as { readonly [key: string]: unknown })[step]
  }
  return current as JsonValue | undefined
}
