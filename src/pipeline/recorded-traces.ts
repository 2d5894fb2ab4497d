import type { Sample } from '../records/sample.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { failureModesOf } from '../stages/judge/failure-modes-of.ts'
import type { RecordedTrace } from '../stages/trend/baseline-health.ts'

/** The drawn traces as production recorded them, whoever answered them again since. */
export function recordedTraces(
  { draws }: Sample,
  population: readonly RedactedTrace[],
): readonly RecordedTrace[] {
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  return draws.flatMap(({ traceId, inclusionProbability }) => {
    const trace = byId.get(traceId)
    return trace === undefined
      ? []
      : [
          {
            inclusionProbability,
            outcome: trace.outcome,
            modes: failureModesOf({ kind: 'completed', trace }),
          },
        ]
  })
}
