import { InvariantError } from '../../errors/invariant-error.ts'
import { benjaminiHochberg } from '../../numeric/false-discovery.ts'
import { shareInterval } from '../../numeric/share-interval.ts'
import type { Interval, NewIntent, RefitCluster } from '../../records/drift.ts'
import type { AlignedCounts } from './aligned-counts.ts'
import type { DriftPolicy } from './drift-policy.ts'
import { CONFIDENCE, levelOf, testRatio } from './share-drifts.ts'

type Candidate = Omit<NewIntent, 'adjustedPValue' | 'level'>

/**
 * The refit clusters that are drawn mostly (60%) from unassigned traffic and large enough (30 traces and .5% of the
 * window), largest first, with the alarm each raises: its share must have grown beyond chance since the reference
 * window, because a cloud of noise that was always there is no new intent.
 *
 * @see statistics note, section 5, matching, step 3.
 * @throws {InvariantError} when a cluster's counts contradict each other or the windows.
 */
export function newIntents(
  clusters: readonly RefitCluster[],
  aligned: AlignedCounts,
  policy: DriftPolicy,
): readonly NewIntent[] {
  const candidates = clusters
    .map(cluster => measure(cluster, aligned))
    .filter(candidate => isDrawnFromUnassigned(candidate, aligned.currentSize, policy))
  const adjusted = benjaminiHochberg(candidates.map(({ pValue }) => pValue))
  return candidates
    .map((candidate, index): NewIntent => {
      const adjustedPValue = adjusted[index] ?? 1
      const hasGrown = candidate.growthInterval[0] > 0
      return { ...candidate, adjustedPValue, level: hasGrown ? levelOf(adjustedPValue, policy) : 'none' }
    })
    .sort((a, b) => b.size - a.size || (a.label < b.label ? -1 : 1))
}

function measure(cluster: RefitCluster, aligned: AlignedCounts): Candidate {
  const { size, fromUnassigned, referenceCount } = cluster
  const { currentSize, referenceSize, overdispersion } = aligned
  const isSound =
    size >= 1 && size <= currentSize && fromUnassigned <= size && referenceCount <= referenceSize
  if (!isSound)
    throw new InvariantError('Expected fromUnassigned <= size <= window and referenceCount <= window', {
      details: `size ${size} of ${currentSize}, unassigned ${fromUnassigned}, reference ${referenceCount} of ${referenceSize}`,
    })
  const { factor } = overdispersion
  const share = size / currentSize
  const interval = shareInterval(size, currentSize, factor, CONFIDENCE)
  const before = referenceCount / referenceSize
  const beforeInterval = shareInterval(referenceCount, referenceSize, factor, CONFIDENCE)
  return {
    ...cluster,
    unassignedShare: fromUnassigned / size,
    unassignedInterval: shareInterval(fromUnassigned, size, factor, CONFIDENCE),
    share,
    shareInterval: interval,
    growth: share - before,
    growthInterval: differenceInterval(
      { value: share, interval },
      { value: before, interval: beforeInterval },
    ),
    pValue: testRatio({ reference: referenceCount, current: size }, aligned).pValue,
  }
}

function isDrawnFromUnassigned(
  { size, unassignedShare }: Candidate,
  currentSize: number,
  { newIntent }: DriftPolicy,
): boolean {
  const smallest = Math.max(newIntent.smallestSize, newIntent.smallestShare * currentSize)
  return unassignedShare >= newIntent.unassignedShare && size >= smallest
}

type Estimated = { readonly value: number; readonly interval: Interval }

/** Interval of a difference of two independent shares from their own: Newcombe 1998, method 10. */
function differenceInterval(now: Estimated, before: Estimated): Interval {
  const difference = now.value - before.value
  return [
    difference - Math.hypot(now.value - now.interval[0], before.interval[1] - before.value),
    difference + Math.hypot(now.interval[1] - now.value, before.value - before.interval[0]),
  ]
}
