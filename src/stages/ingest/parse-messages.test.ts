import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../records/json-value.ts'
import { parseMessages } from './parse-messages.ts'

function parse(...messages: JsonValue[]) {
  return parseMessages({ value: messages, at: '/messages' })
}

function textOf(content: JsonValue): string {
  return parse({ role: 'user', content })[0]?.text ?? 'no message'
}

/** The arguments of the one call in an assistant message. */
function argumentsOf(call: { readonly [key: string]: JsonValue }) {
  const [message] = parse({ role: 'assistant', tool_calls: [call] })
  return message?.role === 'assistant' ? message.calls[0]?.arguments : undefined
}

describe('content', () => {
  it('is the text, nothing, or the text parts of a list; other parts count as absent', () => {
    const image = { type: 'image_url', image_url: { url: 'data:' } }
    expect(textOf('hi')).toBe('hi')
    expect(textOf(null)).toBe('')
    expect(textOf([{ type: 'text', text: 'a' }, image, { type: 'input_text', text: 'b' }])).toBe('a\nb')
    expect(textOf([image])).toBe('')
  })

  it('gives the calls and results that are parts of it, as providers write them', () => {
    const asked = { type: 'tool_use', id: 't1', name: 'track', input: { order: 7 } }
    const failed = { type: 'tool_result', tool_use_id: 't1', content: 'timed out', is_error: true }
    const messages = parse(
      { role: 'assistant', content: [{ type: 'text', text: 'Let me look.' }, asked] },
      { role: 'user', content: [failed] },
      { role: 'model', parts: [{ text: 'It failed.' }] },
    )
    expect(messages).toMatchObject([
      {
        role: 'assistant',
        text: 'Let me look.',
        calls: [{ id: 't1', name: 'track', arguments: { kind: 'parsed', value: { order: 7 } } }],
      },
      { role: 'tool', text: 'timed out', callId: 't1', isError: true },
      { role: 'assistant', text: 'It failed.' },
    ])
  })

  it('is rejected as an object, except as the result of a tool, where it is data', () => {
    expect(() => parse({ role: 'user', content: { a: 1 } })).toThrow(
      '/messages/0/content: expected a string, null or a list of parts, found an object',
    )
    expect(parse({ role: 'tool', content: { a: 1 } })[0]?.text).toBe('{"a":1}')
    expect(parse({ role: 'tool', content: [1, 2] })[0]?.text).toBe('[1,2]')
    expect(parse({ role: 'tool', content: [{ type: 'text', text: 'a' }] })[0]?.text).toBe('a')
  })

  it('is the refusal where the provider reports one apart', () => {
    expect(parse({ role: 'assistant', content: null, refusal: 'I cannot.' })[0]?.text).toBe('I cannot.')
  })
})

describe('arguments of a call', () => {
  it.each<[string, JsonValue]>([
    ['an object', { q: 1 }],
    ['JSON text of one', '{"q":1}'],
  ])('are parsed from %s', (_, given) => {
    expect(argumentsOf({ name: 'f', arguments: given })).toEqual({ kind: 'parsed', value: { q: 1 } })
    expect(argumentsOf({ id: 'c', type: 'function', function: { name: 'f', arguments: given } })).toEqual({
      kind: 'parsed',
      value: { q: 1 },
    })
  })

  it.each<[string, JsonValue, string]>([
    ['text cut short', '{"q":', '{"q":'],
    ['text of a list', '[1]', '[1]'],
    ['empty text', '', ''],
    ['a list', [1], '[1]'],
  ])('stay as written when they are %s', (_, given, raw) => {
    expect(argumentsOf({ name: 'f', arguments: given })).toEqual({ kind: 'unparsable', raw })
  })

  it('are an empty object when the call has none', () => {
    expect(argumentsOf({ name: 'f' })).toEqual({ kind: 'parsed', value: {} })
  })
})

describe('calls of the user side', () => {
  const call = (requestor: string | null) => ({ id: 'c1', name: 'reboot', arguments: {}, requestor })

  it('stay on the user message, whatever the requestor says', () => {
    expect(parse({ role: 'user', tool_calls: [call('assistant')] })).toMatchObject([
      { role: 'user', calls: [{ id: 'c1' }] },
    ])
  })

  it('leave the message of the assistant they were recorded in', () => {
    expect(parse({ role: 'assistant', content: 'Wait.', tool_calls: [call('user')] })).toMatchObject([
      { role: 'assistant', text: 'Wait.', calls: [] },
      { role: 'user', text: '', calls: [{ id: 'c1' }] },
    ])
  })

  it('own their results: by requestor, else by the id of the call', () => {
    const requestors = (result: { readonly [key: string]: JsonValue }) => {
      const messages = parse({ role: 'user', tool_calls: [call('user')] }, { role: 'tool', ...result })
      const last = messages.at(-1)
      return last?.role === 'tool' ? last.requestor : undefined
    }
    expect(requestors({ id: 'other', requestor: 'user' })).toBe('user')
    expect(requestors({ tool_call_id: 'c1' })).toBe('user')
    expect(requestors({ tool_call_id: 'c1', requestor: 'assistant' })).toBe('assistant')
    expect(requestors({ tool_call_id: 'c2' })).toBe('assistant')
  })
})

describe('a tool result', () => {
  it('pairs by tool_call_id before id', () => {
    expect(parse({ role: 'tool', tool_call_id: 'a', id: 'b', content: '' })).toMatchObject([{ callId: 'a' }])
    expect(parse({ role: 'tool', id: 'b', content: '' })).toMatchObject([{ callId: 'b' }])
  })

  it.each<[JsonValue, boolean]>([
    [true, true],
    ['no such order', true],
    [false, false],
    [null, false],
  ])('with error %j is an error: %j', (error, isError) => {
    expect(parse({ role: 'tool', content: '', error })).toMatchObject([{ isError }])
    expect(parse({ role: 'tool', content: '', is_error: error })).toMatchObject([{ isError }])
  })
})

it('reads the older roles and shapes of OpenAI', () => {
  const messages = parse(
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'assistant',
      content: null,
      function_call: { name: 'f', arguments: '{}' },
      finish_reason: 'function_call',
    },
    { role: 'function', name: 'f', content: 'ok' },
  )
  expect(messages).toEqual([
    { role: 'system', text: 'Be brief.' },
    {
      role: 'assistant',
      text: '',
      calls: [{ id: undefined, name: 'f', arguments: { kind: 'parsed', value: {} } }],
      finishReason: 'function_call',
    },
    { role: 'tool', callId: undefined, text: 'ok', isError: false, requestor: 'assistant' },
  ])
})

it('reads a list that was stored as JSON text', () => {
  const value = JSON.stringify([{ role: 'user', content: 'hi' }])
  expect(parseMessages({ value, at: '/messages' })).toEqual([{ role: 'user', text: 'hi', calls: [] }])
})
