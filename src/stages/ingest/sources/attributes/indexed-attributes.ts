import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import type { Attributes } from './attributed-span.ts'

type Tree = Map<string, Tree | JsonValue>

/** More elements than this under one prefix is no list of messages. */
const MOST_ELEMENTS = 10_000

/**
 * The nested value that attributes such as `prefix.0.role`, `prefix.0.content` were flattened from; undefined when no attribute begins
 * so. Numbered keys make a list in the order of their numbers, gaps left out.
 */
export function nestedAt(attributes: Attributes, prefix: string): JsonValue | undefined {
  let tree: Tree | undefined
  for (const key of attributes.keys()) {
    if (!key.startsWith(prefix) || key.charAt(prefix.length) !== '.') continue
    tree ??= new Map()
    plant(tree, key.slice(prefix.length + 1).split('.'), attributes.get(key) as JsonValue)
  }
  return tree === undefined ? undefined : grown(tree)
}

function plant(tree: Tree, path: readonly string[], value: JsonValue): void {
  let branch = tree
  for (const step of path.slice(0, -1)) {
    const next = branch.get(step)
    if (next instanceof Map) branch = next
    else {
      const made: Tree = new Map()
      branch.set(step, made)
      branch = made
    }
  }
  const last = path.at(-1) ?? ''
  if (!(branch.get(last) instanceof Map)) branch.set(last, value)
}

function grown(tree: Tree | JsonValue): JsonValue {
  if (!(tree instanceof Map)) return tree
  const entries = [...tree].map(([key, value]) => [key, grown(value)] as const)
  const isList = entries.length <= MOST_ELEMENTS && entries.every(([key]) => /^\d+$/.test(key))
  if (isList) return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)
  return Object.fromEntries(entries) as JsonObject
}
