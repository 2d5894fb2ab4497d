import { describe, it } from 'vitest'
import { betaCdf, betaQuantile } from '../../src/numeric/beta.ts'
import { chiSquareUpperTail } from '../../src/numeric/chi-square.ts'
import { normalCdf, normalQuantile } from '../../src/numeric/normal.ts'
import { studentTQuantile } from '../../src/numeric/student-t.ts'
import { expectGolden, golden } from './golden.ts'

const { quantiles } = golden

describe('distribution functions against scipy', () => {
  it.each(Object.entries(quantiles.norm))('normal quantile of %s', (p, value) => {
    expectGolden(normalQuantile(Number(p)), value)
  })

  it.each(Object.entries(quantiles.norm_cdf))('normal probability below %s', (z, value) => {
    expectGolden(normalCdf(Number(z)), value, 1e-12)
  })

  it.each(Object.entries(quantiles.t))('t quantile of %s', (key, value) => {
    const [p = Number.NaN, df = Number.NaN] = key.split(',').map(Number)
    expectGolden(studentTQuantile(p, df), value)
  })

  it.each([
    ...Object.entries(quantiles.chi2_sf),
    [`${golden.drift.chi2},${golden.drift.df}`, golden.drift.p] as const,
  ])('chi-square tail of %s', (key, value) => {
    const [x = Number.NaN, df = Number.NaN] = key.split(',').map(Number)
    expectGolden(chiSquareUpperTail(x, df), value)
  })

  it.each(Object.entries(quantiles.beta_ppf))('beta quantile of %s', (key, value) => {
    const [p = Number.NaN, a = Number.NaN, b = Number.NaN] = key.split(',').map(Number)
    expectGolden(betaQuantile(p, a, b), value)
  })

  it.each(Object.entries(quantiles.betainc))('incomplete beta of %s', (key, value) => {
    const [a = Number.NaN, b = Number.NaN, x = Number.NaN] = key.split(',').map(Number)
    expectGolden(betaCdf(x, a, b), value)
  })
})
