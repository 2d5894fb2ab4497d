import { compilePointer } from '../json-pointer.ts'
import { type Located, requireObject } from '../located.ts'
import type { IsForbiddenId } from '../parse-id.ts'
import { parseTrace, type RowParser, readersOf, readFields } from '../parse-trace.ts'
import type { MessageMapping } from '../source-spec.ts'
import { createMessageShaper } from './shape-messages.ts'

const ABSENT: Located = { value: undefined, at: '' }

/**
 * A parser of rows with chat messages, taken apart as the mapping says (docs/trace-format.md).
 *
 * @param intentPointer - overrides the mapping's `intent`.
 * @throws {ConfigError} when a pointer of the mapping is not one.
 */
export function createMessagesParser(
  map: MessageMapping,
  intentPointer: string | undefined,
  isForbiddenId: IsForbiddenId,
): RowParser {
  const idPointers = typeof map.id === 'string' ? [map.id] : map.id
  const idsOf = idPointers.map(pointer => compilePointer(pointer, 'map.id'))
  const pointers = { ...map, intent: intentPointer ?? map.intent }
  const readers = readersOf(field => {
    const pointer = pointers[field]
    return pointer === undefined ? () => ABSENT : compilePointer(pointer, `map.${field}`)
  })
  const shape = map.message === undefined ? undefined : createMessageShaper(map.message)
  return row => {
    requireObject({ value: row, at: '' })
    const read = readFields(readers, row)
    const fields = shape === undefined ? read : { ...read, messages: shape(read.messages) }
    return parseTrace({ id: idsOf.map(idOf => idOf(row)), fields }, isForbiddenId)
  }
}
