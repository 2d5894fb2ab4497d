import type { EndpointValues } from './endpoint-values.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Standard error of a Hajek mean and the degrees of freedom of its t quantile (infinite: normal). */
export type LinearisedError = { readonly standardError: number; readonly degreesOfFreedom: number }

type Residuals = {
  /** w (d - mean) / sum w of each pair; 0 where the endpoint does not apply. */
  readonly perPair: Float64Array
  /** What the pseudo-counts add to the variance. */
  readonly pseudoVariance: Float64Array
}

/**
 * Standard error of the traffic-weighted mean difference over the pairs an endpoint applies to, for
 * statements on future traffic (no finite-population correction).
 *
 * Taylor linearisation of the ratio sum(w d) / sum(w): pairs outside the endpoint's domain stay in their
 * stratum with residual 0, because how many of them a stratum holds is itself an estimate. Residuals are
 * summed per session where sessions repeat; when a session crosses strata, strata are ignored, which errs
 * on the safe side. A quarter of a win and a quarter of a loss enter the variance of every stratum (never the
 * mean), so that a stratum of ties does not claim to be certain.
 *
 * A question that was not put to the judge is such a pair as well, and those that were carry its weight. That counts
 * the spread between strata once more than a stratified second phase would: with a tenth of the questions put it is a
 * few percent of the variance, on the safe side, and nothing once all are.
 *
 * Equals `estimateStratifiedMean` where every pair of a stratum has the same weight and the endpoint
 * applies to all, and `clusteredStandardError` where sessions cross strata (both without pseudo-counts).
 *
 * @param mean - the weighted mean difference the residuals are taken from.
 * @param pseudoCount - wins (and losses) added per stratum; 0.25 in the gate.
 * @returns undefined with fewer than two independent units: one says nothing about the spread.
 * @see Sarndal, Swensson & Wretman 1992, section 5.6; statistics note, section 2.1.
 */
export function linearisedVariance(
  frame: TrafficFrame,
  values: EndpointValues,
  mean: number,
  pseudoCount: number,
): LinearisedError | undefined {
  if (frame.unitCount < 2) return undefined
  const residuals = residualsOf(frame, values, mean, pseudoCount)
  if (frame.unitCount === frame.pairs.length) {
    const variance = stratifiedVariance(
      residuals.perPair,
      frame.strata,
      residuals.pseudoVariance,
      pseudoCount,
    )
    return { standardError: Math.sqrt(variance), degreesOfFreedom: Number.POSITIVE_INFINITY }
  }
  return clusteredVariance(frame, residuals, pseudoCount)
}

function residualsOf(
  frame: TrafficFrame,
  values: EndpointValues,
  mean: number,
  pseudoCount: number,
): Residuals {
  const total = domainWeight(values)
  const perPair = new Float64Array(frame.pairs.length)
  const counts = new Float64Array(frame.stratumCount)
  const weights = new Float64Array(frame.stratumCount)
  const weightedDifferences = new Float64Array(frame.stratumCount)
  const largest = new Float64Array(frame.stratumCount)
  for (let index = 0; index < perPair.length; index += 1) {
    if (values.applies[index] === 0) continue
    const stratum = frame.strata[index] ?? 0
    const weight = (values.weights[index] ?? 0) / total
    const difference = values.differences[index] ?? 0
    perPair[index] = weight * (difference - mean)
    counts[stratum] = (counts[stratum] ?? 0) + 1
    weights[stratum] = (weights[stratum] ?? 0) + weight
    weightedDifferences[stratum] = (weightedDifferences[stratum] ?? 0) + weight * difference
    largest[stratum] = Math.max(largest[stratum] ?? 0, weight)
  }
  const pseudoVariance = Float64Array.from(counts, (count, stratum) => {
    if (count === 0) return 0
    const share = weights[stratum] ?? 0
    const stratumMean = (weightedDifferences[stratum] ?? 0) / share
    // A question that stands for others is what might turn out differently: the pseudo-pair weighs as much as one.
    const unit = values.notAsked === 0 ? share / count : (largest[stratum] ?? 0)
    return 2 * pseudoCount * unit ** 2 * (values.winSize ** 2 + stratumMean ** 2)
  })
  return { perPair, pseudoVariance }
}

function domainWeight(values: EndpointValues): number {
  let total = 0
  for (let index = 0; index < values.applies.length; index += 1) {
    if (values.applies[index] === 1) total += values.weights[index] ?? 0
  }
  return total
}

/** Sum over strata of G / (G - 1) times the centred sum of squares of the G residuals in it. */
function stratifiedVariance(
  residuals: Float64Array,
  strata: Int32Array,
  pseudoVariance: Float64Array,
  pseudoCount: number,
): number {
  const counts = new Float64Array(pseudoVariance.length)
  const sums = new Float64Array(pseudoVariance.length)
  for (let index = 0; index < residuals.length; index += 1) {
    const stratum = strata[index] ?? 0
    counts[stratum] = (counts[stratum] ?? 0) + 1
    sums[stratum] = (sums[stratum] ?? 0) + (residuals[index] ?? 0)
  }
  const squares = new Float64Array(pseudoVariance.length)
  for (let index = 0; index < residuals.length; index += 1) {
    const stratum = strata[index] ?? 0
    const centred = (residuals[index] ?? 0) - (sums[stratum] ?? 0) / (counts[stratum] ?? 1)
    squares[stratum] = (squares[stratum] ?? 0) + centred * centred
  }
  let variance = 0
  for (let stratum = 0; stratum < counts.length; stratum += 1) {
    const count = counts[stratum] ?? 0
    const spread = (squares[stratum] ?? 0) + (pseudoVariance[stratum] ?? 0)
    if (count > 0) variance += (count / (count - 1 + 2 * pseudoCount)) * spread
  }
  return variance
}

function clusteredVariance(frame: TrafficFrame, residuals: Residuals, pseudoCount: number): LinearisedError {
  const perUnit = new Float64Array(frame.unitCount)
  const stratumOfUnit = new Int32Array(frame.unitCount).fill(-1)
  let crossesStrata = false
  for (let index = 0; index < residuals.perPair.length; index += 1) {
    const unit = frame.units[index] ?? 0
    const stratum = frame.strata[index] ?? 0
    perUnit[unit] = (perUnit[unit] ?? 0) + (residuals.perPair[index] ?? 0)
    const known = stratumOfUnit[unit] ?? -1
    if (known >= 0 && known !== stratum) crossesStrata = true
    stratumOfUnit[unit] = stratum
  }
  const unitsPerStratum = new Float64Array(frame.stratumCount)
  for (const stratum of stratumOfUnit) unitsPerStratum[stratum] = (unitsPerStratum[stratum] ?? 0) + 1
  if (!crossesStrata && unitsPerStratum.every(count => count >= 2)) {
    const variance = stratifiedVariance(perUnit, stratumOfUnit, residuals.pseudoVariance, pseudoCount)
    return {
      standardError: Math.sqrt(variance),
      degreesOfFreedom: frame.unitCount - frame.stratumCount,
    }
  }
  let squares = 0
  for (const residual of perUnit) squares += residual * residual
  for (const pseudo of residuals.pseudoVariance) squares += pseudo
  const variance = (frame.unitCount / (frame.unitCount - 1)) * squares
  return { standardError: Math.sqrt(variance), degreesOfFreedom: frame.unitCount - 1 }
}
