import type { JsonValue } from '../../records/json-value.ts'
import { type LocatedMap, type LocatedValue, lookUp, withEntry } from '../located.ts'
import { presetLeaves } from './preset-leaves.ts'
import { presetOf } from './presets.ts'

/** A config file's values over those of the preset it names, and which the preset gave. */
export type WithPreset = {
  readonly root: LocatedMap
  /** Dotted paths the preset filled; empty without one. */
  readonly given: ReadonlySet<string>
}

/**
 * The values with the preset's where the file says nothing. A value of the file stands as it is: blocks are merged key by
 * key, lists are not. What the preset gives has the position of the key `preset`, and its own path.
 */
export function withPreset(root: LocatedMap): WithPreset {
  const named = root.entries.get('preset')
  const preset = named?.kind === 'scalar' ? presetOf(named.value) : undefined
  if (named === undefined || preset === undefined) return { root, given: new Set() }
  const given = new Set<string>()
  let merged = root
  for (const { path, value } of presetLeaves(preset.values)) {
    const { found, nearest } = lookUp(merged, path)
    // A block that is written as something else is the schema's to refuse.
    if (found !== undefined || nearest.kind !== 'map') continue
    merged = withEntry(merged, path, located(value, { position: named.position, writtenPath: path }))
    given.add(path.join('.'))
  }
  return { root: merged, given }
}

function located(value: JsonValue, place: Pick<LocatedValue, 'position' | 'writtenPath'>): LocatedValue {
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      located(item, { ...place, writtenPath: [...place.writtenPath, index] }),
    )
    return { kind: 'list', items, ...place }
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, entry]) =>
        [key, located(entry, { ...place, writtenPath: [...place.writtenPath, key] })] as const,
    )
    return { kind: 'map', entries: new Map(entries), ...place }
  }
  return {
    kind: 'scalar',
    value: value as string | number | boolean | null,
    isFromEnvironment: false,
    ...place,
  }
}
