import type { JsonValue } from '../../records/json-value.ts'
import type { Trace } from '../../records/trace.ts'
import { isAbsent, type Located, optionalString } from './located.ts'
import { parseExpected } from './parse-expected.ts'
import { parseFinish } from './parse-finish.ts'
import { type IsForbiddenId, parseOptionalId, parseTraceId } from './parse-id.ts'
import { parseMessages } from './parse-messages.ts'
import { parseCost } from './parse-money.ts'
import { parseFlags, parseLatency, parseOutcome, parseSupportFlag } from './parse-signals.ts'
import { parseStartTime } from './parse-time.ts'
import { parseTools } from './parse-tools.ts'
import { parseCustomerTier, parseLanguage } from './parse-traits.ts'
import { RowError } from './row-error.ts'

/** The fields a trace is made of, wherever in the row a format keeps them. */
const TRACE_FIELDS = [
  'messages',
  'tools',
  'model',
  'started_at',
  'latency_ms',
  'cost_usd',
  'session_id',
  'customer_id',
  'customer_tier',
  'language',
  'flags',
  'outcome',
  'support_flag',
  'finish',
  'expected',
  'intent',
] as const

export type TraceField = (typeof TRACE_FIELDS)[number]

/** One row taken apart by its format. Fields the format does not name are never looked at. */
export type RowFields = {
  readonly id: readonly Located[]
  readonly fields: { readonly [field in TraceField]: Located }
}

/** A parser of one row's JSON value. Throws a `RowError` that names the place and never quotes the content. */
export type RowParser = (row: JsonValue) => Trace

/** Where a row has each field. */
export type FieldReaders = { readonly [field in TraceField]: (row: JsonValue) => Located }

/** The reader of every field. */
export function readersOf(readerOf: (field: TraceField) => (row: JsonValue) => Located): FieldReaders {
  return Object.fromEntries(TRACE_FIELDS.map(field => [field, readerOf(field)])) as FieldReaders
}

/** Every field of a row. Written out: a loop over names, for every row, costs more than the fields. */
export function readFields(readers: FieldReaders, row: JsonValue): RowFields['fields'] {
  return {
    messages: readers.messages(row),
    tools: readers.tools(row),
    model: readers.model(row),
    started_at: readers.started_at(row),
    latency_ms: readers.latency_ms(row),
    cost_usd: readers.cost_usd(row),
    session_id: readers.session_id(row),
    customer_id: readers.customer_id(row),
    customer_tier: readers.customer_tier(row),
    language: readers.language(row),
    flags: readers.flags(row),
    outcome: readers.outcome(row),
    support_flag: readers.support_flag(row),
    finish: readers.finish(row),
    expected: readers.expected(row),
    intent: readers.intent(row),
  }
}

/**
 * The trace these fields describe. It may still lack an assistant turn: that is for `ingest` to say,
 * which tells traffic without a user from a broken row.
 *
 * @throws {RowError} when a field has the wrong shape.
 */
export function parseTrace({ id, fields }: RowFields, isForbiddenId: IsForbiddenId): Trace {
  const trace: Trace = {
    kind: 'trace',
    traceId: parseTraceId(id, isForbiddenId),
    messages: parseMessages(fields.messages),
    tools: parseTools(fields.tools),
    model: parseModel(fields.model),
    startedAtMs: parseStartTime(fields.started_at),
    latencyMs: parseLatency(fields.latency_ms),
    costPicoUsd: parseCost(fields.cost_usd),
    sessionId: parseOptionalId(fields.session_id, isForbiddenId),
    customerId: parseOptionalId(fields.customer_id, isForbiddenId),
    flags: parseFlags(fields.flags),
    outcome: parseOutcome(fields.outcome),
    supportFlag: parseSupportFlag(fields.support_flag),
    finish: parseFinish(fields.finish),
    expected: parseExpected(fields.expected),
    intentText: textOrAbsent(fields.intent),
  }
  if (isAbsent(fields.customer_tier) && isAbsent(fields.language)) return trace
  return { ...trace, ...parseCustomerTier(fields.customer_tier), ...parseLanguage(fields.language) }
}

function textOrAbsent(located: Located): string | undefined {
  const text = optionalString(located)
  return text === undefined || text.trim() === '' ? undefined : text
}

function parseModel(located: Located): string | undefined {
  const model = textOrAbsent(located)
  // A model's name is shown unredacted; a mapping that points at free text must not get through.
  if (model !== undefined && !/^[\w./:@+-]{1,200}$/.test(model)) {
    throw new RowError(`${located.at}: expected the name of a model, found other text`)
  }
  return model
}
