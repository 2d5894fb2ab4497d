import { sum } from './sum.ts'

/** Weights scaled to a mean of 1; absent: `n` times 1. */
export function unitWeights(weights: readonly number[] | undefined, n: number): readonly number[] {
  if (weights === undefined) return Array.from({ length: n }, () => 1)
  const mean = sum(weights) / n
  return weights.map(weight => weight / mean)
}

/** Hajek mean; `weights` of mean 1. */
export function weightedMean(values: readonly number[], weights: readonly number[]): number {
  return sum(values.map((value, i) => value * (weights[i] ?? 0))) / values.length
}

/**
 * Linearised variance of a Hajek mean of independent units, at least two; `weights` of mean 1.
 *
 * @see Sarndal, Swensson & Wretman 1992, section 5.7.
 */
export function varianceOfMean(values: readonly number[], weights: readonly number[]): number {
  const n = values.length
  const mean = weightedMean(values, weights)
  return sum(values.map((value, i) => ((weights[i] ?? 0) * (value - mean)) ** 2)) / (n * (n - 1))
}
