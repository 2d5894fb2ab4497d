import { expect, it } from 'vitest'
import { cohenKappa, gwetAc1, pabak, rawAgreement, weightedKappa } from '../../src/numeric/agreement.ts'
import { krippendorffAlpha } from '../../src/numeric/krippendorff-alpha.ts'
import { expectGolden, golden } from './golden.ts'

const { kappa, krippendorff } = golden
const counts = {
  data: Float64Array.from(kappa.C_rows_human_cols_judge_LTW.flat()),
  rows: kappa.C_rows_human_cols_judge_LTW.length,
  columns: kappa.C_rows_human_cols_judge_LTW.length,
}

it('raw agreement, kappa with its standard error, AC1 and PABAK', () => {
  expectGolden(rawAgreement(counts), kappa.po)
  expectGolden(cohenKappa(counts)?.kappa, kappa.kappa)
  expectGolden(cohenKappa(counts)?.standardError, kappa.se_kappa_fleiss)
  expectGolden(gwetAc1(counts), kappa.gwet_ac1)
  expectGolden(pabak(counts), kappa.pabak)
})

it.each([
  ['linear', kappa.weighted_linear],
  ['quadratic', kappa.weighted_quadratic],
] as const)('kappa with %s weights', (weights, expected) => {
  expectGolden(weightedKappa(counts, weights), expected)
})

it.each([
  ['nominal', krippendorff.nominal, 0.743],
  ['interval', krippendorff.interval, 0.849],
] as const)('alpha of four raters with gaps, %s, also as published', (metric, expected, published) => {
  const ratings = krippendorff.data.map(row => row.map(value => value ?? undefined))
  const alpha = krippendorffAlpha(ratings, metric)
  expectGolden(alpha, expected)
  expect(alpha?.toFixed(3)).toBe(published.toFixed(3))
})
