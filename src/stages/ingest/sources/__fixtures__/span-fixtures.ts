import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'

/** Builders of small exports for tests, one for each format; every one tells the same conversation. */

export const TRACE_ID = '5b8efff798038103d269b633813fc60c'
const START_MS = Date.UTC(2026, 10, 20, 9)
const CALL = { id: 'c1', name: 'track_parcel', arguments: '{"order":1207}' }

/** What every fixture below says, in the canonical row's words. */
export const CONVERSATION: readonly JsonObject[] = [
  { role: 'system', content: 'You help customers of a shop.' },
  { role: 'user', content: 'Where is order 1207?' },
  { role: 'assistant', content: '', tool_calls: [CALL] },
  { role: 'tool', content: '{"status":"shipped"}', tool_call_id: 'c1' },
  { role: 'assistant', content: 'It is on its way.' },
]

/** A list of OTLP's key-value pairs. */
export function attributes(values: { readonly [key: string]: JsonValue }): JsonValue {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: JsonValue): JsonObject {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return {
    kvlistValue: {
      values: Object.entries(value ?? {}).map(([key, each]) => ({ key, value: anyValue(each) })),
    },
  }
}

/** A span that starts so many seconds after the others' common start. */
export function otlpSpan(
  id: number,
  seconds: number,
  values: { readonly [key: string]: JsonValue },
  more: JsonObject = {},
): JsonObject {
  return {
    traceId: TRACE_ID.toUpperCase(),
    spanId: id.toString(16).padStart(16, '0'),
    name: 'span',
    startTimeUnixNano: `${START_MS + seconds * 1000}000000`,
    endTimeUnixNano: `${START_MS + seconds * 1000 + 500}000000`,
    attributes: attributes(values),
    ...more,
  }
}

/** A request with these spans. */
export function otlpRequest(spans: readonly JsonObject[], scope = 'test'): JsonObject {
  return {
    resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: scope }, spans }] }],
  }
}

const SYSTEM_PART = [{ type: 'text', content: 'You help customers of a shop.' }]
const USER = { role: 'user', parts: [{ type: 'text', content: 'Where is order 1207?' }] }
const ASKS = {
  role: 'assistant',
  parts: [{ type: 'tool_call', id: 'c1', name: 'track_parcel', arguments: { order: 1207 } }],
}
const ANSWERED = {
  role: 'tool',
  parts: [{ type: 'tool_call_response', id: 'c1', response: '{"status":"shipped"}' }],
}
const SAYS = { role: 'assistant', parts: [{ type: 'text', content: 'It is on its way.' }] }

/** Spans of today's GenAI conventions: two calls of a model around a run of a tool. */
export function genAiSpans(): readonly JsonObject[] {
  const chat = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4.1' }
  return [
    otlpSpan(1, 0, { 'gen_ai.operation.name': 'invoke_agent' }),
    otlpSpan(
      2,
      1,
      {
        ...chat,
        'gen_ai.system_instructions': JSON.stringify(SYSTEM_PART),
        'gen_ai.input.messages': JSON.stringify([USER]),
        'gen_ai.output.messages': JSON.stringify([ASKS]),
      },
      { parentSpanId: '0000000000000001' },
    ),
    otlpSpan(
      3,
      2,
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'track_parcel',
        'gen_ai.tool.call.id': 'c1',
        'gen_ai.tool.call.arguments': '{"order":1207}',
        'gen_ai.tool.call.result': '{"status":"shipped"}',
      },
      { parentSpanId: '0000000000000001' },
    ),
    otlpSpan(
      4,
      3,
      {
        ...chat,
        'gen_ai.system_instructions': JSON.stringify(SYSTEM_PART),
        'gen_ai.input.messages': JSON.stringify([USER, ASKS, ANSWERED]),
        'gen_ai.output.messages': JSON.stringify([SAYS]),
      },
      { parentSpanId: '0000000000000001' },
    ),
  ]
}

