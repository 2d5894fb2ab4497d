import type { StratumId, TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Strata } from '../../records/strata.ts'
import type { Suite, SuiteItem } from '../../records/suite.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { traceTraitsOf } from '../../stages/judge/facts-of.ts'
import { permanentRandomNumber } from '../../stages/sample/permanent-random-number.ts'

/** Intents and cases of the article's suite: four of eleven, the least complex ones. */
const INTENTS = 4
const CASES = 200

/** Trace ids of suite items are set apart, since a suite is often made of traffic. */
export function suiteItemId(traceId: TraceId): TraceId {
  return `suite:${traceId}` as TraceId
}

/**
 * A suite for a config that names none, the way the article's was made: cases of the oldest window from the four
 * largest intents that are mostly single steps (of all intents where none is).
 */
export function standInSuite(
  strata: Strata,
  traces: readonly RedactedTrace[],
  seed: string,
): { readonly suite: Suite<RedactedText>; readonly strata: ReadonlyMap<TraceId, StratumId> } {
  const byId = new Map(traces.map(trace => [trace.traceId, trace]))
  const isSimple = (members: readonly TraceId[]): boolean => {
    const simple = members.filter(id => {
      const trace = byId.get(id)
      return trace !== undefined && traceTraitsOf(trace).tier === 'single-step'
    })
    return simple.length * 2 > members.length
  }
  const clusters = strata.strata
    .filter(({ kind }) => kind === 'cluster')
    .toSorted((left, right) => right.members.length - left.members.length)
  const simple = clusters.filter(({ members }) => isSimple(members))
  const chosen = (simple.length > 0 ? simple : clusters.length > 0 ? clusters : strata.strata).slice(
    0,
    INTENTS,
  )
  const homes = new Map<TraceId, StratumId>()
  const items = chosen.flatMap(({ id, members }) =>
    members
      .map(traceId => ({ traceId, u: permanentRandomNumber(seed, 'stand-in-suite', traceId) }))
      .sort((left, right) => left.u - right.u)
      .slice(0, Math.ceil(CASES / chosen.length))
      .flatMap(({ traceId }): readonly SuiteItem<RedactedText>[] => {
        const trace = byId.get(traceId)
        if (trace === undefined) return []
        const named = suiteItemId(traceId)
        homes.set(named, id)
        return [{ trace: { ...trace, traceId: named }, answeredBy: 'recording', score: undefined }]
      }),
  )
  return {
    suite: { name: 'stand-in', format: 'canonical', items, rejected: [] },
    strata: homes,
  }
}
