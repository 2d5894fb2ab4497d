import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { SpanRecord } from '../normalise/span-record.ts'

/**
 * How a format is taken apart. `rows`: every record of the file holds whole traces, given as canonical rows. `spans`: a trace is spread
 * over records that may lie anywhere in the source. Both throw a `RowError` for a record that is none of the format.
 */
export type SourceImporter =
  | { readonly kind: 'rows'; readonly rowsOf: (record: JsonValue) => readonly JsonObject[] }
  | { readonly kind: 'spans'; readonly spansOf: (record: JsonValue) => readonly SpanRecord[] }
