import { type FiniteMatrix, finiteMatrix } from './distance.ts'
import type { Matrix } from './matrix.ts'
import { pooledRows, requireComparable } from './mean-discrepancy.ts'

/** A linear rule: the larger the score, the more a row looks like the second sample. */
export type LinearScore = { readonly weights: Float64Array; readonly intercept: number }

type Problem = {
  /** Centred and scaled rows, the first sample's first. */
  readonly rows: Float64Array
  readonly columns: number
  readonly firstRows: number
  /** Of a row of the first and of the second sample: both samples weigh one half. */
  readonly rowWeights: readonly [number, number]
}

/** For rows of mean squared length 1: weak enough to learn one direction, strong enough for more columns than rows. */
const RIDGE = 0.01
const STEPS = 120

/**
 * The ridge logistic regression that tells the rows of two samples apart, both samples weighing the same. Rows are
 * centred and scaled by one common factor first, so that ranks of scores do not depend on position or unit. A fixed
 * number of accelerated gradient steps: deterministic.
 *
 * @param first - shape (n, d), finite, n >= 2.
 * @param second - shape (m, d), finite, m >= 2.
 * @throws {NumericError} `empty`, `out-of-range`, `non-finite`.
 * @see Hastie, Tibshirani & Friedman 2009, section 4.4; Nesterov 1983 for the steps.
 */
export function fitLogistic(first: Matrix, second: Matrix): LinearScore {
  requireComparable(first, second)
  const points = finiteMatrix(pooledRows(first, second))
  const { centre, scale } = standardisation(points)
  const problem: Problem = {
    rows: Float64Array.from(points.data, (value, at) => (value - centre[at % points.columns]!) / scale),
    columns: points.columns,
    firstRows: first.rows,
    rowWeights: [0.5 / first.rows, 0.5 / second.rows],
  }
  const weights = minimise(problem).map(weight => weight / scale)
  return { weights, intercept: -weights.reduce((sum, weight, column) => sum + weight * centre[column]!, 0) }
}

/** The score of every row, shape (n,). */
export function linearScores({ weights, intercept }: LinearScore, points: Matrix): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, row) =>
    weights.reduce(
      (sum, weight, column) => sum + weight * points.data[row * points.columns + column]!,
      intercept,
    ),
  )
}

function minimise(problem: Problem): Float64Array {
  const step = 1 / (0.25 * meanSquaredLength(problem) + RIDGE)
  let weights = new Float64Array(problem.columns)
  let ahead = weights
  for (let iteration = 0; iteration < STEPS; iteration += 1) {
    const gradient = gradientAt(ahead, problem)
    const momentum = iteration / (iteration + 3)
    const before = weights
    weights = ahead.map((value, column) => value - step * gradient[column]!)
    ahead = weights.map((value, column) => value + momentum * (value - before[column]!))
  }
  return weights
}

/** Of the weighted rows: no direction is curved more than a quarter of it. */
function meanSquaredLength({ rows, columns, firstRows, rowWeights }: Problem): number {
  return rows.reduce(
    (sum, value, at) => sum + rowWeights[at < firstRows * columns ? 0 : 1] * value * value,
    0,
  )
}

function gradientAt(weights: Float64Array, problem: Problem): Float64Array {
  const { rows, columns, firstRows, rowWeights } = problem
  const gradient = weights.map(weight => RIDGE * weight)
  for (let start = 0; start < rows.length; start += columns) {
    const sample = start < firstRows * columns ? 0 : 1
    let score = 0
    for (let column = 0; column < columns; column += 1) score += weights[column]! * rows[start + column]!
    const residual = rowWeights[sample] * (1 / (1 + Math.exp(-score)) - sample)
    for (let column = 0; column < columns; column += 1) gradient[column]! += residual * rows[start + column]!
  }
  return gradient
}

function standardisation({ data, rows, columns }: FiniteMatrix): {
  readonly centre: Float64Array
  readonly scale: number
} {
  const centre = new Float64Array(columns)
  for (const [at, value] of data.entries()) centre[at % columns]! += value / rows
  const squares = data.reduce((sum, value, at) => sum + (value - centre[at % columns]!) ** 2, 0)
  // Equal rows have no scale, and nothing to learn.
  return { centre, scale: Math.sqrt(squares / rows) || 1 }
}
