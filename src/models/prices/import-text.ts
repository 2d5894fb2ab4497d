import { SourceNumber, type SourceValue } from './import-decimal.ts'

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown

/**
 * JSON with its numbers as written.
 *
 * @throws {SyntaxError} when it is no JSON.
 */
export function parseSourceJson(text: string): SourceValue {
  const keepDigits: Reviver = (_key, value, { source }) =>
    typeof value === 'number' ? new SourceNumber(source ?? String(value)) : value
  // The third argument of a reviver is in every supported Node and in no type library yet.
  const parse = JSON.parse as (text: string, reviver: Reviver) => SourceValue
  return parse(text, keepDigits)
}

const TABLE = /^\[([\w.-]+)\]$/
const TABLE_OF_LIST = /^\[\[([\w.-]+)\]\]$/
const NUMBER = /^([\w-]+)\s*=\s*([+-]?[\d_]+(?:\.[\d_]+)?(?:[eE][+-]?\d+)?)\s*(?:#.*)?$/
const TIER_SIZE = /^tier\s*=\s*\{[^}]*\bsize\s*=\s*([\d_]+)[^}]*\}\s*(?:#.*)?$/

/**
 * The numbers of a model's TOML file: `[table]`, `[[list]]` and `key = number`, which is all a price is made of. Other
 * values are passed over.
 */
export function parseSourceToml(text: string): SourceValue {
  const root: Record<string, SourceValue> = {}
  let table: Record<string, SourceValue> = root
  for (const line of text.split(/\r?\n/).map(raw => raw.trim())) {
    const name = TABLE.exec(line)?.[1] ?? TABLE_OF_LIST.exec(line)?.[1]
    const [, key, digits] = NUMBER.exec(line) ?? []
    const size = TIER_SIZE.exec(line)?.[1]
    if (name !== undefined) table = tableAt(root, name.split('.'), line.startsWith('[['))
    else if (key !== undefined && digits !== undefined) set(table, key, new SourceNumber(digits))
    else if (size !== undefined) set(table, 'tier', { size: new SourceNumber(size.replaceAll('_', '')) })
  }
  return root
}

function tableAt(
  root: Record<string, SourceValue>,
  path: readonly string[],
  isList: boolean,
): Record<string, SourceValue> {
  let table = root
  for (const [index, key] of path.entries()) {
    const found = Object.hasOwn(table, key) ? table[key] : undefined
    const next: Record<string, SourceValue> = isPlain(found) ? { ...found } : {}
    if (isList && index === path.length - 1) {
      set(table, key, [...(Array.isArray(found) ? found : []), next])
      return next
    }
    set(table, key, next)
    table = next
  }
  return table
}

/** A plain table of a source; undefined for anything else. */
export function isPlain(value: SourceValue | undefined): value is { readonly [key: string]: SourceValue } {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof SourceNumber)
  )
}

/** `__proto__` is a key like any other here. */
function set(table: Record<string, SourceValue>, key: string, value: SourceValue): void {
  Object.defineProperty(table, key, { value, writable: true, enumerable: true, configurable: true })
}
