import type { Embeddings } from '../records/embeddings.ts'
import type { TraceId } from '../records/ids.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Strata } from '../records/strata.ts'
import type { PassCount, SuiteAnswer, SuiteReport } from '../records/suite.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { coverageOf } from '../stages/coverage/coverage-of.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import type { PlacedSuite } from './place-suite.ts'
import { historicalScore } from './read-run-suite.ts'

/**
 * What the configured suite says, beside what the traffic says. Answers are looked at by the checks of the run alone,
 * on the traffic as on the suite, so that the two numbers mean the same.
 *
 * @param pairs - of the run; those of the suite itself are none of the traffic.
 * @param candidates - the candidate's recorded traces by id; undefined: it answers live.
 */
export function suiteReport(
  { suite, items }: PlacedSuite,
  traffic: { readonly strata: Strata; readonly embeddings: Embeddings },
  pairs: readonly JudgedPair[],
  candidates: ReadonlyMap<TraceId, RedactedTrace> | undefined,
): SuiteReport {
  const count = (who: SuiteAnswer): number => suite.items.filter(item => item.answeredBy === who).length
  const recorded = suite.items
    .filter(({ answeredBy }) => answeredBy === 'recording')
    .map(({ trace }) => trace)
  const answers = suite.items.flatMap(({ trace }) => candidates?.get(trace.traceId) ?? [])
  return {
    name: suite.name,
    format: suite.format,
    items: suite.items.length,
    rejected: suite.rejected.length,
    answeredBy: { recording: count('recording'), reference: count('reference'), nobody: count('nobody') },
    historical: historicalScore(suite),
    production: recorded.length === 0 ? null : passed(recorded),
    candidate:
      candidates === undefined ? null : { ...passed(answers), missing: suite.items.length - answers.length },
    traffic: trafficPassRates(pairs, new Set(suite.items.map(({ trace }) => trace.traceId))),
    coverage: coverageOf(traffic.strata, traffic.embeddings, items),
  }
}

function passed(traces: readonly RedactedTrace[]): PassCount {
  return {
    passed: traces.filter(trace => failureModesOf({ kind: 'completed', trace }).length === 0).length,
    of: traces.length,
  }
}

/** Shares of answers without a failure mode, every drawn pair weighted by what it stands for. */
function trafficPassRates(pairs: readonly JudgedPair[], suite: ReadonlySet<TraceId>): SuiteReport['traffic'] {
  let [weight, production, candidate] = [0, 0, 0]
  for (const { traceId, origin, baselineModes, candidateModes } of pairs) {
    if (origin.kind !== 'traffic' || suite.has(traceId)) continue
    const own = 1 / origin.draw.inclusionProbability
    weight += own
    if (baselineModes.length === 0) production += own
    if (candidateModes.length === 0) candidate += own
  }
  return weight === 0 ? null : { production: production / weight, candidate: candidate / weight }
}
