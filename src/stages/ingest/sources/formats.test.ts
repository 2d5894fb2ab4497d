import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { collectTraces } from '../collect-traces.ts'
import { createMemoryIo, toJsonLines } from '../memory-io.ts'
import { braintrustRows, datadogPage, mlflowTrace, weaveCalls } from './__fixtures__/export-fixtures.ts'
import {
  aiSdkSpans,
  CONVERSATION,
  genAiSpans,
  langfuseObservations,
  langsmithRuns,
  litellmCalls,
  openInferenceSpans,
  otlpRequest,
  TRACE_ID,
} from './__fixtures__/span-fixtures.ts'

/** What the file gives, its format found out. */
async function imported(records: readonly JsonValue[] | string, path = 'a.jsonl') {
  const content = typeof records === 'string' ? records : toJsonLines(records)
  const formats: string[] = []
  const { traces } = await collectTraces({ format: 'auto', path }, createMemoryIo({ [path]: content }), {
    side: 'baseline',
    onFormat: (_, format) => formats.push(format),
  })
  return { traces, formats }
}

/** The same conversation as canonical rows give it. */
async function expected() {
  const { traces } = await imported([{ trace_id: TRACE_ID, messages: CONVERSATION }])
  return traces[0]?.messages
}

const FORMATS: readonly (readonly [name: string, format: string, records: readonly JsonObject[]])[] = [
  ['OpenTelemetry GenAI spans', 'otlp', genAiSpans().map(span => otlpRequest([span]))],
  ['OpenInference spans', 'otlp', openInferenceSpans().map(span => otlpRequest([span]))],
  ['Vercel AI SDK spans', 'otlp', aiSdkSpans().map(span => otlpRequest([span], 'ai'))],
  ['Langfuse observations', 'langfuse', langfuseObservations()],
  ['Langfuse API pages', 'langfuse', [{ data: langfuseObservations(), meta: {} }]],
  [
    'Langfuse traces',
    'langfuse',
    [{ trace: { id: TRACE_ID, input: null, output: null }, observations: langfuseObservations() }],
  ],
  ['Langfuse blob rows', 'langfuse', langfuseObservations().map(snakeCase)],
  ['LangSmith runs', 'langsmith', langsmithRuns()],
  ['LiteLLM calls', 'litellm', litellmCalls()],
  ['Braintrust rows', 'braintrust', braintrustRows()],
  ['MLflow traces', 'mlflow', [mlflowTrace(3)]],
  ['MLflow traces of version 2', 'mlflow', [mlflowTrace(2)]],
  ['Weave calls', 'weave', weaveCalls()],
  ['Datadog spans', 'datadog', [datadogPage()]],
]

describe('a fixture of every format', () => {
  it.each(FORMATS)('%s are recognised and give the conversation they tell', async (_, format, records) => {
    const { traces, formats } = await imported(records)
    expect(formats).toEqual([format])
    expect(traces).toHaveLength(1)
    expect(traces[0]?.traceId).toBe(TRACE_ID)
    expect(traces[0]?.messages).toEqual(await expected())
    expect(traces[0]?.model).toBe('gpt-4.1')
  })

  it('is read the same when the file is one document, indented or a list', async () => {
    for (const [, format, records] of FORMATS) {
      const text = JSON.stringify(records, undefined, 2)
      const { traces, formats } = await imported(text, 'a.json')
      expect(formats).toEqual([format])
      expect(traces.map(trace => trace.traceId)).toEqual([TRACE_ID])
    }
  })

  it('may be a page of an interface, with its records under `data`, `events` or `runs`', async () => {
    const pages = [
      { data: braintrustRows(), cursor: 'next' },
      { events: braintrustRows() },
      { runs: langsmithRuns(), cursors: {} },
      { data: [{ trace_id: TRACE_ID, messages: CONVERSATION }] },
    ]
    for (const page of pages) {
      const { traces } = await imported([page])
      expect(traces.map(trace => trace.messages)).toEqual([await expected()])
    }
  })

  it('says session, user, flags, outcome, cost and times of spans that are no OTLP', async () => {
    const about = { sessionId: 's-1', startedAtMs: Date.UTC(2026, 10, 20, 9) }
    expect((await imported(braintrustRows())).traces[0]).toMatchObject({
      ...about,
      customerId: 'u-1',
      flags: { fast: 'true' },
      outcome: 0,
      latencyMs: 3500,
      costPicoUsd: 2_000_000_000,
    })
    expect((await imported([mlflowTrace(3)])).traces[0]).toMatchObject({
      ...about,
      customerId: 'u-1',
      outcome: 0,
      latencyMs: 3500,
    })
    expect((await imported(weaveCalls())).traces[0]).toMatchObject({
      ...about,
      latencyMs: 3500,
      costPicoUsd: 6_000_000_000,
    })
    expect((await imported([datadogPage()])).traces[0]).toMatchObject({
      ...about,
      customerId: 'u-1',
      latencyMs: 3500,
    })
  })

  it('may be a list one item a line, with the commas and brackets a single document has', async () => {
    const rows = ['a', 'b'].map(id => JSON.stringify({ id, input: 'Where is it?', output: 'On its way.' }))
    for (const text of [`[\n${rows.join(',\n')},\n]\n`, rows.map(row => `${row},`).join('\r\n')]) {
      const { traces } = await imported(text)
      expect(traces.map(trace => trace.traceId)).toEqual(['a', 'b'])
    }
  })

  it('may be plain rows of what went in and out, which are named after their content when they have no id', async () => {
    const row = {
      input: 'Where is order 1207?',
      output: 'On its way.',
      timestamp: '2026-11-20T09:00:00Z',
      user_id: 'c-1',
    }
    const { traces, formats } = await imported([row, row, { ...row, id: 7 }])
    expect(formats).toEqual(['rows'])
    expect(traces.map(trace => trace.traceId)).toEqual([expect.stringMatching(/^row-[0-9a-f]{24}$/), '7'])
    expect(traces[0]).toMatchObject({ startedAtMs: Date.UTC(2026, 10, 20, 9), customerId: 'c-1' })
    expect(traces[0]?.messages.map(message => [message.role, message.text])).toEqual([
      ['user', 'Where is order 1207?'],
      ['assistant', 'On its way.'],
    ])
  })

  it('may be plain rows whose columns say how it went, as scores of that name would', async () => {
    const rows = [
      { id: 'a', success: 1 },
      { id: 'b', passed: 'false', resolved: true },
      { id: 'c', reward: 17, user_feedback: 'thumbs_down' },
      { id: 'd', success: 0, outcome: 1 },
    ].map(row => ({ input: 'Where is it?', output: 'On its way.', ...row }))
    const { traces } = await imported(rows)
    expect(traces.map(trace => [trace.traceId, trace.outcome, trace.supportFlag])).toEqual([
      ['a', 1, undefined],
      ['b', 0, undefined],
      ['c', undefined, { reason: '' }],
      ['d', 1, undefined],
    ])
  })
})

function snakeCase(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}
