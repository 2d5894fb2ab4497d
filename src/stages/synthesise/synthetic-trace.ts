import { createHash } from 'node:crypto'
import type { TraceId } from '../../records/ids.ts'
import type { JsonValue } from '../../records/json-value.ts'
import type { Expected, Message, RedactedTrace, ToolArguments, ToolCall, Trace } from '../../records/trace.ts'
import type { RealShingles } from './real-shingles.ts'
import { createTextMaker, type SyntheticWording, type TextMaker } from './synthetic-text.ts'
import { wordsOf } from './words.ts'

/** The conversation of a synthetic trace: what an exemplar's structure becomes with made-up texts and values. */
export type SyntheticConversation = Pick<Trace, 'messages' | 'expected' | 'intentText'>

/**
 * A conversation with the turns, calls and results of `exemplar`, in other words and with other values. System prompts
 * are left out: they are real text, and the sides that answer have their own.
 *
 * @param seed - equal seeds give equal conversations; others give other words and values.
 */
export function syntheticConversation(
  exemplar: RedactedTrace,
  seed: string,
  wording: SyntheticWording,
): SyntheticConversation {
  const maker = createTextMaker(seed, wording)
  const ids = new Map<string, string>()
  const callId = (id: string | undefined): string | undefined => {
    if (id === undefined) return undefined
    const known = ids.get(id) ?? `call_${ids.size + 1}`
    ids.set(id, known)
    return known
  }
  return {
    messages: exemplar.messages.flatMap(message => syntheticMessage(message, maker, callId, wording.real)),
    expected: exemplar.expected === undefined ? undefined : syntheticExpected(exemplar.expected, maker),
    intentText: exemplar.intentText === undefined ? undefined : maker.text(exemplar.intentText, 'wish'),
  }
}

type CallId = (id: string | undefined) => string | undefined

function syntheticMessage(
  message: Message<string>,
  maker: TextMaker,
  callId: CallId,
  real: RealShingles,
): readonly Message<string>[] {
  const callsOf = (calls: readonly ToolCall<string>[]): readonly ToolCall<string>[] =>
    calls.map(call => ({
      id: callId(call.id),
      name: call.name,
      arguments: syntheticArguments(call.arguments, maker, real),
    }))
  switch (message.role) {
    case 'system':
      return []
    case 'user':
      return [{ role: 'user', text: maker.text(message.text, 'wish'), calls: callsOf(message.calls) }]
    case 'assistant':
      return [{ ...message, text: maker.text(message.text, 'other'), calls: callsOf(message.calls) }]
    case 'tool':
      return [{ ...message, callId: callId(message.callId), text: maker.text(message.text, 'other') }]
  }
}

function syntheticArguments(
  given: ToolArguments<string>,
  maker: TextMaker,
  real: RealShingles,
): ToolArguments<string> {
  if (given.kind === 'unparsable') return { kind: 'unparsable', raw: broken(given.raw, maker, real) }
  const value = maker.json(given.value, '')
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { kind: 'parsed', value: value as { readonly [key: string]: JsonValue } }
    : { kind: 'parsed', value: {} }
}

/** A text that stays no JSON: what was cut off stays cut off. */
function broken(raw: string, maker: TextMaker, real: RealShingles): string {
  const made = maker.text(raw, 'other')
  const opened = /^\s*[{[]/.test(raw) && !/^\s*[{[]/.test(made) ? `{${made}` : made
  return real.isReal(wordsOf(opened)) ? '{' : opened
}

function syntheticExpected(expected: Expected, maker: TextMaker): Expected {
  return {
    calls: expected.calls.map(call => ({
      name: call.name,
      arguments: Object.fromEntries(
        Object.entries(call.arguments).map(([key, values]) => [
          key,
          values.map(value => maker.json({ [key]: value }, '')).map(made => entryOf(made, key)),
        ]),
      ),
      optional: call.optional,
    })),
  }
}

function entryOf(made: JsonValue, key: string): JsonValue {
  return typeof made === 'object' && made !== null && !Array.isArray(made)
    ? ((made as { readonly [name: string]: JsonValue })[key] ?? null)
    : null
}

/** An id that says nothing but which conversation it is: the same in every run that makes it. */
export function syntheticId({ messages }: SyntheticConversation, copy: number): TraceId {
  const hash = createHash('sha256').update(JSON.stringify(messages)).update(`\0${copy}`)
  return `synthetic-${hash.digest('hex').slice(0, 16)}` as TraceId
}
