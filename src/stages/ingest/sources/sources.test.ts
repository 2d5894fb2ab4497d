import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../errors/config-error.ts'
import { createCanonicalParser } from './canonical.ts'
import { createMessagesParser } from './messages.ts'

const none = () => false
const MESSAGES = [
  { role: 'user', content: 'Cancel order 7.' },
  { role: 'assistant', content: 'Done.', finish_reason: 'stop' },
]

describe('createCanonicalParser', () => {
  it('reads every field of the format and no other', () => {
    const row = {
      trace_id: 'req-1',
      messages: MESSAGES,
      tools: [{ name: 'cancel', description: 'Cancels.', parameters: { type: 'object' } }, { name: 'bare' }],
      model: 'gpt-4.1',
      started_at: '2025-08-01T16:23:24Z',
      latency_ms: 812.5,
      cost_usd: 0.0031,
      session_id: 's-1',
      customer_id: 42,
      flags: { checkout_v2: true },
      outcome: 0.5,
      support_flag: { reason: 'wrong order' },
      finish: 'max_steps',
      expected: { calls: [{ name: 'cancel', arguments: { id: [7, '7'] }, optional: ['note'] }] },
      intent: 'cancel an order',
      internal_note: 'not for us',
    }
    expect(createCanonicalParser(undefined, none)(row)).toEqual({
      kind: 'trace',
      traceId: 'req-1',
      messages: [
        { role: 'user', text: 'Cancel order 7.', calls: [] },
        { role: 'assistant', text: 'Done.', calls: [], finishReason: 'stop' },
      ],
      tools: [
        { name: 'cancel', description: 'Cancels.', parameters: { type: 'object' } },
        { name: 'bare', description: undefined, parameters: undefined },
      ],
      model: 'gpt-4.1',
      startedAtMs: Date.UTC(2025, 7, 1, 16, 23, 24),
      latencyMs: 812.5,
      costPicoUsd: 3_100_000_000,
      sessionId: 's-1',
      customerId: '42',
      flags: { checkout_v2: 'true' },
      outcome: 0.5,
      supportFlag: { reason: 'wrong order' },
      finish: { kind: 'step-limit' },
      expected: { calls: [{ name: 'cancel', arguments: { id: [7, '7'] }, optional: ['note'] }] },
      intentText: 'cancel an order',
    })
  })

  it('reads the example of docs/trace-format.md', () => {
    const page = readFileSync(new URL('../../../../docs/trace-format.md', import.meta.url), 'utf8')
    const example = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const trace = createCanonicalParser(undefined, none)(JSON.parse(example))
    expect(Object.entries(trace).filter(([, value]) => value === undefined)).toEqual([])
    expect(trace.messages.map(message => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
    ])
  })

  it('keeps "not said" apart from "none": no tools field is not an empty list', () => {
    const parse = createCanonicalParser(undefined, none)
    expect(parse({ trace_id: 'a', messages: MESSAGES }).tools).toBeUndefined()
    expect(parse({ trace_id: 'a', messages: MESSAGES, tools: [] }).tools).toEqual([])
    expect(parse({ trace_id: 'a', messages: MESSAGES, expected: { calls: [] } }).expected).toEqual({
      calls: [],
    })
  })

  it('takes the intent from the pointer when one is given', () => {
    const row = { trace_id: 'a', messages: MESSAGES, intent: 'one', meta: { topic: 'two' } }
    expect(createCanonicalParser('/meta/topic', none)(row).intentText).toBe('two')
  })
})

describe('createMessagesParser', () => {
  const row = { task: { id: 7, trial: 'b' }, run: { messages: MESSAGES, ok: true }, model: 'not mapped' }
  const map = { id: ['/task/id', '/task/trial'], messages: '/run/messages', outcome: '/run/ok' }

  it('joins the pointers of the id with a colon and reads only what is mapped', () => {
    const trace = createMessagesParser(map, undefined, none)(row)
    expect([trace.traceId, trace.outcome, trace.model, trace.intentText]).toEqual([
      '7:b',
      1,
      undefined,
      undefined,
    ])
  })

  it('names the mapped place, not the value, of what is wrong', () => {
    const parse = createMessagesParser({ ...map, finish: '/task' }, undefined, none)
    expect(() => parse(row)).toThrow('/task: expected a string, found an object')
    expect(() => parse({ ...row, task: { id: 7 } })).toThrow('/task/trial: expected an id')
  })

  it('refuses a mapping with a path that is no JSON pointer', () => {
    expect(() => createMessagesParser({ ...map, outcome: 'run.ok' }, undefined, none)).toThrow(ConfigError)
  })

  it('prefers the intent pointer of the source to the one of the mapping', () => {
    const rowWithIntents = { ...row, first: 'one', second: 'two' }
    const parse = createMessagesParser({ ...map, intent: '/first' }, '/second', none)
    expect(parse(rowWithIntents).intentText).toBe('two')
  })
})
