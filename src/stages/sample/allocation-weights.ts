import { NumericError } from '../../errors/numeric-error.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId } from '../../records/ids.ts'
import type { Allocation } from '../../records/sample.ts'
import type { Stratum } from '../../records/strata.ts'

/** A stratum as far as its allocation goes. */
export type SizedStratum = Pick<Stratum, 'id' | 'kind'> & {
  /** Traces in it. */
  readonly size: number
}

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
  strata: readonly SizedStratum[],
  allocation: Allocation,
  noiseWeight: number,
  spreads: ReadonlyMap<StratumId, number>,
): readonly number[] {
  requirePositive('noiseWeight', noiseWeight)
  const known = [...spreads.values()]
  for (const spread of known) requirePositive('spread', spread)
  const typicalSpread = known.length === 0 ? 1 : sum(known) / known.length
  return strata.map(({ id, kind, size }) => {
    const factor = kind === 'noise' ? noiseWeight : 1
    const spread = allocation === 'neyman' ? (spreads.get(id) ?? typicalSpread) : 1
    return factor * spread * weightOfSize(size, allocation)
  })
}

/** Weight of a cell among the cells of one stratum: N^(1/2), N or 1; for `neyman` N, their spreads being unknown. */
export function weightOfSize(size: number, allocation: Allocation): number {
  switch (allocation) {
    case 'sqrt':
      return Math.sqrt(size)
    case 'proportional':
    case 'neyman':
      return size
    case 'equal':
      return 1
  }
}

function requirePositive(name: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) {
    throw new NumericError(`Expected \`${name}\` to be finite and above 0, got ${value}`, {
      reason: 'out-of-range',
    })
  }
}
