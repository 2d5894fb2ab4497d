import { createHash } from 'node:crypto'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import type { ChatMessage } from '../../normalise/chat-message.ts'
import { signalsOf } from '../../normalise/feedback-of.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import type { Feedback } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, objectIn, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Fields that are taken over as they are, by the names other tables give them. */
const TAKEN: readonly (readonly [field: string, ...names: string[]])[] = [
  ['model', 'model', 'model_name'],
  ['latency_ms', 'latency_ms'],
  ['cost_usd', 'cost_usd', 'cost'],
  ['session_id', 'session_id', 'conversation_id', 'thread_id'],
  ['customer_id', 'customer_id', 'user_id', 'user'],
  ['outcome', 'outcome'],
  ['support_flag', 'support_flag'],
  ['finish', 'finish'],
  ['intent', 'intent'],
]

/**
 * Plain rows that name what went in and what came out: `messages` (with or without `response`), `input` and `output`, or
 * `prompt` and `response`, each text or messages. Columns of tables hold nested values as JSON text. A row without an id
 * is named after its content, so that the same row is the same trace.
 */
export const rowsImporter: SourceImporter = { kind: 'rows', rowsOf: record => [rowOf(record)] }

function rowOf(record: JsonValue): JsonObject {
  if (!isJsonObject(record)) throw new RowError('row: expected an object, found another value')
  const input = payloadOf(firstOf(record, 'messages', 'input', 'prompt', 'question'), 'input', {
    isApplication: true,
  })
  const output = payloadOf(firstOf(record, 'output', 'response', 'answer', 'completion'), 'output', {
    isApplication: true,
  })
  const messages = [...input.messages, ...output.messages.filter(message => message.role !== 'user')]
  const taken = TAKEN.flatMap(([field, ...names]): [string, JsonValue][] => {
    const value = firstOf(record, ...names)
    return value === undefined ? [] : [[field, value]]
  })
  const flags = objectIn(firstOf(record, 'flags'))
  const expected = objectIn(firstOf(record, 'expected'))
  const tools = toolsOf(firstOf(record, 'tools')) ?? input.tools
  const started = timeMs(
    firstOf(record, 'started_at', 'timestamp', 'created_at', 'start_time', 'time', 'date'),
  )
  const { outcome, supportFlag } = signalsOf(columnsOf(record))
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(supportFlag === undefined ? {} : { support_flag: supportFlag }),
    ...Object.fromEntries(taken),
    trace_id: firstOf(record, 'trace_id', 'traceId', 'id', 'request_id') ?? contentId(record),
    messages: messages.map(withoutToolName),
    ...(tools === undefined ? {} : { tools }),
    ...(started === undefined ? {} : { started_at: started }),
    ...(flags === undefined ? {} : { flags }),
    ...(expected === undefined ? {} : { expected }),
    ...(Object.hasOwn(record, 'outcome') ? { outcome: unwrapped(ownValue(record, 'outcome')) ?? null } : {}),
  }
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

function withoutToolName({ tool_name: _, ...message }: ChatMessage): JsonObject {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined)) as JsonObject
}

function contentId(record: JsonObject): string {
  return `row-${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 24)}`
}
