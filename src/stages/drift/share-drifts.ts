import { benjaminiHochberg } from '../../numeric/false-discovery.ts'
import { shareInterval } from '../../numeric/share-interval.ts'
import { studentTQuantile, studentTTwoSided } from '../../numeric/student-t.ts'
import type { DriftLevel, ShareDrift, WindowShare } from '../../records/drift.ts'
import type { AlignedCounts, AlignedStratum } from './aligned-counts.ts'
import type { DriftPolicy } from './drift-policy.ts'

export const CONFIDENCE = 0.95

/** From here on a share did not grow or shrink, it came or went. */
const CAME_OR_WENT = 20

/** 1 - .85 is above .15 in floating point. */
const ROUNDING = 1e-12

type Tested = Omit<ShareDrift, 'adjustedPValue' | 'change' | 'level'>

/**
 * The share of every stratum in both windows and whether it drifted: changed by more than the threshold, beyond chance,
 * and 1% of a window or more. What drifted comes first, then by p-value.
 *
 * Benjamini-Hochberg counts noise and every stratum whose two shares add up to 1%. Departs from the note, which counts
 * all of them: smaller ones can never alert, and a long tail of them would only hide what others show. The sum of the
 * shares says nothing about their ratio when nothing changed, so that the choice is no second look at the data.
 *
 * @see statistics note, section 5; Bourgon, Gentleman & Huber 2010 on such filters.
 */
export function shareDrifts(aligned: AlignedCounts, policy: DriftPolicy): readonly ShareDrift[] {
  const tested = aligned.strata.map(stratum => testShare(stratum, aligned))
  const family = tested.filter(
    ({ reference, current }) => reference.share + current.share >= policy.smallestShare,
  )
  const adjusted = benjaminiHochberg(family.map(({ pValue }) => pValue))
  const adjustedOf = new Map(family.map((row, index) => [row, adjusted[index]]))
  return tested
    .map((row): ShareDrift => {
      const adjustedPValue = adjustedOf.get(row) ?? null
      const level = isLargeChange(row, policy) ? levelOf(adjustedPValue ?? 1, policy) : 'none'
      return { ...row, adjustedPValue, change: level === 'none' ? 'none' : changeOf(row.ratio), level }
    })
    .sort(
      (a, b) =>
        Number(a.level === 'none') - Number(b.level === 'none') ||
        a.pValue - b.pValue ||
        (a.stratumId < b.stratumId ? -1 : 1),
    )
}

/** How loudly an adjusted p-value speaks. */
export function levelOf(adjustedPValue: number, policy: DriftPolicy): DriftLevel {
  if (adjustedPValue < policy.pageLevel) return 'page'
  return adjustedPValue < policy.reportLevel ? 'report' : 'none'
}

export type RatioTest = Pick<ShareDrift, 'logRatio' | 'standardError' | 'pValue' | 'ratioInterval'>

/**
 * The two-sided test that a count's share is the same in both windows: the log ratio of the shares, half a trace added
 * to every count so that it exists for empty strata, over its standard error with overdispersion.
 *
 * Normal when the overdispersion is taken as 1, Student's t with its degrees of freedom when it was estimated: the
 * normal gave alerts in 6% of quiet weeks of 2,000 traces in sessions of two.
 */
export function testRatio(
  { reference, current }: { readonly reference: number; readonly current: number },
  { referenceSize, currentSize, overdispersion }: Omit<AlignedCounts, 'strata'>,
): RatioTest {
  const inverses = [reference, referenceSize, current, currentSize].map(count => 1 / (count + 0.5))
  const [a = 0, sizeA = 0, b = 0, sizeB = 0] = inverses
  const logRatio = Math.log((a * sizeB) / (sizeA * b))
  // All of the traffic in one stratum on both sides leaves no variance, and no difference either.
  const standardError = Math.sqrt(Math.max(0, overdispersion.factor * (a - sizeA + b - sizeB)))
  const z = standardError === 0 ? 0 : logRatio / standardError
  const { degreesOfFreedom } = overdispersion
  const df = degreesOfFreedom === 0 ? Number.POSITIVE_INFINITY : degreesOfFreedom
  const half = studentTQuantile((1 + CONFIDENCE) / 2, df) * standardError
  return {
    logRatio,
    standardError,
    pValue: studentTTwoSided(z, df),
    ratioInterval: [Math.exp(logRatio - half), Math.exp(logRatio + half)],
  }
}

function testShare(stratum: AlignedStratum, aligned: AlignedCounts): Tested {
  const { stratumId, kind, label } = stratum
  const { factor } = aligned.overdispersion
  const reference = windowShare(stratum.reference, aligned.referenceSize, factor)
  const current = windowShare(stratum.current, aligned.currentSize, factor)
  const ratio = reference.count === 0 ? null : current.share / reference.share
  return { stratumId, kind, label, reference, current, ratio, ...testRatio(stratum, aligned) }
}

function windowShare(count: number, size: number, factor: number): WindowShare {
  return { count, share: count / size, interval: shareInterval(count, size, factor, CONFIDENCE) }
}

function isLargeChange({ ratio, reference, current }: Tested, policy: DriftPolicy): boolean {
  const isLarge = ratio === null || Math.abs(ratio - 1) > policy.threshold + ROUNDING
  return isLarge && Math.max(reference.share, current.share) >= policy.smallestShare
}

function changeOf(ratio: number | null): ShareDrift['change'] {
  if (ratio === null || ratio >= CAME_OR_WENT) return 'appeared'
  if (ratio <= 1 / CAME_OR_WENT) return 'vanished'
  return ratio > 1 ? 'grown' : 'shrunk'
}
