import { requireRange } from './require-range.ts'

/** An effect with its standard error, > 0. */
export type MeasuredEffect = { readonly estimate: number; readonly standardError: number }

/**
 * The variance between the true effects of a family, by DerSimonian and Laird's moments; 0 where the effects differ no
 * more than their errors explain, or there are fewer than two.
 *
 * @throws {NumericError} `out-of-range`, `non-finite` for a standard error that is not > 0.
 * @see DerSimonian & Laird 1986, equation 8.
 */
export function betweenVariance(effects: readonly MeasuredEffect[]): number {
  let sum = 0
  let sumOfSquares = 0
  let weighted = 0
  for (const { estimate, standardError } of effects) {
    requireRange('standardError', standardError, Number.MIN_VALUE, Number.MAX_VALUE)
    const weight = 1 / standardError ** 2
    sum += weight
    sumOfSquares += weight * weight
    weighted += weight * estimate
  }
  const scale = sum - sumOfSquares / sum
  if (effects.length < 2 || !(scale > 0)) return 0
  const mean = weighted / sum
  const heterogeneity = effects.reduce(
    (total, { estimate, standardError }) => total + ((estimate - mean) / standardError) ** 2,
    0,
  )
  return Math.max(0, (heterogeneity - (effects.length - 1)) / scale)
}

/**
 * The effects of a family drawn towards `centre`, each by how little is known of it beside how much the family varies:
 * what to show of the largest of many, which is too large by selection. In input order.
 *
 * @param centre - where an effect of which nothing is known lies: the effect over all.
 * @see statistics note, section 2.7; Efron & Morris 1975.
 */
export function shrunkenEffects(effects: readonly MeasuredEffect[], centre: number): readonly number[] {
  const between = betweenVariance(effects)
  return effects.map(({ estimate, standardError }) => {
    const kept = between / (between + standardError ** 2)
    return centre + kept * (estimate - centre)
  })
}
