import { describe, expect, it } from 'vitest'
import { agrestiMinInterval } from '../../src/numeric/agresti-min.ts'
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../src/numeric/false-discovery.ts'
import { mcnemarTwoSided, mcnemarWorse } from '../../src/numeric/mcnemar.ts'
import { normalQuantile } from '../../src/numeric/normal.ts'
import { sampleSizeForMargin, smallestDetectableDifference } from '../../src/numeric/power.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../src/numeric/proportion-interval.ts'
import { estimateStratifiedMean } from '../../src/numeric/stratified-mean.ts'
import { expectGolden, expectGoldenList, golden } from './golden.ts'

describe('proportions against scipy', () => {
  it.each(golden.wilson)('Wilson of $k in $n', ({ k, n, conf, lo, hi }) => {
    const [low, high] = wilsonInterval(k, n, conf)
    expectGolden(low, lo)
    expectGolden(high, hi)
  })

  it.each(golden.clopper_pearson)('Clopper-Pearson of $k in $n', row => {
    const [low, high] = clopperPearsonInterval(row.k, row.n, 0.95)
    expectGolden(low, row.lo)
    expectGolden(high, row.hi)
    const [lowOneSided, highOneSided] = clopperPearsonInterval(row.k, row.n, 0.9)
    expectGolden(lowOneSided, row.lower95_onesided)
    expectGolden(highOneSided, row.upper95_onesided)
  })

  it('bounds an event never seen in 50 trials near 3 / n', () => {
    const { n, exact, approx } = golden.rule_of_three
    expectGolden(clopperPearsonInterval(0, n, 0.9)[1], exact)
    expectGolden(3 / n, approx)
  })

  it.each(golden.adversarial_floor_085)('the floor .85 turns at the published counts of $n', row => {
    const counts = Array.from({ length: row.n + 1 }, (_, k) => k)
    const passing = counts.filter(k => wilsonInterval(k, row.n, 0.9)[0] >= 0.85)
    const failing = counts.filter(k => wilsonInterval(k, row.n, 0.9)[1] < 0.85)
    expect(passing[0]).toBe(row.pass_k_wilson)
    expect(failing.at(-1)).toBe(row.fail_k_wilson)
  })
})

describe('pairs against scipy', () => {
  // The table counts b losses and c wins: its p is the tail of the first column.
  it.each(golden.mcnemar_exact_onesided)('McNemar of $b against $c', ({ b, c, p }) => {
    expectGolden(mcnemarWorse(c, b), p)
  })

  it('the tail of 22 losses to none keeps its relative precision', () => {
    expect(mcnemarWorse(0, 22)).toBeCloseTo(2 ** -22, 18)
  })

  it.each(golden.agresti_min_paired)('Agresti-Min of $win won and $loss lost of $n', row => {
    const [low, high] = agrestiMinInterval(row.win, row.loss, row.n, 0.95)
    expectGolden(low, row.lo)
    expectGolden(high, row.hi)
  })

  it('half-net preferences: mean, standard error, bounds and sign test', () => {
    const { W, T, L, winrate, delta, se, lower95, upper95, sign_test_two_sided } = golden.pairwise_halfnet
    const n = W + T + L
    const values = [...Array(W).fill(0.5), ...Array(T).fill(0), ...Array(L).fill(-0.5)]
    const mean = estimateStratifiedMean([{ populationSize: 100 * n, values }])
    const z = normalQuantile(0.95)
    const [low, high] = [-z, z].map(k => (mean?.estimate ?? 0) + k * (mean?.standardError ?? 0))
    expectGolden(mean?.estimate, delta)
    expectGolden(0.5 + (mean?.estimate ?? 0), winrate)
    expectGolden(mean?.standardError, se)
    expectGolden(low, lower95)
    expectGolden(high, upper95)
    expectGolden(mcnemarTwoSided(W, L), sign_test_two_sided)
  })
})

describe('many tests at once', () => {
  it('Benjamini-Hochberg, with its rejections at .05', () => {
    const adjusted = benjaminiHochberg(golden.bh.p)
    expectGoldenList(adjusted, golden.bh.adjusted)
    expect(adjusted.map(p => p <= 0.05)).toEqual(golden.bh.reject_q05)
  })

  it('Benjamini-Yekutieli', () => {
    expectGoldenList(benjaminiYekutieli(golden.bh.p), golden.bh.by_adjusted)
  })

  it('Holm', () => {
    expectGoldenList(holm(golden.bh.p), golden.holm)
  })
})

describe('power', () => {
  it('smallest detectable difference and sample sizes of the published table', () => {
    expectGolden(smallestDetectableDifference(0.5, 2000), golden.power.mde_2000_sigma5)
    expect(sampleSizeForMargin(0.35, 0.02)).toBe(golden.power.n_noninf_sigma35_margin02_80)
    expect(sampleSizeForMargin(0.35, 0.02, { power: 0.9 })).toBe(golden.power.n_90)
  })
})
