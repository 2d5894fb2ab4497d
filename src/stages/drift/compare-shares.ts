import type { DriftLevel, DriftReport, RefitCluster, ShareCounts, WithinShift } from '../../records/drift.ts'
import { alignCounts } from './aligned-counts.ts'
import { describeDistance } from './describe-distance.ts'
import type { DriftPolicy } from './drift-policy.ts'
import { globalShift } from './global-shift.ts'
import { newIntents } from './new-intents.ts'
import { reasonsOf } from './reasons.ts'
import { shareDrifts } from './share-drifts.ts'

/** What is known of the two windows beyond their counts. */
export type DriftEvidence = {
  /** Clusters of a refit on the current window; undefined when it was not refitted. */
  readonly refitClusters?: readonly RefitCluster[]
  /** What `withinShifts` found; undefined when no vectors were compared. */
  readonly within?: readonly WithinShift[]
}

/**
 * What changed in the traffic between two windows that were assigned to the same strata by the same rule. A share
 * drifts when it changed by more than `policy.threshold`, beyond chance, in a stratum with 1% of a window: the size of a
 * change alone is a false alarm in 96% of quiet weeks of 2,000 traces.
 *
 * @throws {NumericError} `empty` when a window has no traces.
 * @throws {InvariantError} when counts contradict each other.
 * @see statistics note, section 5.
 */
export function compareShares(
  reference: ShareCounts,
  current: ShareCounts,
  policy: DriftPolicy,
  evidence: DriftEvidence = {},
): DriftReport {
  const aligned = alignCounts(reference, current)
  const { referenceSize, currentSize } = aligned
  const { factor, interval, degreesOfFreedom } = aligned.overdispersion
  const shares = shareDrifts(aligned, policy)
  const { refitClusters, within = null } = evidence
  const intents = refitClusters === undefined ? null : newIntents(refitClusters, aligned, policy)
  const findings = {
    referenceSize,
    currentSize,
    overdispersion: { factor, interval: interval ?? null, degreesOfFreedom },
    shares,
    global: globalShift(aligned, policy),
    descriptions: describeDistance(aligned),
    newIntents: intents,
    within,
  }
  const level = loudest([
    ...shares.map(share => share.level),
    ...(intents ?? []).map(intent => intent.level),
    ...(within ?? []).map(({ isShift }) => (isShift ? 'report' : 'none')),
  ])
  return { level, reasons: reasonsOf(findings, policy), ...findings }
}

function loudest(levels: readonly DriftLevel[]): DriftLevel {
  if (levels.includes('page')) return 'page'
  return levels.includes('report') ? 'report' : 'none'
}
