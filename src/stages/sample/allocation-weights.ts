import { NumericError } from '../../errors/numeric-error.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId } from '../../records/ids.ts'
import type { Allocation } from '../../records/sample.ts'
import type { Stratum } from '../../records/strata.ts'

/**
 * Weight of each stratum in the allocation, in the order of `strata`: N^(1/2), N, 1 or N S.
 *
 * The weights of all noise strata are multiplied by `noiseWeight` after that. It changes how many are
 * drawn, never the estimate, because draws are weighted back by their inclusion probability.
 *
 * @param noiseWeight - factor, > 0.
 * @param spreads - for `neyman`: standard deviation S of the paired difference, > 0, by stratum. A stratum
 *   without one gets the mean of those known; when none is known all are equal, which makes the
 *   allocation proportional.
 * @throws {NumericError} `out-of-range` for a factor or spread that is not positive.
 * @see Bankier 1988 (power allocation); Neyman 1934.
 */
export function allocationWeights(
  strata: readonly Stratum[],
  allocation: Allocation,
  noiseWeight: number,
  spreads: ReadonlyMap<StratumId, number>,
): readonly number[] {
  requirePositive('noiseWeight', noiseWeight)
  const known = [...spreads.values()]
  for (const spread of known) requirePositive('spread', spread)
  const typicalSpread = known.length === 0 ? 1 : sum(known) / known.length
  return strata.map(stratum => {
    const factor = stratum.kind === 'noise' ? noiseWeight : 1
    return factor * weightOf(stratum, allocation, spreads.get(stratum.id) ?? typicalSpread)
  })
}

function weightOf(stratum: Stratum, allocation: Allocation, spread: number): number {
  const size = stratum.members.length
  switch (allocation) {
    case 'sqrt':
      return Math.sqrt(size)
    case 'proportional':
      return size
    case 'equal':
      return 1
    case 'neyman':
      return size * spread
  }
}

function requirePositive(name: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) {
    throw new NumericError(`Expected \`${name}\` to be finite and above 0, got ${value}`, {
      reason: 'out-of-range',
    })
  }
}
