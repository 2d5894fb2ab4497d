import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { type ChatMessage, EMPTY_PAYLOAD, messageRow, type Payload } from './chat-message.ts'
import { conversationOf, type Generation, isBare } from './conversation-of.ts'
import { signalsOf } from './feedback-of.ts'
import { distinctSpans, withoutEvaluations } from './select-spans.ts'
import type { SpanRecord, ToolRun } from './span-record.ts'
import { messagesOfRuns, withToolRuns } from './tool-runs.ts'

/** What the records of one trace make: a canonical row, or why they are no trace. */
export type Assembled =
  | { readonly kind: 'row'; readonly row: JsonObject }
  | { readonly kind: 'filtered'; readonly reason: 'evaluation' | 'no-content' }

/**
 * The canonical row of a trace's records. The answer does not depend on their order, nor on how often one of them is repeated.
 * Root spans often record nothing, so the conversation is that of the generations; where no generation has messages, what
 * the root or the trace itself recorded stands in.
 */
export function assembleTrace(records: readonly SpanRecord[]): Assembled {
  const distinct = distinctSpans(records)
  const spans = withoutEvaluations(distinct)
  const isEvaluation = spans.every(isNote) && spans.length < distinct.length
  if (isEvaluation) return { kind: 'filtered', reason: 'evaluation' }
  const generations = generationsOf(spans)
  const recorded = conversationOf(generations)
  const conversation = recorded ?? conversationOf(agentsOf(spans))
  const root = rootPayloads(spans)
  const runs = spans.flatMap(span => span.tool ?? [])
  const told = conversation?.messages ?? []
  const isRunsOwn = recorded === undefined && told.every(message => message.tool_calls === undefined)
  const messages = withRoot(isRunsOwn ? withRuns(told, runs) : withToolRuns(told, runs), root)
  if (!messages.some(message => message.role === 'assistant')) {
    return { kind: 'filtered', reason: 'no-content' }
  }
  const models = (conversation?.generations ?? []).flatMap(span => span.model ?? [])
  const costs = generations.flatMap(({ span }) => span.costUsd ?? [])
  return {
    kind: 'row',
    row: canonicalRow(spans, { messages, tools: conversation?.tools, model: models.at(-1), costs }),
  }
}

/** What an agent was asked and answered, with the runs of tools no message tells of before its last word. */
function withRuns(messages: readonly ChatMessage[], runs: readonly ToolRun[]): readonly ChatMessage[] {
  const at = messages.at(-1)?.role === 'assistant' ? messages.length - 1 : messages.length
  return [...messages.slice(0, at), ...messagesOfRuns(runs), ...messages.slice(at)]
}

/** Where no call of a model was recorded, agents may tell the whole conversation; some repeat what they were asked. */
function agentsOf(spans: readonly SpanRecord[]): readonly Generation<SpanRecord>[] {
  return spans.flatMap(span => {
    const { input, output } = span
    if (span.kind !== 'other' || input === undefined || output === undefined) return []
    if (!input.messages.some(each => each.role === 'user')) return []
    const isRepeated =
      output.messages.length > input.messages.length && output.messages.some(each => each.role === 'user')
    if (isRepeated) return [{ span, input: { messages: [], tools: input.tools }, output }]
    const [last, answer] = [input.messages.at(-1), output.messages.at(-1)]
    const isTold = last?.role === 'assistant' && last.content === answer?.content
    return [{ span, input, output: isTold ? EMPTY_PAYLOAD : output }]
  })
}

function isNote(span: SpanRecord): boolean {
  return span.kind === 'feedback' || span.kind === 'trace' || span.kind === 'fragment'
}

/** Generations with their fragments, nested recordings of one call joined, in time order. */
function generationsOf(spans: readonly SpanRecord[]): readonly Generation<SpanRecord>[] {
  const fragments = Map.groupBy(
    spans.filter(span => span.kind === 'fragment').toSorted((a, b) => compare(a.order ?? '', b.order ?? '')),
    span => span.fragmentOf ?? '',
  )
  const generations = spans
    .filter(span => span.kind === 'generation')
    .map(span => {
      const own = fragments.get(span.spanId) ?? []
      return { span, input: filled(span.input, own, 'input'), output: filled(span.output, own, 'output') }
    })
  return joinNested(generations)
}

function filled(
  payload: Payload | undefined,
  fragments: readonly SpanRecord[],
  side: 'input' | 'output',
): Payload {
  if (payload !== undefined && payload.messages.length > 0) return payload
  const parts = fragments.flatMap(fragment => fragment[side] ?? [])
  const tools = payload?.tools ?? parts.find(part => part.tools !== undefined)?.tools
  return { messages: parts.flatMap(part => part.messages), tools }
}

