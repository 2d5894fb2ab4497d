import type { AuditLabel, AuditQueue } from '../../records/audit.ts'
import type { TraceId } from '../../records/ids.ts'
import { currentLabels } from './label-file.ts'

export type AuditedFailures = {
  /** Of production's answers, as more than half of those who said so see it; in the order of the queues. */
  readonly production: readonly TraceId[]
  /** Traces of which the candidate alone is seen to fail. */
  readonly candidateAlone: readonly TraceId[]
}

/**
 * Whose answers people call failures. Only production's can join the adversarial set: it keeps the recorded answer as
 * the one that failed, and where production was right every candidate that says the same would be counted as failing.
 */
export function auditedFailures(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
): AuditedFailures {
  const byItem = Map.groupBy(currentLabels(labels), ({ itemId }) => itemId)
  const production = new Set<TraceId>()
  const candidate = new Set<TraceId>()
  for (const { itemId, traceId } of queues.flatMap(({ items }) => items)) {
    const said = byItem.get(itemId) ?? []
    if (isMostly(said.map(({ baselineFailed }) => baselineFailed))) production.add(traceId)
    if (isMostly(said.map(({ candidateFailed }) => candidateFailed))) candidate.add(traceId)
  }
  return {
    production: [...production],
    candidateAlone: [...candidate].filter(traceId => !production.has(traceId)),
  }
}

function isMostly(answers: readonly (boolean | null)[]): boolean {
  const said = answers.filter(answer => answer !== null)
  return said.filter(Boolean).length * 2 > said.length
}