const OPENAI_CALL = {
  id: 'c1',
  type: 'function',
  function: { name: 'track_parcel', arguments: '{"order":1207}' },
}
const OPENAI: readonly JsonObject[] = [
  { role: 'system', content: 'You help customers of a shop.' },
  { role: 'user', content: 'Where is order 1207?' },
  { role: 'assistant', content: null, tool_calls: [OPENAI_CALL] },
  { role: 'tool', content: '{"status":"shipped"}', tool_call_id: 'c1' },
]
const FINAL = { role: 'assistant', content: 'It is on its way.' }

/** OpenInference spans with flattened messages. */
export function openInferenceSpans(): readonly JsonObject[] {
  const message = (prefix: string, { role, content, tool_call_id, tool_calls }: JsonObject) => ({
    [`${prefix}.message.role`]: role as string,
    ...(content === null || content === undefined ? {} : { [`${prefix}.message.content`]: content }),
    ...(tool_call_id === undefined ? {} : { [`${prefix}.message.tool_call_id`]: tool_call_id }),
    ...(tool_calls === undefined
      ? {}
      : {
          [`${prefix}.message.tool_calls.0.tool_call.id`]: 'c1',
          [`${prefix}.message.tool_calls.0.tool_call.function.name`]: 'track_parcel',
          [`${prefix}.message.tool_calls.0.tool_call.function.arguments`]: '{"order":1207}',
        }),
  })
  const llm = (id: number, seconds: number, input: readonly JsonObject[], output: JsonObject) =>
    otlpSpan(id, seconds, {
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'gpt-4.1',
      ...Object.assign({}, ...input.map((each, index) => message(`llm.input_messages.${index}`, each))),
      ...message('llm.output_messages.0', output),
    })
  return [
    llm(2, 1, OPENAI.slice(0, 2), OPENAI[2] as JsonObject),
    otlpSpan(3, 2, {
      'openinference.span.kind': 'TOOL',
      'tool.name': 'track_parcel',
      'input.value': '{"order":1207}',
      'output.value': '{"status":"shipped"}',
    }),
    llm(4, 3, OPENAI, FINAL),
  ]
}

/** Spans of the AI SDK up to version 5. */
export function aiSdkSpans(): readonly JsonObject[] {
  const prompt = (count: number) =>
    JSON.stringify(
      [
        { role: 'system', content: 'You help customers of a shop.' },
        { role: 'user', content: [{ type: 'text', text: 'Where is order 1207?' }] },
        {
          role: 'assistant',
          content: [
            { type: 'tool-call', toolCallId: 'c1', toolName: 'track_parcel', input: { order: 1207 } },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'c1',
              toolName: 'track_parcel',
              output: { type: 'json', value: { status: 'shipped' } },
            },
          ],
        },
      ].slice(0, count),
    )
  const step = { 'ai.operationId': 'ai.generateText.doGenerate', 'ai.model.id': 'gpt-4.1' }
  return [
    otlpSpan(1, 0, { 'ai.operationId': 'ai.generateText', 'ai.prompt': '{"prompt":"Where is order 1207?"}' }),
    otlpSpan(2, 1, {
      ...step,
      'ai.prompt.messages': prompt(2),
      'ai.response.toolCalls': JSON.stringify([
        { toolCallId: 'c1', toolName: 'track_parcel', input: '{"order":1207}' },
      ]),
    }),
    otlpSpan(3, 2, {
      'ai.operationId': 'ai.toolCall',
      'ai.toolCall.id': 'c1',
      'ai.toolCall.name': 'track_parcel',
      'ai.toolCall.args': '{"order":1207}',
      'ai.toolCall.result': '{"status":"shipped"}',
    }),
    otlpSpan(4, 3, { ...step, 'ai.prompt.messages': prompt(4), 'ai.response.text': 'It is on its way.' }),
  ]
}

const iso = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString()

