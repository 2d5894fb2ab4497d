import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { Filtered, Rejected } from '../../../records/rejected.ts'
import type { Trace } from '../../../records/trace.ts'
import { ingest } from '../ingest.ts'
import { createMemoryIo, toJsonLines } from '../memory-io.ts'
import {
  attributes,
  genAiSpans,
  langfuseObservations,
  langsmithRuns,
  litellmCalls,
  otlpRequest,
  otlpSpan,
  TRACE_ID,
} from './__fixtures__/span-fixtures.ts'

async function read(content: readonly JsonValue[] | Uint8Array, path = 'a.jsonl') {
  const io = createMemoryIo({ [path]: content instanceof Uint8Array ? content : toJsonLines(content) })
  const rows: (Trace | Rejected | Filtered)[] = []
  for await (const row of ingest({ format: 'auto', path }, io)) rows.push(row)
  return rows
}

async function onlyTrace(content: readonly JsonValue[] | Uint8Array, path?: string): Promise<Trace> {
  const rows = await read(content, path)
  const [trace] = rows
  if (rows.length !== 1 || trace?.kind !== 'trace')
    throw new Error(`Expected one trace, found ${JSON.stringify(rows)}`)
  return trace
}

const said = ({ messages }: Trace) => messages.map(message => [message.role, message.text])
const callsOf = ({ messages }: Trace) =>
  messages.flatMap(message => (message.role === 'assistant' ? message.calls : []))

/** One call of a model, as a GenAI span. */
function chat(input: JsonValue, output: JsonValue, more: { readonly [key: string]: JsonValue } = {}) {
  return otlpRequest([
    otlpSpan(2, 1, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': JSON.stringify(input),
      'gen_ai.output.messages': JSON.stringify(output),
      ...more,
    }),
  ])
}

const text = (role: string, content: string): JsonObject => ({ role, parts: [{ type: 'text', content }] })
const HI = text('user', 'Where is it?')
const THERE = text('assistant', 'On its way.')
const asks = (args: JsonValue): JsonObject => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: args }],
})

