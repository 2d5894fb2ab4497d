import type { SpanRecord } from './span-record.ts'

/**
 * Every span once, by time and then id: the same list whatever order the records came in. Of two exports of one span the one
 * that ended later counts, being complete; of a tool's run recorded twice (its own span and the protocol's below it) the outer.
 */
export function distinctSpans(records: readonly SpanRecord[]): readonly SpanRecord[] {
  // Spans beside whole traces, whose ids may be equal.
  const [spans, traces] = [new Map<string, SpanRecord>(), new Map<string, SpanRecord>()]
  for (const record of records) {
    const byId = record.kind === 'trace' ? traces : spans
    const known = byId.get(record.spanId)
    if (known === undefined || isNewer(record, known)) byId.set(record.spanId, record)
  }
  const sorted = [...spans.values(), ...traces.values()].sort(
    (a, b) =>
      (a.startMs ?? Number.POSITIVE_INFINITY) - (b.startMs ?? Number.POSITIVE_INFINITY) || compare(a, b),
  )
  return withoutRepeatedRuns(sorted)
}

function isNewer(a: SpanRecord, b: SpanRecord): boolean {
  const ends = (a.endMs ?? 0) - (b.endMs ?? 0)
  if (ends !== 0) return ends > 0
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left.length === right.length ? left > right : left.length > right.length
}

function compare(a: SpanRecord, b: SpanRecord): number {
  // NaN of two absent starts is falsy and comes here too.
  return a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0
}

function withoutRepeatedRuns(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  if (spans.every(span => span.tool === undefined)) return spans
  const byId = new Map(spans.map(span => [span.spanId, span]))
  const lastOf = new Map<string, SpanRecord>()
  return spans.filter(span => {
    if (span.tool === undefined) return true
    const outer = span.parentId === undefined ? undefined : byId.get(span.parentId)
    if (outer?.tool !== undefined && outer.tool.name === span.tool.name) return false
    if (span.tool.callId === undefined) return true
    const last = lastOf.get(span.tool.callId)
    lastOf.set(span.tool.callId, span)
    // Some frameworks use one id for every call of a tool: only runs at the same time are one run.
    return last === undefined || (span.startMs ?? 0) > (last.endMs ?? Number.POSITIVE_INFINITY)
  })
}

/** The spans that are traffic: without evaluators and judges, and without what ran below them. */
export function withoutEvaluations(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  if (spans.every(span => span.kind !== 'evaluation')) return spans
  const byId = new Map(spans.map(span => [span.spanId, span]))
  const isBelow = (span: SpanRecord): boolean => {
    const seen = new Set<string>()
    for (
      let each: SpanRecord | undefined = span;
      each !== undefined && !seen.has(each.spanId);
      each = byId.get(each.parentId ?? each.fragmentOf ?? '')
    ) {
      if (each.kind === 'evaluation') return true
      seen.add(each.spanId)
    }
    return false
  }
  return spans.filter(span => !isBelow(span))
}
