import { expect, test } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Message, RedactedTrace } from '../../records/trace.ts'
import { intentOf } from './intent-of.ts'

function user(text: string): Message<RedactedText> {
  return { role: 'user', text: text as RedactedText, calls: [] }
}

function assistant(text: string, ...calls: readonly string[]): Message<RedactedText> {
  return {
    role: 'assistant',
    text: text as RedactedText,
    calls: calls.map(name => ({ id: undefined, name, arguments: { kind: 'parsed', value: {} } })),
    finishReason: undefined,
  }
}

function trace(messages: readonly Message<RedactedText>[], intentText?: string): RedactedTrace {
  return { ...bareTrace('t1' as TraceId, messages), intentText: intentText as RedactedText | undefined }
}

test('the words of the source win over the messages', () => {
  const intent = intentOf(trace([user('hello'), assistant('hi')], 'cancel an order'))
  expect(intent).toEqual({ traceId: 't1', text: 'cancel an order' })
})

test('a single user turn is the intent, on one line', () => {
  expect(intentOf(trace([user('  where is\n\tmy order? '), assistant('On its way.')])).text).toBe(
    'where is my order?',
  )
})

test('a conversation is its first turn with text and then its later ones', () => {
  const conversation = [
    user(''),
    user('my phone has no data'),
    assistant('Restart it.'),
    user('still none ###STOP###'),
  ]
  expect(intentOf(trace(conversation)).text).toBe('my phone has no data still none')
})

test('a long opening leaves room for later turns within 600 characters', () => {
  const { text } = intentOf(trace([user('a'.repeat(5_000)), assistant('?'), user('b'.repeat(5_000))]))
  expect(text).toBe(`${'a'.repeat(400)} ${'b'.repeat(199)}`)
})

test('a turn of nothing but a stop marker is not a second turn', () => {
  const long = 'c'.repeat(900)
  for (const marker of ['###STOP###', '###TRANSFER###', '###OUT-OF-SCOPE###']) {
    expect(intentOf(trace([user(long), assistant('done'), user(marker)])).text).toBe(long)
  }
})

test('a single request is cut at 1,000 characters and never inside a surrogate pair', () => {
  expect(intentOf(trace([user('d'.repeat(2_000))])).text).toHaveLength(1_000)
  expect(intentOf(trace([user(`${'d'.repeat(999)}😀`)])).text).toBe('d'.repeat(999))
})

test('whose value was redacted does not tell two intents apart', () => {
  const intents = ['<EMAIL_k1_7F3A9C2E>', '<EMAIL_k2_00000001>'].map(
    token => intentOf(trace([user(`write to ${token} please`)])).text,
  )
  expect(intents).toEqual(['write to <EMAIL> please', 'write to <EMAIL> please'])
})

test('without user text the first calls of the agent name the trace', () => {
  const calls = [
    assistant('thinking'),
    assistant('', 'find_user', 'get_order'),
    assistant('', 'cancel_order'),
  ]
  expect(intentOf(trace(calls)).text).toBe('find_user get_order')
})

test('a trace in which nobody asked and nothing was called still has an intent', () => {
  expect(intentOf(trace([assistant('hello')])).text).toBe('(no request text)')
})
