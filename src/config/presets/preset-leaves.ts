import type { JsonValue } from '../../records/json-value.ts'
import type { PresetBlock } from './preset.ts'

export type PresetLeaf = { readonly path: readonly string[]; readonly value: JsonValue }

/** Every value of a preset that is no block, in the order it is written. */
export function presetLeaves(values: PresetBlock, prefix: readonly string[] = []): readonly PresetLeaf[] {
  return Object.entries(values).flatMap(([key, value]): readonly PresetLeaf[] => {
    const path = [...prefix, key]
    return isBlock(value) ? presetLeaves(value, path) : [{ path, value }]
  })
}

function isBlock(value: JsonValue): value is PresetBlock {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
