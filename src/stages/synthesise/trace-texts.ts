import type { JsonValue } from '../../records/json-value.ts'
import type { Trace } from '../../records/trace.ts'
import { parsedJson } from './parsed-json.ts'

/** A text of a trace; `key` where it is a value under a name. */
export type TraceText = { readonly text: string; readonly key: string | undefined }

/**
 * Every text of a trace that somebody or some tool said: messages, arguments and JSON results (whole and value by
 * value), the reason of a support flag, the named intent. Descriptions of tools are the agent's program and are left out.
 */
export function* traceTexts(trace: Trace): IterableIterator<TraceText> {
  for (const message of trace.messages) {
    yield* textAndValues(message.text, message.role === 'tool' ? parsedJson(message.text) : undefined)
    if (message.role !== 'assistant' && message.role !== 'user') continue
    for (const { arguments: given } of message.calls) {
      if (given.kind === 'unparsable') yield { text: given.raw, key: undefined }
      else yield* textAndValues(JSON.stringify(given.value), given.value)
    }
  }
  if (trace.supportFlag !== undefined) yield { text: trace.supportFlag.reason, key: undefined }
  if (trace.intentText !== undefined) yield { text: trace.intentText, key: undefined }
}

function* textAndValues(text: string, value: JsonValue | undefined): IterableIterator<TraceText> {
  yield { text, key: undefined }
  if (value !== undefined) yield* leavesOf(value, '')
}

function* leavesOf(value: JsonValue, key: string): IterableIterator<TraceText> {
  if (typeof value === 'string') yield { text: value, key }
  else if (isList(value)) for (const item of value) yield* leavesOf(item, key)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* leavesOf(item, name)
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
