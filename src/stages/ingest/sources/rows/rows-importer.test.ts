import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../records/json-value.ts'
import { collectTraces } from '../../collect-traces.ts'
import { createMemoryIo, toJsonLines } from '../../memory-io.ts'
import { RowError } from '../../row-error.ts'
import { rowsImporter } from './rows-importer.ts'

async function onlyTrace(row: JsonObject) {
  const formats: string[] = []
  const { traces } = await collectTraces(
    { format: 'auto', path: 'a.jsonl' },
    createMemoryIo({ 'a.jsonl': toJsonLines([row]) }),
    { side: 'baseline', onFormat: (_, format) => formats.push(format) },
  )
  expect(formats).toEqual(['rows'])
  const [trace] = traces
  if (trace === undefined || traces.length > 1) throw new Error('Expected one trace')
  return trace
}

async function told(row: JsonObject) {
  const { messages } = await onlyTrace(row)
  return messages.map(message => [
    message.role,
    message.text,
    ...('calls' in message
      ? message.calls.map(call => call.id)
      : [message.role === 'tool' ? message.callId : '']),
  ])
}

const HI = { role: 'user', content: 'Where is it?' }
const SAID = { role: 'assistant', content: 'On its way.' }
const ANSWER = {
  id: 'x',
  model: 'gpt-4.1-mini',
  choices: [{ index: 0, message: SAID, finish_reason: 'stop' }],
}

const CONVERSE = {
  system: [{ text: 'Be brief.' }],
  messages: [
    { role: 'user', content: [{ text: 'Where is it?' }] },
    { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name: 'track', input: { order: 7 } } }] },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 't1', content: [{ json: { lost: true } }], status: 'error' } }],
    },
  ],
  toolConfig: { tools: [{ toolSpec: { name: 'track', inputSchema: { json: { type: 'object' } } } }] },
}

describe('a logged request and its answer', () => {
  it.each<readonly [string, JsonObject]>([
    ['Helicone', { request_id: 'r-1', request_body: { messages: [HI] }, response_body: ANSWER }],
    [
      'Portkey',
      { id: 'r-1', trace_id: 'many', request: { body: { messages: [HI] } }, response: { body: ANSWER } },
    ],
    ['a log of our own', { id: 'r-1', request: { messages: [HI] }, response: ANSWER }],
    [
      'columns of JSON text',
      { id: 'r-1', request: JSON.stringify({ messages: [HI] }), response: JSON.stringify(ANSWER) },
    ],
  ])('%s: gives the conversation, the model that answered and the id of the call', async (_, row) => {
    const trace = await onlyTrace(row)
    expect([trace.traceId, trace.model]).toEqual(['r-1', 'gpt-4.1-mini'])
    expect(trace.messages.map(message => message.text)).toEqual(['Where is it?', 'On its way.'])
  })

  it('Helicone: gives customer, session, cost, latency and a failed ending', async () => {
    const row = {
      request_id: 'r-1',
      request_created_at: '2026-11-20 09:00:00 UTC',
      request_user_id: 'u-1',
      request_properties: { 'Helicone-Session-Id': 's-1' },
      request_body: { messages: [HI] },
      response_body: { error: { message: 'overloaded' } },
      response_status: 529,
      delay_ms: 900,
      costUSD: 0.0005,
    }
    expect(await onlyTrace(row)).toMatchObject({
      startedAtMs: Date.UTC(2026, 10, 20, 9),
      customerId: 'u-1',
      sessionId: 's-1',
      latencyMs: 900,
      costPicoUsd: 500_000_000,
      finish: { kind: 'error' },
    })
  })

  it('Bedrock: gives calls, results, tools and the system prompt of an invocation log', async () => {
    const row = {
      requestId: 'b-1',
      modelId: 'anthropic.claude-v1:0',
      timestamp: '2026-11-20T09:00:00Z',
      input: { inputBodyJson: CONVERSE },
      output: {
        outputBodyJson: {
          output: { message: { role: 'assistant', content: [{ text: 'It is lost.' }] } },
          stopReason: 'end_turn',
        },
      },
    }
    const trace = await onlyTrace(row)
    expect(trace).toMatchObject({
      traceId: 'b-1',
      model: 'anthropic.claude-v1:0',
      tools: [{ name: 'track' }],
    })
    expect(trace.messages).toEqual([
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Where is it?', calls: [] },
      {
        role: 'assistant',
        text: '',
        calls: [{ id: 't1', name: 'track', arguments: { kind: 'parsed', value: { order: 7 } } }],
        finishReason: undefined,
      },
      { role: 'tool', text: '{"lost":true}', callId: 't1', isError: true, requestor: 'assistant' },
      { role: 'assistant', text: 'It is lost.', calls: [], finishReason: 'end_turn' },
    ])
  })
})

