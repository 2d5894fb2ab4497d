import { compilePointer } from '../json-pointer.ts'
import { fieldOf, requireObject } from '../located.ts'
import type { IsForbiddenId } from '../parse-id.ts'
import { parseTrace, type RowParser, readFields } from '../parse-trace.ts'

/**
 * A parser of canonical rows (docs/trace-format.md).
 *
 * @param intentPointer - where the row says what the user wanted, if not at `/intent`.
 * @throws {ConfigError} when `intentPointer` is not a JSON pointer.
 */
export function createCanonicalParser(
  intentPointer: string | undefined,
  isForbiddenId: IsForbiddenId,
): RowParser {
  const intentOf = compilePointer(intentPointer ?? '/intent', 'intent.pointer')
  return value => {
    const row = requireObject({ value, at: '' })
    const fields = readFields(field => (field === 'intent' ? intentOf(value) : fieldOf(row, field)))
    return parseTrace({ id: [fieldOf(row, 'trace_id')], fields }, isForbiddenId)
  }
}
