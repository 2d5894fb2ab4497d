import type { JsonValue } from '../../../records/json-value.ts'

/** One JSON value of a file, or why there is none at its place. `line` is 1-based; in tables it is the row. */
export type SourceRecord =
  | { readonly kind: 'value'; readonly line: number; readonly bytes: number; readonly value: JsonValue }
  | { readonly kind: 'unusable'; readonly line: number; readonly reason: string }
