import { betaQuantile } from '../../numeric/beta.ts'
import { chiSquareUpperQuantile } from '../../numeric/chi-square-quantile.ts'
import {
  jensenShannonDivergence,
  populationStabilityIndex,
  totalVariation,
} from '../../numeric/divergence.ts'
import type { DriftDescription, DriftReport } from '../../records/drift.ts'
import type { AlignedCounts } from './aligned-counts.ts'
import { CONFIDENCE } from './share-drifts.ts'

/**
 * How far apart the two mixes are, in the measures people know, with intervals that allow for what two windows of the
 * same traffic show by chance. Descriptions only: a stability index of .1 never fired on shifts the share test sees.
 *
 * The intervals project one 95% region of the shares, sum of (error^2 / share) <= r^2 with r^2 = phi chi2 (1/Na + 1/Nb),
 * (K - 1) F in the place of chi2 where phi was estimated.
 * Total variation moves by at most r/2 in it (Cauchy-Schwarz). The square roots of the index and of 8 ln 2 times the
 * divergence are, for mixes not too far apart, the length itself, and move by at most r (triangle inequality).
 * Simultaneous, so wider than need be for one of them; 0 is inside whenever the global test at 5% is quiet.
 */
export function describeDistance(aligned: AlignedCounts): DriftReport['descriptions'] {
  const reference = aligned.strata.map(stratum => stratum.reference)
  const current = aligned.strata.map(stratum => stratum.current)
  const radius = radiusOf(aligned)
  const variation = totalVariation(reference, current)
  return {
    populationStabilityIndex: aroundRoot(populationStabilityIndex(reference, current), radius),
    jensenShannon: aroundRoot(
      jensenShannonDivergence(reference, current),
      radius / Math.sqrt(8 * Math.LN2),
      1,
    ),
    totalVariation: {
      value: variation,
      interval: [Math.max(0, variation - radius / 2), Math.min(1, variation + radius / 2)],
    },
  }
}

function radiusOf({ strata, referenceSize, currentSize, overdispersion }: AlignedCounts): number {
  if (strata.length < 2) return 0
  const quantile = quantileOf(strata.length - 1, overdispersion.degreesOfFreedom)
  return Math.sqrt(overdispersion.factor * quantile * (1 / referenceSize + 1 / currentSize))
}

/** @param ofFactor - degrees of freedom of the overdispersion; 0: it is taken as 1. */
function quantileOf(degreesOfFreedom: number, ofFactor: number): number {
  if (ofFactor === 0) return chiSquareUpperQuantile(1 - CONFIDENCE, degreesOfFreedom)
  const beta = betaQuantile(CONFIDENCE, degreesOfFreedom / 2, ofFactor / 2)
  return (ofFactor * beta) / (1 - beta)
}

function aroundRoot(
  value: number | undefined,
  radius: number,
  largest = Number.POSITIVE_INFINITY,
): DriftDescription {
  if (value === undefined) return { value: null, interval: null }
  const root = Math.sqrt(value)
  return {
    value,
    interval: [Math.max(0, root - radius) ** 2, Math.min(largest, (root + radius) ** 2)],
  }
}
