import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'
import { requireRange } from './require-range.ts'

/** How much two categories that differ count as a disagreement, by their distance in the order of the categories. */
export type KappaWeights = 'linear' | 'quadratic'

export type KappaEstimate = {
  /** In [-1, 1]; 0 is what two independent raters of the same margins reach. */
  readonly kappa: number
  /** Analytic, for independent items; too small when several ratings of one item are counted. */
  readonly standardError: number
}

/**
 * Share of the items both raters put in one category.
 *
 * @param counts - shape (k, k), >= 0; rows the one rater's categories, columns the other's.
 * @returns in [0, 1]; undefined without an item.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 */
export function rawAgreement(counts: Matrix): number | undefined {
  const { total, diagonal } = marginsOf(counts)
  return total === 0 ? undefined : diagonal / total
}

/**
 * Cohen's kappa with the large-sample standard error for an interval (not the one for testing kappa = 0).
 *
 * @param counts - see `rawAgreement`.
 * @returns undefined without an item, and where both raters used one and the same category only: chance alone would
 *   agree on everything there.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Cohen 1960; Fleiss, Cohen & Everitt 1969, equation 13.
 */
export function cohenKappa(counts: Matrix): KappaEstimate | undefined {
  const { size, total, rows, columns, diagonal } = marginsOf(counts)
  const observed = diagonal / total
  const expected = rows.reduce((sum, row, i) => sum + (row / total) * (columns[i]! / total), 0)
  if (total === 0 || expected >= 1) return undefined
  const kappa = (observed - expected) / (1 - expected)
  let [onDiagonal, offDiagonal] = [0, 0]
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const share = counts.data[i * size + j]! / total
      if (i === j) onDiagonal += share * (1 - ((rows[i]! + columns[i]!) / total) * (1 - kappa)) ** 2
      else offDiagonal += share * ((columns[i]! + rows[j]!) / total) ** 2
    }
  }
  const variance = onDiagonal + (1 - kappa) ** 2 * offDiagonal - (kappa - expected * (1 - kappa)) ** 2
  // Rounding can leave a zero variance a hair below zero.
  const standardError = Math.sqrt(Math.max(0, variance) / total) / (1 - expected)
  return { kappa, standardError }
}

/**
 * Cohen's kappa for ordered categories: a disagreement counts by |i - j| / (k - 1), or by its square.
 *
 * @param counts - see `rawAgreement`; categories in their order, k >= 2.
 * @returns undefined where `cohenKappa` is.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Cohen 1968; Cicchetti & Allison 1971 (linear), Fleiss & Cohen 1973 (quadratic).
 */
export function weightedKappa(counts: Matrix, weights: KappaWeights): number | undefined {
  const { size, total, rows, columns } = marginsOf(counts)
  let [observed, expected] = [0, 0]
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const distance = Math.abs(i - j) / (size - 1)
      const weight = weights === 'linear' ? distance : distance * distance
      observed += (weight * counts.data[i * size + j]!) / total
      expected += weight * (rows[i]! / total) * (columns[j]! / total)
    }
  }
  return total === 0 || expected === 0 ? undefined : 1 - observed / expected
}

/**
 * Gwet's AC1: agreement beyond chance that does not collapse where nearly all items are of one category. It does not
 * notice a rater who names that category blindly; kappa does.
 *
 * @param counts - see `rawAgreement`; k >= 2.
 * @returns undefined without an item.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Gwet 2008, equation 5.
 */
export function gwetAc1(counts: Matrix): number | undefined {
  const { size, total, rows, columns, diagonal } = marginsOf(counts)
  if (total === 0) return undefined
  const chance = rows.reduce((sum, row, i) => {
    const share = (row + columns[i]!) / (2 * total)
    return sum + (share * (1 - share)) / (size - 1)
  }, 0)
  return (diagonal / total - chance) / (1 - chance)
}

/**
 * Prevalence- and bias-adjusted kappa: raw agreement on the scale where an even guess among k categories is 0.
 *
 * @param counts - see `rawAgreement`; k >= 2.
 * @returns undefined without an item.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Byrt, Bishop & Carlin 1993, for k categories.
 */
export function pabak(counts: Matrix): number | undefined {
  const agreement = rawAgreement(counts)
  return agreement === undefined ? undefined : (counts.rows * agreement - 1) / (counts.rows - 1)
}

function marginsOf(counts: Matrix) {
  const { data, rows: size, columns: width } = counts
  if (size < 2 || size !== width || data.length !== size * size) {
    throw new NumericError(
      `Expected a square table of at least 2 categories, got ${size} x ${width} with ${data.length} counts`,
      { reason: 'out-of-range' },
    )
  }
  const rows = new Float64Array(size)
  const columns = new Float64Array(size)
  let [total, diagonal] = [0, 0]
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const count = data[i * size + j]!
      requireRange('count', count, 0, Number.MAX_SAFE_INTEGER)
      rows[i]! += count
      columns[j]! += count
      total += count
      if (i === j) diagonal += count
    }
  }
  return { size, total, rows, columns, diagonal }
}
