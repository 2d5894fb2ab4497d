import { fitLogistic, linearScores } from './logistic.ts'
import type { Matrix } from './matrix.ts'
import { requireComparable } from './mean-discrepancy.ts'
import { type MonteCarloOptions, monteCarloPValue } from './monte-carlo-p-value.ts'
import { type Rng, shuffled } from './random.ts'
import { rankArea, rankAreaInterval } from './rank-area.ts'

export type ClassifierArea = {
  /** Chance that the classifier scores a row of `b` above one of `a`; .5 when it cannot tell them apart. */
  readonly area: number
  /** 95%. */
  readonly interval: readonly [number, number]
}

type Fold = { readonly scoresA: readonly number[]; readonly scoresB: readonly number[] }

const CONFIDENCE = 0.95

/**
 * How well a logistic classifier tells the rows of two samples apart, on rows it was not trained on: both samples are
 * halved at random, each half is scored by the classifier of the other, the two areas are averaged.
 *
 * @param a - shape (n_a, d), finite, n_a >= 4 so that every half has two rows.
 * @param b - shape (n_b, d), finite, n_b >= 4.
 * @throws {NumericError} `empty`, `out-of-range`.
 * @see Lopez-Paz & Oquab 2017, with the area in place of the accuracy.
 */
export function classifierArea(a: Matrix, b: Matrix, rng: Rng): ClassifierArea {
  return areaOf(crossScores(a, b, rng))
}

/**
 * The same as a test: the p-value permutes the labels of one half, given the classifier the other half made, which is
 * exact. Retraining for every permutation would use both halves and cost several hundred times as much.
 */
export function classifierTest(
  a: Matrix,
  b: Matrix,
  rng: Rng,
  options: MonteCarloOptions,
): ClassifierArea & { readonly pValue: number } {
  const folds = crossScores(a, b, rng)
  const { scoresA, scoresB } = folds[0]
  const pooled = [...scoresB, ...scoresA]
  const permuted = () => {
    const order = shuffled(pooled, rng)
    return rankArea(order.slice(0, scoresB.length), order.slice(scoresB.length))
  }
  // Equal areas of equal ranks differ by rounding.
  const { pValue } = monteCarloPValue(rankArea(scoresB, scoresA) - 1e-12, permuted, options)
  return { ...areaOf(folds), pValue }
}

function areaOf(folds: readonly Fold[]): ClassifierArea {
  const area = folds.reduce((sum, { scoresA, scoresB }) => sum + rankArea(scoresB, scoresA), 0) / folds.length
  const countA = folds.reduce((sum, { scoresA }) => sum + scoresA.length, 0)
  const countB = folds.reduce((sum, { scoresB }) => sum + scoresB.length, 0)
  return { area, interval: rankAreaInterval(area, countB, countA, CONFIDENCE) }
}

function crossScores(a: Matrix, b: Matrix, rng: Rng): readonly [Fold, Fold] {
  const halvesA = halves(a, rng)
  const halvesB = halves(b, rng)
  return [
    scoreFold(halvesA[0], halvesB[0], halvesA[1], halvesB[1]),
    scoreFold(halvesA[1], halvesB[1], halvesA[0], halvesB[0]),
  ]
}

function scoreFold(trainA: Matrix, trainB: Matrix, testA: Matrix, testB: Matrix): Fold {
  const rule = fitLogistic(trainA, trainB)
  return { scoresA: [...linearScores(rule, testA)], scoresB: [...linearScores(rule, testB)] }
}

function halves({ data, rows, columns }: Matrix, rng: Rng): readonly [Matrix, Matrix] {
  const order = shuffled([...Array(rows).keys()], rng)
  const middle = Math.ceil(rows / 2)
  const pick = (picked: readonly number[]): Matrix => {
    const part = new Float64Array(picked.length * columns)
    for (const [at, row] of picked.entries()) {
      for (let column = 0; column < columns; column += 1)
        part[at * columns + column] = data[row * columns + column]!
    }
    return { data: part, rows: picked.length, columns }
  }
  const [first, second] = [pick(order.slice(0, middle)), pick(order.slice(middle))]
  requireComparable(first, second)
  return [first, second]
}
