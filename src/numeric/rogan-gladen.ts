import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'
import { normalQuantile } from './normal.ts'
import { requireFinite, requireInteger, requireRange } from './require-range.ts'

/** A share as an imperfect judge reports it, and what labelled positives and negatives say of that judge. */
export type JudgedShare = {
  /** In [0, 1], of `n` judged. */
  readonly share: number
  readonly n: number
  /** In [0, 1], among `positives` labelled positive. */
  readonly sensitivity: number
  readonly positives: number
  /** In [0, 1], among `negatives` labelled negative. */
  readonly specificity: number
  readonly negatives: number
}

export type CorrectedShare = {
  /** Not clipped: outside [0, 1] the judge's error rates do not fit what it reports. */
  readonly share: number
  /** By the delta method, with the uncertainty of both error rates. */
  readonly standardError: number
  /** Adjusted, within [0, 1]. */
  readonly interval: readonly [number, number]
}

/**
 * The share behind a judge's share, with the judge's errors taken out.
 *
 * @param confidence - two-sided, in (0, 1).
 * @throws {NumericError} `out-of-range`: also where the judge is no better than chance (sensitivity + specificity <= 1).
 * @see Rogan & Gladen 1978; Lang & Reiczigel 2014 for the interval.
 */
export function roganGladen(judged: JudgedShare, confidence: number): CorrectedShare {
  requireJudged(judged)
  requireRange('confidence', confidence, Number.EPSILON, 1 - Number.EPSILON)
  const { n, positives, negatives } = judged
  const z = normalQuantile((1 + confidence) / 2)
  const adjusted: JudgedShare = {
    share: (n * judged.share + (z * z) / 2) / (n + z * z),
    n: n + z * z,
    sensitivity: (positives * judged.sensitivity + 1) / (positives + 2),
    positives: positives + 2,
    specificity: (negatives * judged.specificity + 1) / (negatives + 2),
    negatives: negatives + 2,
  }
  const centre = correctedShare(adjusted)
  const [ofPositives, ofNegatives] = errorVariances(adjusted)
  const shift = 2 * z * z * (centre * ofPositives - (1 - centre) * ofNegatives)
  const half = z * deltaError(adjusted, centre)
  const clip = (value: number): number => Math.min(1, Math.max(0, value))
  const share = correctedShare(judged)
  return {
    share,
    standardError: deltaError(judged, share),
    interval: [clip(centre + shift - half), clip(centre + shift + half)],
  }
}

/**
 * The shares behind a judge's shares, for any number of categories: the solution of transposed(confusion) x = judged.
 *
 * @param confusion - shape (k, k); row: the true category, entry: chance that the judge says the column's. Rows sum to 1.
 * @param judged - shape (k,), sums to 1.
 * @returns shape (k,), sums to 1; not clipped.
 * @throws {NumericError} `out-of-range` shapes, or a judge whose answers do not tell the categories apart.
 */
export function correctedShares(confusion: Matrix, judged: readonly number[]): readonly number[] {
  const size = judged.length
  requireFinite('judged', judged)
  if (confusion.rows !== size || confusion.columns !== size) {
    throw outOfRange(`Expected a ${size} x ${size} confusion, got ${confusion.rows} x ${confusion.columns}`)
  }
  const rows = judged.map((share, column) => [
    ...Array.from({ length: size }, (_, row) => confusion.data[row * size + column] ?? Number.NaN),
    share,
  ])
  for (const row of rows) requireFinite('confusion', row)
  return solve(rows)
}

/** Gauss-Jordan with row pivots on an augmented system of a handful of rows. */
function solve(rows: number[][]): readonly number[] {
  for (let step = 0; step < rows.length; step += 1) {
    const entry = (row: number): number => Math.abs(rows[row]?.[step] ?? 0)
    let best = step
    for (let row = step + 1; row < rows.length; row += 1) if (entry(row) > entry(best)) best = row
    if (entry(best) < 1e-9) {
      throw outOfRange('Expected a judge that tells the categories apart, got a singular confusion')
    }
    const [pivot, displaced] = [rows[best] ?? [], rows[step] ?? []]
    rows[best] = displaced
    rows[step] = pivot.map(value => value / (pivot[step] ?? 1))
    const unit = rows[step] ?? []
    for (const [index, row] of rows.entries()) {
      const factor = index === step ? 0 : (row[step] ?? 0)
      if (factor !== 0) rows[index] = row.map((value, column) => value - factor * (unit[column] ?? 0))
    }
  }
  return rows.map(row => row[rows.length] ?? Number.NaN)
}

function correctedShare({ share, sensitivity, specificity }: JudgedShare): number {
  return (share + specificity - 1) / (sensitivity + specificity - 1)
}

function errorVariances({ sensitivity, positives, specificity, negatives }: JudgedShare) {
  return [
    (sensitivity * (1 - sensitivity)) / positives,
    (specificity * (1 - specificity)) / negatives,
  ] as const
}

function deltaError(judged: JudgedShare, corrected: number): number {
  const [ofPositives, ofNegatives] = errorVariances(judged)
  const variance =
    (judged.share * (1 - judged.share)) / judged.n +
    corrected ** 2 * ofPositives +
    (1 - corrected) ** 2 * ofNegatives
  return Math.sqrt(variance) / (judged.sensitivity + judged.specificity - 1)
}

function requireJudged(judged: JudgedShare): void {
  for (const name of ['share', 'sensitivity', 'specificity'] as const) requireRange(name, judged[name], 0, 1)
  for (const name of ['n', 'positives', 'negatives'] as const) {
    requireInteger(name, judged[name], 1, Number.MAX_SAFE_INTEGER)
  }
  if (judged.sensitivity + judged.specificity <= 1) {
    throw outOfRange(
      `Expected a judge better than chance (sensitivity + specificity > 1), got ${judged.sensitivity} + ${judged.specificity}`,
    )
  }
}

function outOfRange(message: string): NumericError {
  return new NumericError(message, { reason: 'out-of-range' })
}
