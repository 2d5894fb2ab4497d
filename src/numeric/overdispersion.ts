import { chiSquareUpperQuantile } from './chi-square-quantile.ts'
import { pearsonTest } from './contingency.ts'
import type { Matrix } from './matrix.ts'
import { sum } from './sum.ts'

export type Overdispersion = {
  /** Variance of the counts over that of independent draws, clipped to [1, 20]. */
  readonly factor: number
  /** 95%, clipped likewise; undefined when the table has nothing to estimate from and the factor is 1 by default. */
  readonly interval: readonly [number, number] | undefined
  readonly degreesOfFreedom: number
}

const SMALLEST = 1
/** Beyond this the days are not one population and no factor repairs the test. */
const LARGEST = 20
const TAIL = 0.025

/**
 * How much more the shares of a table vary from row to row than independent draws would: Pearson's X^2 over its
 * degrees of freedom (quasi-likelihood), summed over tables whose shares may differ. Sessions and bursts make it larger
 * than 1.
 *
 * @param tables - shapes (days, strata), >= 0.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see McCullagh & Nelder 1989, section 4.5; statistics note, section 5.
 */
export function overdispersion(...tables: readonly Matrix[]): Overdispersion {
  const tests = tables.map(pearsonTest)
  const statistic = sum(tests.map(test => test.statistic))
  const degreesOfFreedom = sum(tests.map(test => test.degreesOfFreedom))
  if (degreesOfFreedom === 0) return { factor: SMALLEST, interval: undefined, degreesOfFreedom }
  return {
    factor: clipped(statistic / degreesOfFreedom),
    interval: [
      clipped(statistic / chiSquareUpperQuantile(TAIL, degreesOfFreedom)),
      clipped(statistic / chiSquareUpperQuantile(1 - TAIL, degreesOfFreedom)),
    ],
    degreesOfFreedom,
  }
}

function clipped(factor: number): number {
  return Math.min(LARGEST, Math.max(SMALLEST, factor))
}
