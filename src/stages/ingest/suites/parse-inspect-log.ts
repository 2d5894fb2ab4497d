import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { fieldOf, isJsonArray, isJsonObject, optionalString, ownValue, requireObject } from '../located.ts'
import { parseMessages } from '../parse-messages.ts'
import type { NumberedCase } from './parse-csv-suite.ts'
import { type SuiteCase, scoreOf, userMessage } from './suite-item.ts'

/** Whether a JSON value is a log of Inspect (`inspect log dump`, or a log written as JSON). */
export function isInspectLog(value: JsonValue): boolean {
  return (
    isJsonObject(value) && isJsonArray(ownValue(value, 'samples')) && isJsonObject(ownValue(value, 'eval'))
  )
}

/** The samples of an Inspect log; of several epochs each is a case of its own. `line` counts samples from 1. */
export function parseInspectLog(value: JsonValue): readonly NumberedCase[] {
  const samples = isJsonObject(value) ? ownValue(value, 'samples') : undefined
  if (!isJsonArray(samples)) return []
  return samples.map((sample, index) => ({ line: index + 1, read: () => sampleCase(sample, index) }))
}

function sampleCase(value: JsonValue, index: number): SuiteCase {
  const sample = requireObject({ value, at: `/samples/${index}` })
  const id = ownValue(sample.value, 'id')
  const epoch = ownValue(sample.value, 'epoch')
  const messages = ownValue(sample.value, 'messages')
  const input = ownValue(sample.value, 'input')
  const written = isJsonArray(messages) && messages.length > 0 ? messages : input
  const target = ownValue(sample.value, 'target')
  return {
    id:
      id === undefined || id === null
        ? undefined
        : `${id}${typeof epoch === 'number' && epoch > 1 ? `:${epoch}` : ''}`,
    messages: isJsonArray(written)
      ? parseMessages({ value: written.map(messageOf), at: `${sample.at}/messages` })
      : [userMessage(optionalString(fieldOf(sample, 'input')) ?? '')],
    reference: typeof target === 'string' && target !== '' ? target : undefined,
    score: meanScore(ownValue(sample.value, 'scores')),
  }
}

/** Inspect keeps a call's name in `function` itself, where OpenAI has an object. */
function messageOf(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value
  const calls = ownValue(value, 'tool_calls')
  return isJsonArray(calls) ? { ...value, tool_calls: calls.map(callOf) } : value
}

function callOf(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value
  const name = ownValue(value, 'function')
  const { id = null, arguments: given = {} } = value as JsonObject
  return typeof name === 'string' ? { id, name, arguments: given } : value
}

/** The mean over the scorers whose value is a number in [0, 1], yes or no, or one of Inspect's letters. */
function meanScore(scores: JsonValue | undefined): number | undefined {
  if (!isJsonObject(scores)) return undefined
  const known = Object.values(scores).flatMap(each =>
    isJsonObject(each) ? (scoreOf(ownValue(each, 'value')) ?? []) : [],
  )
  return known.length === 0 ? undefined : known.reduce((sum, score) => sum + score, 0) / known.length
}
