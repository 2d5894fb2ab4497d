import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'

/** A score of the API as the importer of exports knows it; none for scores of sessions and experiments, which are of no trace. */
export function scoreRowOf(row: JsonValue): readonly JsonObject[] {
  if (!isJsonObject(row)) return []
  const traceId = traceIdOf(row)
  if (traceId === undefined) return []
  const value = ownValue(row, 'value')
  const isWord = typeof value === 'string' && !Object.hasOwn(row, 'stringValue')
  return [{ ...row, traceId, ...(isWord ? { stringValue: value } : {}) }]
}

function traceIdOf(row: JsonObject): string | undefined {
  const own = ownValue(row, 'traceId')
  if (typeof own === 'string' && own !== '') return own
  const subject = ownValue(row, 'subject')
  if (!isJsonObject(subject)) return undefined
  const id = ownValue(subject, 'kind') === 'trace' ? ownValue(subject, 'id') : ownValue(subject, 'traceId')
  return typeof id === 'string' && id !== '' ? id : undefined
}
