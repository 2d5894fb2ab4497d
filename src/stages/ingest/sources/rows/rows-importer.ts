import { createHash } from 'node:crypto'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { messageRow, type Payload } from '../../normalise/chat-message.ts'
import { signalsOf } from '../../normalise/feedback-of.ts'
import { payloadOf, withSystem } from '../../normalise/payload-of.ts'
import type { Feedback } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { withToolRuns } from '../../normalise/tool-runs.ts'
import { firstOf, objectIn, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'
import { shareGptMessages } from './share-gpt.ts'

/** Bodies of logged requests, as gateways write them (Helicone, Portkey, Bedrock): dots go down, the first that is there counts. */
const REQUESTS = ['request_body', 'request.body', 'input.inputBodyJson', 'request']
const RESPONSES = ['response_body', 'response.body', 'output.outputBodyJson', 'response']
const ASKED = ['messages', 'contents', ...REQUESTS, 'input', 'prompt', 'question', 'inputs']
const ANSWERED = [...RESPONSES, 'output', 'answer', 'completion', 'outputs']

/** Fields that are taken over as they are, by the names other tables give them. */
const TAKEN: readonly (readonly [field: string, ...names: string[]])[] = [
  ['model', 'model', 'model_name', 'modelId', 'ai_model', ...inBodies('model'), 'response_model'],
  ['latency_ms', 'latency_ms', 'delay_ms', 'output.outputBodyJson.metrics.latencyMs'],
  ['cost_usd', 'cost_usd', 'cost', 'costUSD'],
  ['session_id', 'session_id', 'sessionId', 'conversation_id', 'thread_id', ...helicone('Session-Id')],
  ['customer_id', 'customer_id', 'user_id', 'userId', 'user', 'request_user_id', 'metadata._user'],
  ['finish', 'finish'],
  ['intent', 'intent'],
]

const TIMES = ['started_at', 'timestamp', 'created_at', 'createdAt', 'start_time', 'request_created_at']
/** May be a duration or a day of something else: taken only when they are times. */
const PERHAPS_TIMES = ['created', 'time', 'date', 'response.created', 'response.created_at']

/**
 * Plain rows that name what went in and what came out: `messages` (with or without `response`), `input` and `output`,
 * `prompt` and `response`, the bodies of a logged request and its answer, or ShareGPT's `conversations`, each text or messages.
 * Columns of tables hold nested values as JSON text. A row without an id is named after its content, so that the same
 * row is the same trace.
 */
export const rowsImporter: SourceImporter = { kind: 'rows', rowsOf: record => [rowOf(record)] }

function rowOf(record: JsonValue): JsonObject {
  if (!isJsonObject(record)) throw new RowError('row: expected an object, found another value')
  if (firstAt(record, ['parent_span_id', 'parentSpanId']))
    throw new RowError('/parent_span_id: expected a whole trace in each row, found a span of one')
  const { messages, tools: offered } = conversationOf(record)
  const taken = TAKEN.flatMap(([field, ...names]): [string, JsonValue][] => {
    const value = scalarAt(record, names)
    return value === undefined ? [] : [[field, field === 'latency_ms' ? numberIn(value) : value]]
  })
  const flags = objectIn(firstOf(record, 'flags'))
  const expected = objectIn(firstOf(record, 'expected'))
  const tools = toolsOf(firstAt(record, ['tools', 'functions', 'toolConfig.tools'])) ?? offered
  const started = startOf(record)
  const support = firstOf(record, 'support_flag')
  const { outcome, supportFlag } = signalsOf(columnsOf(record))
  return {
    ...(isRefused(record) ? { finish: 'error' } : {}),
    ...(outcome === undefined ? {} : { outcome }),
    ...(supportFlag === undefined ? {} : { support_flag: supportFlag }),
    ...Object.fromEntries(taken),
    ...(support === undefined ? {} : { support_flag: support }),
    trace_id: idOf(record),
    messages: messages.map(messageRow),
    ...(tools === undefined ? {} : { tools }),
    ...(started === undefined ? {} : { started_at: started }),
    ...(flags === undefined ? {} : { flags }),
    ...(expected === undefined ? {} : { expected }),
    ...(Object.hasOwn(record, 'outcome') ? { outcome: ownOutcome(record) } : {}),
  }
}

function conversationOf(record: JsonObject): Payload {
  const options = { isApplication: true }
  const turns = shareGptMessages(ownValue(record, 'conversations'))
  const input = payloadOf(turns ?? firstAt(record, ASKED), 'input', options)
  const choices = firstOf(record, 'choices')
  const answer = firstAt(record, ANSWERED) ?? (choices === undefined ? undefined : { choices })
  const output = payloadOf(answer, 'output', options)
  const isChat = turns !== undefined || firstOf(record, 'messages', 'contents') !== undefined
  const names = ['system_prompt', 'instructions', 'systemInstruction', 'system_instruction']
  // Beside a text, `system` may be the name of one.
  const system = firstOf(record, ...names, ...(isChat ? ['system'] : []))
  const last = input.messages.at(-1)
  // Some tables keep the whole conversation and its last answer once more.
  const said = output.messages.filter(
    ({ role, content }) => role !== 'user' && !(last?.role === role && last.content === content),
  )
  // Gemini's and ShareGPT's calls have no ids: they pair with their results by name and order.
  const messages = withToolRuns([...input.messages, ...said], [])
  return { messages: withSystem(system, messages), tools: input.tools }
}

/** A gateway's `trace_id` is shared by the calls of a trace, each of which is a row: their own id comes first. */
function idOf(record: JsonObject): JsonValue {
  const own = ['id', 'request_id', 'requestId', 'custom_id']
  const isLogged = firstAt(record, REQUESTS) !== undefined
  const names = isLogged ? [...own, 'trace_id'] : ['trace_id', 'traceId', ...own]
  return firstOf(record, ...names) ?? contentId(record)
}

/** A time that cannot be read is handed on as it is: without a time the trace would count in every window. */
function startOf(record: JsonObject): JsonValue | undefined {
  const given = firstAt(record, TIMES)
  if (given !== undefined && given !== '') return timeMs(given) ?? given
  return timeMs(firstAt(record, PERHAPS_TIMES))
}

/** Tables of text hold numbers and words: what is neither is handed on, to be refused. */
function ownOutcome(record: JsonObject): JsonValue {
  const value = numberIn(unwrapped(ownValue(record, 'outcome')) ?? null)
  const said = { name: 'outcome', value, label: undefined, comment: undefined, isFromModel: false }
  return value === '' ? null : (signalsOf([said]).outcome ?? value)
}

function isRefused(record: JsonObject): boolean {
  const status = firstAt(record, ['response_status', 'response.status'])
  return typeof status === 'number' && status >= 400
}

/** Every field as what somebody may have said of the trace: a column `success` is a score of that name. */
function columnsOf(record: JsonObject): readonly Feedback[] {
  return Object.entries(record).map(([name, value]) => ({
    name,
    value,
    label: undefined,
    comment: undefined,
    isFromModel: false,
  }))
}

function inBodies(field: string): readonly string[] {
  return [...RESPONSES, ...REQUESTS].map(body => `${body}.${field}`)
}

function helicone(property: string): readonly string[] {
  return ['request_properties', 'properties'].map(column => `${column}.Helicone-${property}`)
}

/** What lies at the first of these paths that has anything. */
function firstAt(record: JsonObject, paths: readonly string[]): JsonValue | undefined {
  for (const path of paths) {
    const found = valueAt(record, path)
    if (found !== undefined && found !== null) return found
  }
  return undefined
}

function valueAt(record: JsonObject, path: string): JsonValue | undefined {
  if (!path.includes('.')) return record[path]
  let found: JsonValue | undefined = record
  for (const key of path.split('.')) {
    const object = objectIn(found)
    found = object && ownValue(object, key)
  }
  return found
}

/** Objects are no ids, names or numbers: `user: {...}` says something else. */
function scalarAt(record: JsonObject, paths: readonly string[]): JsonValue | undefined {
  const scalars = paths.map(path => valueAt(record, path)).filter(value => typeof value !== 'object')
  return scalars.find(value => value !== undefined && value !== '')
}

/** Tables of text hold numbers as text. */
function numberIn(value: JsonValue): JsonValue {
  return typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
}

function contentId(record: JsonObject): string {
  return `row-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 24)}`
}
