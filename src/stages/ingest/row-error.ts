import type { JsonValue } from '../../records/json-value.ts'

/**
 * Why one row is not a trace. Thrown inside ingest only and turned into a `Rejected` value there; the
 * message names places and kinds of values, never the values.
 */
export class RowError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RowError'
  }
}

/** The `RowError` for a value that is not what its place, a JSON pointer, calls for. */
export function unexpected(at: string, expected: string, found: JsonValue | undefined): RowError {
  return new RowError(`${at === '' ? 'row' : at}: expected ${expected}, found ${kindOf(found)}`)
}

function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The value of the field `key`, a text. @throws {RowError} that names the field below its object, when it is anything else. */
export function requiredText(value: JsonValue | undefined, key: string): string {
  if (typeof value !== 'string') throw unexpected(`/${key}`, 'a string', value)
  return value
}

/** The value of the field `key`, a text or absent. @throws {RowError} like `requiredText`. */
export function optionalText(value: JsonValue | undefined, key: string): string | undefined {
  return value === undefined || value === null ? undefined : requiredText(value, key)
}

/** The error with its place below another; an error of any other kind as it is. */
export function errorBelow(place: string, error: unknown): unknown {
  if (!(error instanceof RowError)) return error
  return new RowError(place + error.message.replace(/^row:/, ':'))
}
