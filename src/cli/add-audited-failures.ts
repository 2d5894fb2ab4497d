import type { Config } from '../config/config.ts'
import { formatQuantity } from '../numeric/format-number.ts'
import type { AuditLabel, AuditQueue } from '../records/audit.ts'
import type { TraceId } from '../records/ids.ts'
import { auditedFailures } from '../stages/audit/audited-failures.ts'
import { type AddedTraces, addToLedger } from './add-to-ledger.ts'
import { openLedger } from './open-ledger.ts'
import { addedLines } from './render-ledger.ts'

export type AuditedFailures = AddedTraces & {
  /** Traces on which the candidate alone fails: they do not join. */
  readonly candidateAlone: readonly TraceId[]
}

/**
 * Keeps production's failures, as people see them, in the adversarial set.
 *
 * @throws {ConfigError} when the config names no set; {StoreError} when it cannot be added to.
 */
export async function addAuditedFailures(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
  config: Config,
): Promise<AuditedFailures> {
  const { production, candidateAlone } = auditedFailures(queues, labels)
  const wanted = production.map(traceId => ({ traceId, reason: undefined }))
  const added = await addToLedger(wanted, openLedger(config), config, { origin: 'audit', weight: undefined })
  return { ...added, candidateAlone }
}

/** What became of them, for people. */
export function auditedFailureLines({ candidateAlone, ...added }: AuditedFailures): readonly string[] {
  const [first = '', ...rest] = addedLines(added)
  const left =
    candidateAlone.length === 0
      ? []
      : [
          `left out: ${formatQuantity(candidateAlone.length, 'trace')} on which the candidate alone fails; production's recorded answer is no failure to measure against`,
        ]
  return [`failures of production: ${first}`, ...rest, ...left]
}
