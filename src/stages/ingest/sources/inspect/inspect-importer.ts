import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import type { ChatMessage } from '../../normalise/chat-message.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Inspect's evaluation logs: every sample of every epoch is a trace. The score is the outcome: it is what Inspect is run for. */
export const inspectImporter: SourceImporter = { kind: 'rows', rowsOf }

function rowsOf(record: JsonValue): readonly JsonObject[] {
  if (!isJsonObject(record)) throw new RowError('row: expected an Inspect log, found no object')
  const log = objectIn(ownValue(record, 'log')) ?? record
  const run = objectIn(ownValue(log, 'eval'))
  if (run === undefined) throw new RowError('/eval: expected an object, found nothing')
  const samples = listIn(ownValue(log, 'samples')) ?? []
  return samples.filter(isJsonObject).map(sample => rowOf(sample, run))
}

function rowOf(sample: JsonObject, run: JsonObject): JsonObject {
  const attachments = objectIn(ownValue(sample, 'attachments')) ?? {}
  const messages = payloadOf(ownValue(sample, 'messages'), 'input').messages
  const output = objectIn(ownValue(sample, 'output'))
  const [last] = output === undefined ? [] : payloadOf(output, 'output').messages
  const all =
    messages.some(message => message.role === 'assistant') || last === undefined
      ? messages
      : [...messages, last]
  const events = listIn(ownValue(sample, 'events')) ?? []
  const first = events.filter(isJsonObject)[0]
  const seconds = firstOf(sample, 'working_time', 'total_time')
  const outcome = outcomeOf(objectIn(ownValue(sample, 'scores')))
  const model = (output && textOf(output, 'model')) ?? textOf(run, 'model')
  const finish = finishOf(sample)
  return Object.fromEntries(
    Object.entries({
      trace_id: idOf(sample, run),
      messages: all.map(message => withAttachments(message, attachments)),
      model,
      started_at: timeMs(first === undefined ? ownValue(run, 'created') : firstOf(first, 'timestamp')),
      latency_ms: typeof seconds === 'number' ? Math.round(seconds * 1000) : undefined,
      outcome,
      finish,
    }).filter(([, value]) => value !== undefined),
  ) as JsonObject
}

function idOf(sample: JsonObject, run: JsonObject): string {
  const uuid = textOf(sample, 'uuid')
  if (uuid !== undefined) return uuid
  return [firstOf(run, 'run_id', 'eval_id'), ownValue(sample, 'id'), ownValue(sample, 'epoch') ?? 1]
    .map(String)
    .join(':')
}

/** Long texts of a log are kept once, beside the sample. */
function withAttachments(message: ChatMessage, attachments: JsonObject): JsonObject {
  const content = message.content.replace(/attachment:\/\/([0-9a-f]{32})/g, (all, hash: string) => {
    const text = ownValue(attachments, hash)
    return typeof text === 'string' ? text : all
  })
  const { tool_name: _, ...rest } = message
  return { ...rest, content } as JsonObject
}

/** The first score: Inspect writes C, P, I and N for correct, partly, incorrect and no answer. */
function outcomeOf(scores: JsonObject | undefined): number | undefined {
  const score = objectIn(Object.values(scores ?? {})[0])
  const value = score && ownValue(score, 'value')
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : undefined
  return typeof value === 'string' ? GRADES.get(value) : undefined
}

const GRADES = new Map([
  ['C', 1],
  ['P', 0.5],
  ['I', 0],
  ['N', 0],
])

function finishOf(sample: JsonObject): string | undefined {
  if (objectIn(ownValue(sample, 'error')) !== undefined) return 'error'
  const limit = objectIn(ownValue(sample, 'limit'))
  const type = limit && textOf(limit, 'type')
  if (type === undefined) return undefined
  return type === 'time' || type === 'working' ? 'timeout' : 'step-limit'
}
