import { betaCdf } from '../../numeric/beta.ts'
import { chiSquareUpperTail } from '../../numeric/chi-square.ts'
import { pearsonTest } from '../../numeric/contingency.ts'
import { sum } from '../../numeric/sum.ts'
import type { DriftReport } from '../../records/drift.ts'
import type { AlignedCounts, AlignedStratum } from './aligned-counts.ts'
import type { DriftPolicy } from './drift-policy.ts'

/** Below it the chi-square approximation fails (Cochran 1954). */
const SMALLEST_EXPECTED = 1

/**
 * One test of all shares together: Pearson's chi-square of the 2 x K table over the overdispersion; null when there is
 * one stratum alone. Strata with less than one expected trace in a window are pooled.
 *
 * With an estimated factor the statistic over its degrees of freedom is an F: as a chi-square it told a shift in 3% of quiet
 * weeks in sessions of three, where the level is 1%.
 *
 * @see McCullagh & Nelder 1989, section 4.5; Abramowitz & Stegun 26.6.2.
 */
export function globalShift(aligned: AlignedCounts, policy: DriftPolicy): DriftReport['global'] {
  const { referenceSize, currentSize } = aligned
  const smaller = Math.min(referenceSize, currentSize) / (referenceSize + currentSize)
  const isSparse = ({ reference, current }: AlignedStratum) =>
    (reference + current) * smaller < SMALLEST_EXPECTED
  const sparse = aligned.strata.filter(isSparse)
  const dense = aligned.strata.filter(stratum => !isSparse(stratum))
  const rows = [
    [...dense.map(({ reference }) => reference), sum(sparse.map(({ reference }) => reference))],
    [...dense.map(({ current }) => current), sum(sparse.map(({ current }) => current))],
  ]
  const pearson = pearsonTest({
    data: Float64Array.from(rows.flat()),
    rows: rows.length,
    columns: dense.length + 1,
  })
  const { degreesOfFreedom } = pearson
  if (degreesOfFreedom === 0) return null
  const statistic = pearson.statistic / aligned.overdispersion.factor
  const pValue = upperTail(statistic, degreesOfFreedom, aligned.overdispersion.degreesOfFreedom)
  return {
    statistic,
    degreesOfFreedom,
    pValue,
    isShift: pValue < policy.globalLevel,
    pooledStrata: sparse.length,
  }
}

/** @param ofFactor - degrees of freedom of the overdispersion; 0: it is taken as 1. */
function upperTail(statistic: number, degreesOfFreedom: number, ofFactor: number): number {
  if (ofFactor === 0) return chiSquareUpperTail(statistic, degreesOfFreedom)
  return betaCdf(ofFactor / (ofFactor + statistic), ofFactor / 2, degreesOfFreedom / 2)
}
