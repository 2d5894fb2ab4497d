import { describe, expect, it } from 'vitest'
import { type AlphaSpending, spentAlpha } from '../../src/numeric/alpha-spending.ts'
import {
  bettingInterval,
  logCapital,
  logHedgedCapital,
  predictableBets,
} from '../../src/numeric/betting-sequence.ts'
import {
  asymptoticHalfWidth,
  mixtureVariance,
  normalMixtureBound,
} from '../../src/numeric/confidence-sequence.ts'
import {
  empiricalBernsteinHalfWidth,
  empiricalBernsteinSequence,
} from '../../src/numeric/empirical-bernstein.ts'
import { groupSequentialBounds } from '../../src/numeric/group-sequential.ts'
import { expectGolden, expectGoldenList, golden } from './golden.ts'

function designOf(key: string): { spending: AlphaSpending; alpha: number; fractions: readonly number[] } {
  const [kind = '', alpha = '', looks = ''] = key.split(',')
  const count = Number(looks.slice(2))
  const spending: AlphaSpending =
    kind === 'obf'
      ? { kind: 'obrien-fleming' }
      : kind === 'pocock'
        ? { kind: 'pocock' }
        : { kind: 'hwang-shih-decani', gamma: Number(kind.slice(3)) }
  const fractions = looks.startsWith('K=')
    ? Array.from({ length: count }, (_, look) => (look + 1) / count)
    : looks.slice(2).split('/').map(Number)
  return { spending, alpha: Number(alpha.slice(2)), fractions }
}

describe('group-sequential bounds against an integration with scipy', () => {
  it.each(Object.entries(golden.gsd))('%s', (key, { z, spend }) => {
    const { spending, alpha, fractions } = designOf(key)
    const looks = groupSequentialBounds(fractions, alpha, spending)
    expectGoldenList(
      looks.map(({ bound }) => bound),
      z,
      // Printed to four digits.
      6e-5,
    )
    expectGoldenList(
      fractions.map(fraction => spentAlpha(spending, alpha, fraction)),
      spend,
    )
  })
})

const x100: readonly number[] = Array.from({ length: 100 }, (_, i) =>
  i % 5 === 0 ? 0 : i % 7 === 0 ? 1 : 0.5,
)

describe('confidence sequences', () => {
  it.each(golden.asymp_cs)('asymptotic half width at $t of alpha $alpha', row => {
    const options = { alpha: row.alpha, targetCount: row.t_star }
    expectGolden(mixtureVariance(row.alpha, row.t_star), row.rho2)
    expectGolden(asymptoticHalfWidth(row.var, row.t, options), row.half)
  })

  it('normal mixture, to the digits confseq prints', () => {
    const { v, rho, alpha, value } = golden.two_sided_normal_mixture
    expectGolden(normalMixtureBound(v, rho, alpha), value, 5e-6)
    // `best_rho` of confseq is 1 / rho^2 of the asymptotic sequence.
    expectGolden(1 / mixtureVariance(alpha, v), rho, 5e-6)
  })

  it('bets, capital and hedged interval of confseq', () => {
    const { confseq } = golden
    expect(x100.reduce((total, value) => total + value) / 100).toBeCloseTo(confseq.mean100, 12)
    const bets = predictableBets(confseq.x10, 0.05)
    expectGoldenList(bets, confseq.lambda_predmix_eb_a05)
    expectGoldenList(logHedgedCapital(confseq.x10, 0.5, bets).map(Math.exp), confseq.betting_mart_m05_default)
    const long = predictableBets(x100, 0.025)
    const at = (mean: number) => Math.exp(logHedgedCapital(x100, mean, long).at(-1) ?? Number.NaN)
    expectGolden(at(0.6), confseq.mart_x100_m06_at100)
    expectGolden(at(0.45), confseq.mart_x100_m045_at100)
    expect(bettingInterval(x100, 0.05)).toEqual(confseq.hedged_cs_100)
    expect(bettingInterval(x100.slice(0, 50), 0.05)).toEqual(confseq.hedged_cs_50)
  })

  it('e-process against a mean of at most .35', () => {
    const { m, alpha, at, value } = golden.eprocess_onesided_H0_mean_le_m
    const capital = logCapital(x100, m, predictableBets(x100, alpha)).map(Math.exp)
    expectGoldenList(
      at.map(count => capital[count - 1] ?? Number.NaN),
      value,
    )
  })

  it('empirical Bernstein: for one sample size, and at every time', () => {
    const { alpha_one_sided, half } = golden.empirical_bernstein_maurer_pontil
    expectGolden(empiricalBernsteinHalfWidth(x100, 1, alpha_one_sided), half)
    expectGoldenList(empiricalBernsteinSequence(x100, 0.05), golden.confseq.predmix_eb_two_sided_100)
  })
})
