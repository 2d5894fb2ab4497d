import type { Config } from '../config/config.ts'
import { formatQuantity } from '../numeric/format-number.ts'
import type { AuditLabel, AuditQueue } from '../records/audit.ts'
import { auditedFailures } from '../stages/audit/audited-failures.ts'
import { addToLedger } from './add-to-ledger.ts'
import { openLedger } from './open-ledger.ts'
import { renderAdded } from './render-ledger.ts'

/**
 * Keeps production's failures, as people see them, in the adversarial set, and says what became of them.
 *
 * @throws {ConfigError} when the config names no set; {StoreError} when it cannot be added to.
 */
export async function addAuditedFailures(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
  config: Config,
): Promise<string> {
  const { production, candidateAlone } = auditedFailures(queues, labels)
  const wanted = production.map(traceId => ({ traceId, reason: undefined }))
  const added = await addToLedger(wanted, openLedger(config), config, { origin: 'audit', weight: undefined })
  const left =
    candidateAlone.length === 0
      ? ''
      : `left out: ${formatQuantity(candidateAlone.length, 'trace')} on which the candidate alone fails; production's recorded answer is no failure to measure against\n`
  return `failures of production: ${renderAdded(added)}${left}`
}
