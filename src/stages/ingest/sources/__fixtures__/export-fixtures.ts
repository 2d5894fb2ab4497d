import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { TRACE_ID } from './span-fixtures.ts'

/** Exports of tools whose spans are no OTLP, each telling the conversation of `CONVERSATION`. */

const START_S = Date.UTC(2026, 10, 20, 9) / 1000
const CALLS = [
  { id: 'c1', type: 'function', function: { name: 'track_parcel', arguments: '{"order":1207}' } },
]
const ASKED: readonly JsonObject[] = [
  { role: 'system', content: 'You help customers of a shop.' },
  { role: 'user', content: 'Where is order 1207?' },
]
const RAN: readonly JsonObject[] = [
  ...ASKED,
  { role: 'assistant', content: null, tool_calls: CALLS },
  { role: 'tool', tool_call_id: 'c1', content: '{"status":"shipped"}' },
]
const TOOLS = [{ type: 'function', function: { name: 'track_parcel' } }]
const choices = (message: JsonObject): readonly JsonObject[] => [{ index: 0, message }]
const CALLED = choices({ role: 'assistant', content: null, tool_calls: CALLS })
const SAID = choices({ role: 'assistant', content: 'It is on its way.' })

/** Braintrust's rows: an agent, two calls of a model around a tool, and a scorer that is no traffic. */
export function braintrustRows(): readonly JsonObject[] {
  const row = (id: string, type: string, seconds: number, more: JsonObject): JsonObject => ({
    id: `row-${id}`,
    span_id: id,
    root_span_id: TRACE_ID,
    span_parents: id === TRACE_ID ? null : [TRACE_ID],
    span_attributes: { name: id, type },
    metrics: { start: START_S + seconds, end: START_S + seconds + 0.5, estimated_cost: 0.001 },
    created: '2026-11-20T09:00:00Z',
    scores: {},
    error: null,
    ...more,
  })
  const metadata = { model: 'gpt-4.1', tools: TOOLS }
  return [
    row(TRACE_ID, 'task', 0, {
      input: 'Where is order 1207?',
      output: 'It is on its way.',
      scores: { success: 0 },
      metadata: { user_id: 'u-1', session_id: 's-1', flags: { fast: true } },
    }),
    row('l1', 'llm', 1, { input: ASKED, output: CALLED, metadata }),
    row('track_parcel', 'tool', 2, { input: { order: 1207 }, output: { status: 'shipped' } }),
    row('l2', 'llm', 3, { input: RAN, output: SAID, metadata }),
    row('judge', 'score', 4, { input: 'Judge this.', output: 'Fine, and a longer text than any.' }),
  ]
}

/** A trace of MLflow; every attribute is JSON text. */
export function mlflowTrace(version: 2 | 3): JsonObject {
  const span = (
    id: string,
    type: string,
    seconds: number,
    asked: JsonValue,
    answered: JsonValue,
  ): JsonObject => {
    const [start, end] = [`${START_S + seconds}000000000`, `${START_S + seconds}500000000`]
    const parent = id === 's0' ? null : 's0'
    return {
      name: id,
      attributes: {
        'mlflow.spanType': JSON.stringify(type),
        'mlflow.spanInputs': JSON.stringify(asked),
        'mlflow.spanOutputs': JSON.stringify(answered),
      },
      ...(version === 2
        ? { context: { span_id: id, trace_id: '0xab' }, parent_id: parent, start_time: start, end_time: end }
        : { span_id: id, parent_span_id: parent, start_time_unix_nano: start, end_time_unix_nano: end }),
    }
  }
  const model = 'gpt-4.1'
  const metadata = { 'mlflow.trace.session': 's-1', 'mlflow.trace.user': 'u-1' }
  const spans = [
    span('s0', 'AGENT', 0, { question: 'Where is order 1207?' }, 'It is on its way.'),
    span('s1', 'CHAT_MODEL', 1, { model, messages: ASKED, tools: TOOLS }, { model, choices: CALLED }),
    span('track_parcel', 'TOOL', 2, { order: 1207 }, { status: 'shipped' }),
    span('s3', 'CHAT_MODEL', 3, { model, messages: RAN }, { model, choices: SAID }),
  ]
  const said = (name: string, value: JsonValue, type: string): JsonObject => ({
    assessment_name: name,
    feedback: { value },
    source: { source_type: type },
  })
  const info =
    version === 2
      ? { request_id: TRACE_ID, timestamp_ms: START_S * 1000, request_metadata: metadata }
      : {
          trace_id: TRACE_ID,
          request_time: '2026-11-20T09:00:00.000Z',
          trace_metadata: metadata,
          assessments: [said('correctness', true, 'LLM_JUDGE'), said('success', false, 'HUMAN')],
        }
  return { info, data: { spans } }
}

