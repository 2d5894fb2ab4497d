import { cohenKappa, gwetAc1, pabak, weightedKappa } from '../../numeric/agreement.ts'
import { krippendorffAlpha } from '../../numeric/krippendorff-alpha.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import type { CalibratedValue, CalibrationInterval, LabelAgreement } from '../../records/calibration.ts'
import { withUnseenErrors } from './with-unseen-errors.ts'

/** The coefficients with an interval, each of a table of counts. */
export const COEFFICIENTS = {
  kappa: (counts: Matrix) => cohenKappa(counts)?.kappa,
  weightedKappa: (counts: Matrix) => weightedKappa(counts, 'linear'),
  ac1: gwetAc1,
} as const

export type CoefficientName = keyof typeof COEFFICIENTS

export const COEFFICIENT_NAMES = [
  'kappa',
  'weightedKappa',
  'ac1',
] as const satisfies readonly CoefficientName[]

/**
 * The categories that people or judge used at all. The rest must not be in the table: AC1 and PABAK count every
 * category as one more way to disagree by chance, and where nobody ever says `tie` a coin would look like a judge.
 */
export function usedCategories({ data, rows: size }: Matrix): readonly number[] {
  const all = Array.from({ length: size }, (_, category) => category)
  const used = all.filter(category =>
    all.some(other => data[category * size + other]! + data[other * size + category]! > 0),
  )
  // One category alone is no table.
  return used.length < 2 ? all : used
}

/** The rows and columns of these categories. */
export function tableOf({ data, rows: size }: Matrix, categories: readonly number[]): Matrix {
  return {
    data: Float64Array.from(categories.flatMap(row => categories.map(column => data[row * size + column]!))),
    rows: categories.length,
    columns: categories.length,
  }
}

/**
 * How the labels of people and judge meet.
 *
 * @param counts - all categories; rows people, columns the judge.
 * @param items - that were answered: what was never seen among them is a bound where drawing again finds nothing.
 * @param intervalOf - of a coefficient, from drawing items again.
 */
export function labelAgreement(
  counts: Matrix,
  items: number,
  confidence: number,
  intervalOf: (name: CoefficientName) => CalibrationInterval | undefined,
): LabelAgreement {
  const table = tableOf(counts, usedCategories(counts))
  const coefficient = (name: CoefficientName): CalibratedValue => {
    const value = COEFFICIENTS[name](table) ?? null
    const interval = intervalOf(name) ?? null
    if (value !== 1 || interval === null) return { value, interval }
    const low = COEFFICIENTS[name](withUnseenErrors(table, items, confidence)) ?? null
    return { value, interval: low === null ? null : [Math.min(low, interval[0]), 1] }
  }
  return {
    confusion: rowsOf(counts),
    kappa: coefficient('kappa'),
    weightedKappa: coefficient('weightedKappa'),
    ac1: coefficient('ac1'),
    pabak: pabak(table) ?? null,
    alpha: alphaOf(counts) ?? null,
  }
}

/** People and judge as two raters of every label. */
function alphaOf(counts: Matrix): number | undefined {
  const pairs = rowsOf(counts).flatMap((row, people) =>
    row.flatMap((count, judge) => Array.from({ length: count }, () => [people, judge] as const)),
  )
  return krippendorffAlpha([pairs.map(([people]) => people), pairs.map(([, judge]) => judge)], 'interval')
}

function rowsOf({ data, rows, columns }: Matrix): readonly (readonly number[])[] {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)])
}
