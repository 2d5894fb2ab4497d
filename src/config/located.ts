import type { JsonValue } from '../records/json-value.ts'
import type { Position } from './problem.ts'

type Place = {
  readonly position: Position
  /** Where the file has it, which placement rules may differ from. */
  readonly writtenPath: readonly (string | number)[]
}

export type LocatedMap = Place & {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, LocatedValue>
}
export type LocatedList = Place & { readonly kind: 'list'; readonly items: readonly LocatedValue[] }
export type LocatedScalar = Place & {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** The value holds an environment variable and is not quoted in messages. */
  readonly isFromEnvironment: boolean
}

/** A YAML value that knows its line. Maps keep the position of the key. */
export type LocatedValue = LocatedMap | LocatedList | LocatedScalar

/** The same value without positions. */
export function toPlain(value: LocatedValue): JsonValue {
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') return value.items.map(toPlain)
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, toPlain(entry)]))
}

/** The value at a path, and the deepest value that exists on the way to it. */
export function lookUp(
  root: LocatedValue,
  path: readonly (string | number)[],
): { readonly found: LocatedValue | undefined; readonly nearest: LocatedValue } {
  let current = root
  for (const step of path) {
    const next = childOf(current, step)
    if (next === undefined) return { found: undefined, nearest: current }
    current = next
  }
  return { found: current, nearest: current }
}

/** The map with one entry set or, with `undefined`, removed, creating maps on the way. */
export function withEntry(
  root: LocatedMap,
  path: readonly string[],
  value: LocatedValue | undefined,
): LocatedMap {
  const [step, ...rest] = path
  if (step === undefined) return root
  const entries = new Map(root.entries)
  const child = entries.get(step)
  if (rest.length > 0) {
    const inner: LocatedMap =
      child?.kind === 'map'
        ? child
        : {
            kind: 'map',
            entries: new Map(),
            position: (value ?? root).position,
            writtenPath: (value ?? root).writtenPath,
          }
    entries.set(step, withEntry(inner, rest, value))
  } else if (value === undefined) {
    entries.delete(step)
  } else {
    entries.set(step, value)
  }
  return { ...root, entries }
}

/** Dotted path for people: `source.path[1]`. */
export function renderPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

function childOf(value: LocatedValue, step: string | number): LocatedValue | undefined {
  if (value.kind === 'map') return value.entries.get(String(step))
  if (value.kind === 'list' && typeof step === 'number') return value.items[step]
  return undefined
}