/** The list of trace formats' traps, numbered as it numbers them. */
describe('trap', () => {
  it.each(['result', 'response'])('1: a tool result under `%s`', async key => {
    const answer = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', [key]: 'shipped' }] }
    const trace = await onlyTrace([chat([HI, asks({}), answer], [THERE])])
    expect(trace.messages[2]).toMatchObject({ role: 'tool', text: 'shipped', callId: 'c1' })
  })

  it('2: a tool result under the role of the user', async () => {
    const answer = {
      role: 'user',
      parts: [
        { type: 'tool_call_response', id: 'c1', response: 'shipped' },
        { type: 'text', content: 'Well?' },
      ],
    }
    expect(said(await onlyTrace([chat([HI, asks({}), answer], [THERE])]))).toEqual([
      ['user', 'Where is it?'],
      ['assistant', ''],
      ['tool', 'shipped'],
      ['user', 'Well?'],
      ['assistant', 'On its way.'],
    ])
  })

  it('3: arguments as an object, as text of one, as text of that text, and as no JSON at all', async () => {
    const given = [{ order: 7 }, '{"order":7}', '"{\\"order\\":7}"', '{"order":']
    const kinds = []
    for (const each of given) kinds.push(callsOf(await onlyTrace([chat([HI], [asks(each)])]))[0]?.arguments)
    expect(kinds).toEqual([
      { kind: 'parsed', value: { order: 7 } },
      { kind: 'parsed', value: { order: 7 } },
      { kind: 'parsed', value: { order: 7 } },
      { kind: 'unparsable', raw: '{"order":' },
    ])
  })

  it('4: messages of LangChain in a list within a list', async () => {
    expect(said(await onlyTrace(langsmithRuns()))[1]).toEqual(['user', 'Where is order 1207?'])
  })

  it('5: roots that recorded neither input nor output', async () => {
    const [root, ...rest] = langfuseObservations()
    expect(root).toMatchObject({ input: null, output: null })
    expect(said(await onlyTrace([root as JsonObject, ...rest])).at(-1)).toEqual([
      'assistant',
      'It is on its way.',
    ])
  })

  it('6: observations out of the order of time', async () => {
    const ordered = await onlyTrace(langfuseObservations())
    expect(await onlyTrace(langfuseObservations().toReversed())).toEqual(ordered)
  })

  it('7: a history that every request repeats', async () => {
    expect(said(await onlyTrace(litellmCalls())).map(([role]) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
    ])
  })

  it('8: one run of a tool as two spans, its own and the protocol client below it', async () => {
    const client = otlpSpan(
      9,
      2,
      {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'track_parcel',
        'gen_ai.tool.call.arguments': '{"order":1207}',
        'gen_ai.tool.call.result': 'raw bytes of the protocol',
      },
      { parentSpanId: '0000000000000003' },
    )
    // The last request is left out, so that only the spans say what the tool gave back.
    const spans = [...genAiSpans().slice(0, 3), client]
    const trace = await onlyTrace([otlpRequest(spans)])
    expect(said(trace).filter(([role]) => role === 'tool')).toEqual([['tool', '{"status":"shipped"}']])
    expect(callsOf(trace)).toHaveLength(1)
  })

  it('9: content in log records alone, before or after their span', async () => {
    const log = (seconds: number, eventName: string, body: JsonObject): JsonObject => ({
      timeUnixNano: `17636292${String(seconds).padStart(2, '0')}000000000`,
      eventName,
      traceId: TRACE_ID,
      spanId: '0000000000000002',
      body: { kvlistValue: { values: attributes(body) } },
    })
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                log(9, 'gen_ai.choice', {
                  index: 0,
                  finish_reason: 'stop',
                  message: { content: 'On its way.' },
                }),
                log(2, 'gen_ai.user.message', { content: 'Where is it?' }),
                log(1, 'gen_ai.system.message', { content: 'Be brief.' }),
              ],
            },
          ],
        },
      ],
    }
    const span = otlpRequest([
      otlpSpan(2, 1, { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4.1' }),
    ])
    const trace = await onlyTrace([logs, span])
    expect(said(trace)).toEqual([
      ['system', 'Be brief.'],
      ['user', 'Where is it?'],
      ['assistant', 'On its way.'],
    ])
    expect(await onlyTrace([span, logs])).toEqual(trace)
  })

  it('10: ids in upper case', async () => {
    expect((await onlyTrace([otlpRequest(genAiSpans())])).traceId).toBe(TRACE_ID)
  })

  it('11: an integer as decimal text', async () => {
    const flag = {
      name: 'feature_flag.evaluation',
      attributes: [
        { key: 'feature_flag.key', value: { stringValue: 'tries' } },
        { key: 'feature_flag.result.value', value: { intValue: '3' } },
      ],
    }
    const [span] = genAiSpans().slice(3)
    expect((await onlyTrace([otlpRequest([{ ...span, events: [flag] } as JsonObject])])).flags).toEqual({
      tries: '3',
    })
  })

  it("12: LangSmith's `session_id` of a run, which is its project", async () => {
    expect((await onlyTrace(langsmithRuns())).sessionId).toBe('conversation-7')
  })

  it('13: times in seconds, milliseconds and nanoseconds', async () => {
    const starts = [
      await onlyTrace(litellmCalls()),
      await onlyTrace(langfuseObservations()),
      await onlyTrace([otlpRequest(genAiSpans())]),
    ]
    const first = Date.UTC(2026, 10, 20, 9)
    expect(starts.map(trace => trace.startedAtMs)).toEqual([first + 1000, first, first])
  })

  it('14: windows of exports that overlap, so that rows come twice', async () => {
    expect(await onlyTrace([...langfuseObservations(), ...langfuseObservations().slice(1)])).toEqual(
      await onlyTrace(langfuseObservations()),
    )
  })

  it('15: metadata that was cut off is no JSON, and no reason to lose the trace', async () => {
    const trace = { id: TRACE_ID, input: null, output: null, metadata: `{"flags":{"a":"${'x'.repeat(180)}` }
    const read = await onlyTrace([{ trace, observations: langfuseObservations() }])
    expect(read.flags).toEqual({})
  })

  it.each<[string, readonly JsonObject[]]>([
    [
      "Langfuse's judges by environment",
      langfuseObservations().map(row => ({ ...row, environment: 'langfuse-llm-as-a-judge' })),
    ],
    ["Langfuse's evaluators", langfuseObservations().map(row => ({ ...row, type: 'EVALUATOR' }))],
    ['runs of LangSmith on an example', langsmithRuns().map(run => ({ ...run, reference_example_id: 'e' }))],
    ["LiteLLM's own calls", litellmCalls().map(call => ({ ...call, internal_call_origin: 'guardrail' }))],
    [
      'OpenInference evaluators',
      [
        otlpRequest([
          otlpSpan(2, 1, { 'openinference.span.kind': 'EVALUATOR', 'input.value': 'a', 'output.value': 'b' }),
        ]),
      ],
    ],
    [
      'our own judge',
      [
        chat(
          [text('system', 'Judge.\n\nEverything you are to judge stands in blocks of this form, where'), HI],
          [THERE],
        ),
      ],
    ],
  ])('16: %s are no traffic', async (_, records) => {
    expect(await read(records)).toMatchObject([{ kind: 'filtered', reason: 'evaluation' }])
  })

  it('16: an evaluator within a trace is left out, the trace is not', async () => {
    const evaluator = { ...(langfuseObservations()[3] as JsonObject), id: 'o9', type: 'EVALUATOR' }
    const below = {
      ...(langfuseObservations()[3] as JsonObject),
      id: 'o10',
      parentObservationId: 'o9',
      output: '"A longer opinion."',
      startTime: '2026-11-20T10:00:00Z',
    }
    const trace = await onlyTrace([...langfuseObservations(), evaluator, below])
    expect(said(trace)).toEqual(said(await onlyTrace(langfuseObservations())))
  })

  it('17: text a logger replaced is no content', async () => {
    const calls = litellmCalls().map(call => ({
      ...call,
      messages: 'redacted-by-litellm',
      response: 'redacted-by-litellm',
    }))
    expect(await read(calls)).toMatchObject([{ kind: 'filtered', reason: 'no-content' }])
  })

  it('18: several choices are never joined: the first is the answer', async () => {
    expect(said(await onlyTrace([chat([HI], [THERE, text('assistant', 'Another.')])])).at(-1)).toEqual([
      'assistant',
      'On its way.',
    ])
    const [call] = litellmCalls().slice(1)
    const choices = [
      { index: 1, message: { role: 'assistant', content: 'Another.' } },
      { index: 0, message: { role: 'assistant', content: 'On its way.' } },
    ]
    expect(said(await onlyTrace([{ ...call, response: { choices } }])).at(-1)).toEqual([
      'assistant',
      'On its way.',
    ])
  })

  it('19: a streamed response without choices is no content', async () => {
    const [call] = litellmCalls()
    expect(await read([{ ...call, response: { choices: [] } }])).toMatchObject([
      { kind: 'filtered', reason: 'no-content' },
    ])
  })

  it('20: bytes of pictures and sounds are dropped', async () => {
    const seen = {
      role: 'user',
      parts: [
        { type: 'text', content: 'What is this?' },
        { type: 'blob', modality: 'image', content: 'aGVsbG8=' },
        { type: 'uri', modality: 'image', uri: 'data:image/png;base64,aGVsbG8=' },
      ],
    }
    const trace = await onlyTrace([chat([seen], [THERE])])
    expect(said(trace)[0]).toEqual(['user', 'What is this?'])
    expect(JSON.stringify(trace)).not.toContain('aGVsbG8=')
  })

  it('21: gzip, whatever the file is called', async () => {
    const packed = gzipSync(toJsonLines(langfuseObservations()))
    expect((await onlyTrace(packed, 'export.jsonl')).traceId).toBe(TRACE_ID)
  })
})
