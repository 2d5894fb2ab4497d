import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { collectTraces } from '../collect-traces.ts'
import { createMemoryIo, toJsonLines } from '../memory-io.ts'
import { otlpRequest, otlpSpan, TRACE_ID } from './__fixtures__/span-fixtures.ts'

async function onlyTrace(records: readonly JsonValue[]) {
  const { traces } = await collectTraces(
    { format: 'auto', path: 'a.jsonl' },
    createMemoryIo({ 'a.jsonl': toJsonLines(records) }),
    { side: 'baseline' },
  )
  const [trace] = traces
  if (trace === undefined || traces.length > 1) throw new Error(`Expected one trace, found ${traces.length}`)
  return trace
}

async function told(records: readonly JsonValue[]) {
  const { messages } = await onlyTrace(records)
  return messages.map(message => [
    message.role,
    message.text,
    ...(message.role === 'assistant' ? message.calls.map(call => call.name) : []),
    ...(message.role === 'tool' && message.isError ? ['failed'] : []),
  ])
}

const BELOW = { parentSpanId: '0000000000000001' }
const CALL = { id: 'c1', type: 'function', function: { name: 'track', arguments: '{}' } }
const event = (name: string, more: JsonObject): JsonObject => ({ 'event.name': `gen_ai.${name}`, ...more })
const ASKED = event('user.message', { role: 'user', content: 'Where is it?' })
const CALLED = event('assistant.message', { role: 'assistant', tool_calls: [CALL] })
const RAN = event('tool.message', { role: 'tool', id: 'c1', content: 'shipped' })

describe('Pydantic AI', () => {
  const agent = otlpSpan(1, 0, {
    all_messages_events: JSON.stringify([
      ASKED,
      CALLED,
      RAN,
      event('assistant.message', { role: 'assistant', content: 'On its way.' }),
    ]),
    final_result: 'On its way.',
  })
  const conversation = [
    ['user', 'Where is it?'],
    ['assistant', '', 'track'],
    ['tool', 'shipped'],
    ['assistant', 'On its way.'],
  ]

  it('gives the answer once, although the whole conversation and its result both hold it', async () => {
    expect(await told([otlpRequest([agent])])).toEqual(conversation)
  })

  it('is read from the events of a call in one attribute', async () => {
    const chat = (id: number, events: readonly JsonValue[]) =>
      otlpSpan(
        id,
        id,
        { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', events: JSON.stringify(events) },
        BELOW,
      )
    const called = event('choice', { index: 0, message: { role: 'assistant', tool_calls: [CALL] } })
    const said = event('choice', { index: 0, message: { role: 'assistant', content: 'On its way.' } })
    const spans = [otlpSpan(1, 0, {}), chat(2, [ASKED, called]), chat(3, [ASKED, CALLED, RAN, said])]
    expect(await told([otlpRequest(spans)])).toEqual(conversation)
  })
})

describe('a run of a tool', () => {
  const agent = otlpSpan(1, 0, {
    'traceloop.span.kind': 'workflow',
    'traceloop.entity.input': '{"inputs":{"question":"Where is it?"}}',
    'traceloop.entity.output': '{"outputs":{"answer":"On its way."}}',
    'traceloop.association.properties.session_id': 's-1',
    'traceloop.association.properties.user_id': 'u-1',
  })
  const failed = { content: 'timed out', tool_call_id: 'c1', status: 'error' }
  const tool = otlpSpan(
    2,
    1,
    {
      'traceloop.span.kind': 'tool',
      'traceloop.entity.name': 'track',
      'traceloop.entity.input': '{"inputs":{"order":7}}',
      'traceloop.entity.output': JSON.stringify({ output: { lc: 1, kwargs: failed } }),
    },
    BELOW,
  )

  it('stands before the last word of the agent where no call of a model was recorded', async () => {
    expect(await told([otlpRequest([agent, tool])])).toEqual([
      ['user', 'Where is it?'],
      ['assistant', '', 'track'],
      ['tool', 'timed out', 'failed'],
      ['assistant', 'On its way.'],
    ])
  })

  it('is known to have failed by the message that LangChain made of it', async () => {
    const chat = {
      'gen_ai.request.model': 'm',
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'Hi.',
    }
    const calls = 'gen_ai.completion.0.tool_calls.0'
    const asks = otlpSpan(3, 0, { ...chat, [`${calls}.id`]: 'c1', [`${calls}.name`]: 'track' }, BELOW)
    const trace = await onlyTrace([otlpRequest([agent, asks, tool])])
    expect(trace.messages.at(-1)).toMatchObject({ role: 'tool', text: 'timed out', isError: true })
    expect([trace.sessionId, trace.customerId]).toEqual(['s-1', 'u-1'])
  })
})

describe('spans that are rows of their own', () => {
  const messages = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] }],
    'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'On its way.' }] }],
  }
  it.each<readonly [string, JsonObject]>([
    [
      "Logfire's query results",
      {
        trace_id: TRACE_ID,
        span_id: 'a1',
        parent_span_id: null,
        start_timestamp: '2026-11-20T09:00:00Z',
        end_timestamp: '2026-11-20T09:00:01Z',
        otel_status_code: 'ERROR',
        attributes: messages,
      },
    ],
    [
      "ClickHouse's table",
      {
        TraceId: TRACE_ID,
        SpanId: 'a1',
        ParentSpanId: '',
        Timestamp: '2026-11-20 09:00:00.000000000',
        Duration: '1000000000',
        StatusCode: 'Error',
        SpanAttributes: Object.fromEntries(
          Object.entries(messages).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        ),
      },
    ],
    [
      "OpenTelemetry's console exporter",
      {
        context: { trace_id: `0x${TRACE_ID}`, span_id: '0xa1' },
        parent_id: null,
        start_time: '2026-11-20T09:00:00.000000Z',
        end_time: '2026-11-20T09:00:01.000000Z',
        status: { status_code: 'ERROR' },
        attributes: messages,
      },
    ],
  ])('%s: are read with id, times and failure', async (_, row) => {
    const trace = await onlyTrace([row])
    expect(trace).toMatchObject({
      traceId: TRACE_ID,
      startedAtMs: Date.UTC(2026, 10, 20, 9),
      latencyMs: 1000,
      finish: { kind: 'error' },
    })
    expect(trace.messages.map(message => message.text)).toEqual(['Where is it?', 'On its way.'])
  })
})

