import type { JsonValue } from '../../records/json-value.ts'

/** A block of values at their one place, nested as in a config file. */
export type PresetBlock = { readonly [key: string]: JsonValue }

/** A starting point for one situation: values that stand where a config file says nothing. */
export type Preset = {
  /** The situation, in a sentence. */
  readonly about: string
  readonly values: PresetBlock
}