/** Two libraries may record one call, one span within the other: what either knows is kept once. */
function joinNested(generations: readonly Generation<SpanRecord>[]): readonly Generation<SpanRecord>[] {
  const byId = new Map(generations.map(each => [each.span.spanId, each]))
  const inner = new Set<string>()
  for (const { span, input, output } of generations.toReversed()) {
    const outer = span.parentId === undefined ? undefined : byId.get(span.parentId)
    if (outer === undefined) continue
    inner.add(span.spanId)
    const mine = byId.get(span.spanId) ?? { span, input, output }
    byId.set(outer.span.spanId, {
      span: { ...mine.span, ...withoutAbsent(outer.span) },
      input: richer(outer.input, mine.input),
      output: richer(outer.output, mine.output),
    })
  }
  return generations.flatMap(({ span }) => {
    const joined = inner.has(span.spanId) ? undefined : byId.get(span.spanId)
    return joined === undefined ? [] : [joined]
  })
}

function withoutAbsent(span: SpanRecord): SpanRecord {
  return Object.fromEntries(Object.entries(span).filter(([, value]) => value !== undefined)) as SpanRecord
}

function richer(outer: Payload, inner: Payload): Payload {
  const weight = ({ messages }: Payload) => messages.filter(message => !isBare(message)).length
  const { messages } = weight(inner) > weight(outer) ? inner : outer
  return { messages, tools: outer.tools ?? inner.tools }
}

type Root = { readonly input: Payload; readonly output: Payload }

/** What the trace itself, or else its root span, says was asked and answered. */
function rootPayloads(spans: readonly SpanRecord[]): Root {
  const ids = new Set(spans.map(span => span.spanId))
  const roots = spans.filter(
    span =>
      span.kind === 'trace' ||
      (span.kind === 'other' && (span.parentId === undefined || !ids.has(span.parentId))),
  )
  const inner = spans.filter(span => span.kind === 'other')
  const first = (side: 'input' | 'output') =>
    [...roots, ...inner].map(span => span[side]).find(payload => (payload?.messages.length ?? 0) > 0) ??
    EMPTY_PAYLOAD
  return { input: first('input'), output: first('output') }
}

function withRoot(messages: readonly ChatMessage[], root: Root): readonly ChatMessage[] {
  const asked = messages.some(message => message.role === 'user') ? [] : root.input.messages
  const answered = messages.some(message => message.role === 'assistant' && message.content !== '')
  const system = messages.filter(message => message.role === 'system')
  const rest = messages.filter(message => message.role !== 'system')
  // What an application hands back may repeat the whole conversation: its last word is the answer.
  const last = root.output.messages.findLast(message => message.role === 'assistant')
  const hasTurn = rest.some(message => message.role === 'assistant')
  const answer = answered || last === undefined || (hasTurn && asked.length === 0) ? [] : [last]
  if (asked.length === 0 && answer.length === 0) return messages
  return [...system, ...asked.filter(message => message.role !== 'assistant'), ...rest, ...answer]
}

type Told = {
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly JsonObject[] | undefined
  readonly model: string | undefined
  readonly costs: readonly number[]
}

function canonicalRow(spans: readonly SpanRecord[], { messages, tools, model, costs }: Told): JsonObject {
  const starts = spans.flatMap(span => span.startMs ?? [])
  const ends = spans.filter(span => !isNote(span)).flatMap(span => span.endMs ?? [])
  const { outcome, supportFlag } = signalsOf(spans.flatMap(span => span.feedback ?? []))
  const start = starts.length === 0 ? undefined : starts.reduce((a, b) => Math.min(a, b))
  const end = ends.length === 0 ? undefined : ends.reduce((a, b) => Math.max(a, b))
  const ids = new Set(spans.map(span => span.spanId))
  const isFailed = spans.some(
    span => span.isError && !isNote(span) && (span.parentId === undefined || !ids.has(span.parentId)),
  )
  const anyModel = model ?? spans.find(span => span.model !== undefined)?.model
  const session = spans.find(span => span.sessionId !== undefined)?.sessionId
  const customer = spans.find(span => span.customerId !== undefined)?.customerId
  const row: { [key: string]: JsonValue } = {
    trace_id: (spans[0] as SpanRecord).traceId,
    messages: messages.map(messageRow),
  }
  if (tools !== undefined) row.tools = tools
  if (anyModel !== undefined) row.model = anyModel
  if (start !== undefined) row.started_at = start
  if (start !== undefined && end !== undefined && end >= start) row.latency_ms = end - start
  if (costs.length > 0) row.cost_usd = sumOf(costs)
  if (session !== undefined) row.session_id = session
  if (customer !== undefined) row.customer_id = customer
  row.flags = Object.fromEntries(spans.flatMap(span => span.flags ?? []))
  if (outcome !== undefined) row.outcome = outcome
  if (supportFlag !== undefined) row.support_flag = supportFlag
  if (isFailed) row.finish = 'error'
  return row
}

/** Costs come as binary fractions: what is past the tenth digit of their sum is noise. */
function sumOf(costs: readonly number[]): string {
  return costs
    .toSorted((a, b) => a - b)
    .reduce((sum, cost) => sum + cost, 0)
    .toFixed(10)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