/** Observations of Langfuse, camelCase. */
export function langfuseObservations(): readonly JsonObject[] {
  const row = (
    id: string,
    type: string,
    seconds: number,
    input: JsonValue,
    output: JsonValue,
  ): JsonObject => ({
    id,
    traceId: TRACE_ID,
    type,
    name: type === 'TOOL' ? 'track_parcel' : 'chat',
    parentObservationId: null,
    startTime: iso(seconds),
    endTime: iso(seconds + 0.5),
    model: 'gpt-4.1',
    input: input === null ? null : JSON.stringify(input),
    output: output === null ? null : JSON.stringify(output),
  })
  return [
    row('o1', 'SPAN', 0, null, null),
    row('o2', 'GENERATION', 1, { messages: OPENAI.slice(0, 2) }, OPENAI[2] as JsonObject),
    row('o3', 'TOOL', 2, { order: 1207 }, { status: 'shipped' }),
    row('o4', 'GENERATION', 3, { messages: OPENAI }, FINAL),
  ]
}

/** Runs of LangSmith, the messages in LangChain's serialised form. */
export function langsmithRuns(): readonly JsonObject[] {
  const lc = (name: string, kwargs: JsonObject): JsonObject => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain', 'schema', 'messages', name],
    kwargs,
  })
  const messages = [
    lc('SystemMessage', { content: 'You help customers of a shop.' }),
    lc('HumanMessage', { content: 'Where is order 1207?', type: 'human' }),
    lc('AIMessage', {
      content: '',
      type: 'ai',
      tool_calls: [{ id: 'c1', name: 'track_parcel', args: { order: 1207 }, type: 'tool_call' }],
    }),
    lc('ToolMessage', { content: '{"status":"shipped"}', type: 'tool', tool_call_id: 'c1' }),
  ]
  const run = (
    id: string,
    type: string,
    seconds: number,
    inputs: JsonObject,
    outputs: JsonObject,
  ): JsonObject => ({
    id,
    trace_id: TRACE_ID,
    parent_run_id: id === 'r1' ? null : 'r1',
    dotted_order: `2026Z${id}`,
    run_type: type,
    name: type === 'tool' ? 'track_parcel' : 'agent',
    session_id: 'the-project',
    start_time: iso(seconds).replace('Z', ''),
    end_time: iso(seconds + 0.5).replace('Z', ''),
    status: 'success',
    inputs,
    outputs,
    extra: { metadata: { ls_model_name: 'gpt-4.1', thread_id: 'conversation-7' } },
  })
  return [
    run('r1', 'chain', 0, { input: 'Where is order 1207?' }, { output: 'It is on its way.' }),
    run(
      'r2',
      'llm',
      1,
      { messages: [messages.slice(0, 2)] },
      { generations: [[{ text: '', message: messages[2] as JsonObject }]] },
    ),
    run('r3', 'tool', 2, { input: "{'order': 1207}" }, { output: '{"status":"shipped"}' }),
    run(
      'r4',
      'llm',
      3,
      { messages: [messages] },
      {
        generations: [
          [{ text: 'It is on its way.', message: lc('AIMessage', { content: 'It is on its way.' }) }],
        ],
      },
    ),
  ]
}

/** Calls logged by LiteLLM. */
export function litellmCalls(): readonly JsonObject[] {
  const call = (
    id: string,
    seconds: number,
    messages: readonly JsonObject[],
    message: JsonObject,
  ): JsonObject => ({
    id,
    trace_id: TRACE_ID,
    call_type: 'acompletion',
    status: 'success',
    startTime: START_MS / 1000 + seconds,
    endTime: START_MS / 1000 + seconds + 0.5,
    model: 'gpt-4.1',
    messages,
    response: { choices: [{ index: 0, message }] },
    response_cost: 0.001,
    model_map_information: { model_map_key: 'gpt-4.1' },
    metadata: { requester_metadata: { session_id: 'conversation-7' } },
  })
  return [call('l1', 1, OPENAI.slice(0, 2), OPENAI[2] as JsonObject), call('l2', 3, OPENAI, FINAL)]
}