describe('Inspect', () => {
  it('keeps calls, whose `function` is the name', async () => {
    const sample = {
      id: 1,
      epoch: 1,
      messages: [
        { role: 'user', content: 'Where is it?' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ id: 'c1', function: 'track', arguments: { order: 7 }, type: 'function' }],
        },
        { role: 'tool', function: 'track', tool_call_id: 'c1', content: '', error: { type: 'timeout' } },
      ],
    }
    const log = { version: 2, eval: { run_id: 'r' }, plan: {}, samples: [sample] }
    expect(await told([log])).toEqual([
      ['user', 'Where is it?'],
      ['assistant', '', 'track'],
      ['tool', '', 'failed'],
    ])
  })
})

describe('LiteLLM', () => {
  const row = {
    request_id: 'r-1',
    call_type: 'acompletion',
    startTime: '2026-11-20T09:00:00Z',
    spend: 0.001,
    session_id: 's-1',
    messages: {},
    proxy_server_request: { messages: [{ role: 'user', content: 'Where is it?' }] },
  }

  it('is read from its table of spend, where the request stands in a column of its own', async () => {
    const response = { choices: [{ index: 0, message: { role: 'assistant', content: 'On its way.' } }] }
    const trace = await onlyTrace([{ ...row, response }])
    expect(trace).toMatchObject({ traceId: 'r-1', costPicoUsd: 1_000_000_000, sessionId: 's-1' })
    expect(trace.messages.map(message => message.text)).toEqual(['Where is it?', 'On its way.'])
  })

  it('gives no answer `{}` to a call that failed', async () => {
    await expect(onlyTrace([{ ...row, response: {} }])).rejects.toThrow('1 no-content')
  })
})

describe('LangSmith', () => {
  it('keeps why an answer ended, which LangChain writes beside the message', async () => {
    const kwargs = { content: 'On its', type: 'ai', response_metadata: { finish_reason: 'length' } }
    const message = { lc: 1, type: 'constructor', id: ['AIMessage'], kwargs }
    const run = {
      id: TRACE_ID,
      run_type: 'llm',
      inputs: { messages: [{ role: 'user', content: 'Where is it?' }] },
      outputs: { generations: [[{ message }]] },
    }
    expect((await onlyTrace([run])).messages.at(-1)).toMatchObject({ finishReason: 'length' })
  })
})

describe('Langfuse', () => {
  it('keeps user, session and flags of the downloaded list of traces', async () => {
    const row = {
      id: 't-1',
      timestamp: '2026-11-20T09:00:00Z',
      bookmarked: false,
      public: false,
      userId: 'u-1',
      sessionId: 's-1',
      input: '{"messages":[{"role":"user","content":"Where is it?"}]}',
      output: '"On its way."',
      metadata: '{"flags":{"fast":true}}',
    }
    expect(await onlyTrace([row])).toMatchObject({
      traceId: 't-1',
      customerId: 'u-1',
      sessionId: 's-1',
      flags: { fast: 'true' },
    })
  })
})