/** Calls of Weave; what is a call of a model shows in the operation. */
export function weaveCalls(): readonly JsonObject[] {
  const call = (
    id: string,
    op: string,
    seconds: number,
    inputs: JsonValue,
    output: JsonValue,
  ): JsonObject => ({
    id,
    trace_id: TRACE_ID,
    parent_id: id === 'w0' ? null : 'w0',
    thread_id: 's-1',
    op_name: `weave:///team/shop/op/${op}:abc`,
    started_at: `2026-11-20T09:00:0${seconds}.000000Z`,
    ended_at: `2026-11-20T09:00:0${seconds}.5Z`,
    exception: null,
    inputs,
    output,
    summary: {
      weave: { costs: { m: { prompt_tokens_total_cost: 0.001, completion_tokens_total_cost: 0.002 } } },
    },
  })
  const model = 'gpt-4.1'
  const chat = 'openai.chat.completions.create'
  return [
    call('w0', 'agent', 0, { question: 'Where is order 1207?' }, 'It is on its way.'),
    call('w1', chat, 1, { self: {}, model, messages: ASKED, tools: TOOLS }, { model, choices: CALLED }),
    call('w2', 'track_parcel', 2, { order: 1207 }, { status: 'shipped' }),
    call('w3', chat, 3, { model, messages: RAN }, { model, choices: SAID }),
    call('w4', 'Evaluation.predict_and_score', 4, { example: 1 }, 'A judge was here.'),
  ]
}

/** A page of Datadog's export API; results of tools are a list of their own within a message. */
export function datadogPage(): JsonObject {
  const span = (
    id: string,
    kind: string,
    seconds: number,
    input: JsonValue,
    output: JsonValue,
  ): JsonObject => ({
    id,
    type: 'span',
    attributes: {
      span_id: id,
      trace_id: TRACE_ID,
      parent_id: id === 'd0' ? 'undefined' : 'd0',
      name: id,
      span_kind: kind,
      ml_app: 'shop',
      start_ns: (START_S + seconds) * 1e9,
      duration: 5e8,
      status: 'ok',
      tags: ['env:prod', 'session_id:s-1', 'user_id:u-1'],
      ...(kind === 'llm' ? { model_name: 'gpt-4.1' } : {}),
      input,
      output,
    },
  })
  const call = { name: 'track_parcel', arguments: '{"order":1207}', tool_id: 'c1', type: 'function' }
  const called = { role: 'assistant', content: '', tool_calls: [call] }
  const result = { name: 'track_parcel', result: '{"status":"shipped"}', tool_id: 'c1', type: 'tool_result' }
  const ran = [...ASKED, called, { role: 'tool', content: '', tool_results: [result] }]
  return {
    data: [
      span('d0', 'agent', 0, { value: 'Where is order 1207?' }, { value: 'It is on its way.' }),
      span('d1', 'llm', 1, { messages: ASKED }, { messages: [called] }),
      span('track_parcel', 'tool', 2, { value: '{"order":1207}' }, { value: '{"status":"shipped"}' }),
      span(
        'd3',
        'llm',
        3,
        { messages: ran },
        { messages: [{ role: 'assistant', content: 'It is on its way.' }] },
      ),
    ],
    meta: { page: {} },
  }
}
