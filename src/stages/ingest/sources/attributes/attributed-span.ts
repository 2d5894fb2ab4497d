import type { JsonValue } from '../../../../records/json-value.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'

export type Attributes = ReadonlyMap<string, JsonValue>

/** An event within a span, or a log record that belongs to one. */
export type AttributedEvent = {
  readonly name: string
  /** Sorts the events of a span. */
  readonly order: string
  /** A log record's body, when it is an object; its fields are also among the attributes. */
  readonly attributes: Attributes
}

/** A span whose meaning is in its attributes, however it travelled. Ids are lower-case. */
export type AttributedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | undefined
  readonly name: string
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  readonly isError: boolean
  /** Of the library that wrote it. */
  readonly scope: string
  readonly attributes: Attributes
  readonly events: readonly AttributedEvent[]
}

/** What a convention knows of a span; undefined when the span does not follow it. */
export type Reading = Pick<SpanRecord, 'kind'> & Partial<SpanRecord>

export function textAt(attributes: Attributes, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.get(key)
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

export function numberAt(attributes: Attributes, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = attributes.get(key)
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number)) return number
  }
  return undefined
}

/** The first of these attributes that is there. */
export function valueAt(attributes: Attributes, ...keys: readonly string[]): JsonValue | undefined {
  for (const key of keys) {
    const value = attributes.get(key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}