describe('a row of messages', () => {
  it.each<readonly [string, JsonObject]>([
    ['Anthropic', { system: [{ type: 'text', text: 'Be brief.' }], messages: [HI, SAID] }],
    ['the Responses API', { instructions: 'Be brief.', model: 'm', input: 'Where is it?', output: [SAID] }],
    [
      'Gemini',
      {
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Where is it?' }] },
          { role: 'model', parts: [{ text: 'On its way.' }] },
        ],
      },
    ],
    [
      'ShareGPT',
      {
        system: 'Be brief.',
        conversations: [
          { from: 'human', value: 'Where is it?' },
          { from: 'gpt', value: 'On its way.' },
        ],
      },
    ],
  ])('%s: keeps the system prompt that stands beside them', async (_, row) => {
    expect((await told(row)).map(([role, text]) => [role, text])).toEqual([
      ['system', 'Be brief.'],
      ['user', 'Where is it?'],
      ['assistant', 'On its way.'],
    ])
  })

  it('takes no other column `system` for a prompt', async () => {
    expect((await told({ system: 'billing-eu', input: 'Where is it?', output: 'On its way.' }))[0]).toEqual([
      'user',
      'Where is it?',
    ])
  })

  it('pairs the calls of Gemini and ShareGPT, which have no ids, with their results', async () => {
    const gemini = {
      contents: [
        { role: 'user', parts: [{ text: 'Where is it?' }] },
        {
          role: 'model',
          parts: [{ functionCall: { name: 'a', args: {} } }, { functionCall: { name: 'b', args: {} } }],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'b', response: { n: 2 } } }] },
      ],
    }
    expect((await told(gemini)).slice(1)).toEqual([
      ['assistant', '', 'call-1', 'call-2'],
      ['tool', '{"n":2}', 'call-2'],
    ])
    const shared = {
      conversations: [
        { from: 'human', value: 'Where is it?' },
        { from: 'function_call', value: '{"name":"a","arguments":{"n":1}}' },
        { from: 'observation', value: 'shipped' },
      ],
    }
    expect((await told(shared)).slice(1)).toEqual([
      ['assistant', '', 'call-1'],
      ['tool', 'shipped', 'call-1'],
    ])
  })

  it('takes a stored turn of the AI SDK apart into its steps, with calls and results', async () => {
    const parts = [
      { type: 'step-start' },
      { type: 'text', text: 'Let me look.' },
      { type: 'tool-track', toolCallId: 'c1', state: 'output-available', input: {}, output: { n: 1 } },
      {
        type: 'dynamic-tool',
        toolName: 'find',
        toolCallId: 'c2',
        state: 'output-error',
        input: {},
        errorText: 'no',
      },
      { type: 'step-start' },
      { type: 'text', text: 'On its way.' },
    ]
    const user = { role: 'user', parts: [{ type: 'text', text: 'Where is it?' }] }
    expect(await told({ messages: [user, { role: 'assistant', parts }] })).toEqual([
      ['user', 'Where is it?'],
      ['assistant', 'Let me look.', 'c1', 'c2'],
      ['tool', '{"n":1}', 'c1'],
      ['tool', 'no', 'c2'],
      ['assistant', 'On its way.'],
    ])
    const old = { state: 'result', toolCallId: 'c1', toolName: 'track', args: {}, result: 'shipped' }
    const said = { role: 'assistant', content: 'On its way.', toolInvocations: [old] }
    expect((await told({ messages: [HI, said] })).slice(1)).toEqual([
      ['assistant', '', 'c1'],
      ['tool', 'shipped', 'c1'],
      ['assistant', 'On its way.'],
    ])
  })

  it('may be a history LangChain stored, or end in the choices of an answer', async () => {
    const stored = [
      { type: 'human', data: { content: 'Where is it?' } },
      { type: 'ai', data: { content: 'On its way.' } },
    ]
    for (const row of [{ messages: stored }, { messages: [HI], choices: ANSWER.choices }])
      expect((await told(row)).map(([role]) => role)).toEqual(['user', 'assistant'])
  })

  it('counts an answer once that stands in the messages and in a column of its own', async () => {
    expect(await told({ id: 'a', messages: [HI, SAID], output: 'On its way.' })).toHaveLength(2)
    expect(await told({ id: 'a', messages: [HI], output: 'On its way.' })).toHaveLength(2)
  })
})

describe('columns of a row', () => {
  const row = { id: 'a', input: 'Where is it?', output: 'On its way.' }

  it('may be numbers as text, as in CSV, and objects that are no ids', async () => {
    const trace = await onlyTrace({ ...row, latency_ms: '812.5', user: { name: 'no id' } })
    expect([trace.latencyMs, trace.customerId]).toEqual([812.5, undefined])
  })

  it('may say the outcome as text, as in CSV, and are refused with an outcome that is none', async () => {
    const outcomes = ['1', '0.5', 'false', 'passed', ''].map(
      async outcome => (await onlyTrace({ ...row, outcome })).outcome,
    )
    expect(await Promise.all(outcomes)).toEqual([1, 0.5, 0, 1, undefined])
    await expect(onlyTrace({ ...row, outcome: '17' })).rejects.toThrow('/outcome: expected')
  })

  it('are refused with a time nobody can read: without one the trace would count in every window', async () => {
    await expect(onlyTrace({ ...row, timestamp: '11/20/2026 09:00' })).rejects.toThrow(
      '/started_at: expected an ISO 8601 time',
    )
    expect((await onlyTrace({ ...row, time: '1.5 s' })).startedAtMs).toBeUndefined()
  })

  it('are refused when the row is a span of a trace: each would count as a trace', () => {
    if (rowsImporter.kind !== 'rows') throw new Error('Expected rows')
    expect(rowsImporter.rowsOf({ ...row, parent_span_id: null })).toHaveLength(1)
    const { rowsOf } = rowsImporter
    expect(() => rowsOf({ ...row, parent_span_id: 's0' })).toThrow(RowError)
  })
})
