import { describe, expect, it } from 'vitest'
import { type CoverageSpec, replication } from '../../bench/coverage/replication.ts'
import { normalQuantile } from '../../src/numeric/normal.ts'
import { createRng, type Rng } from '../../src/numeric/random.ts'
import { DEFAULT_GATE_POLICY } from '../../src/stages/gate/gate-policy.ts'
import { sequentialPlan } from '../../src/stages/gate/sequential-plan.ts'

/** `npm run bench -- coverage` has the same with many times as many samples, and with looks through the gate itself. */
function simulate(spec: CoverageSpec, samples: number) {
  const results = Array.from({ length: samples }, (_, index) =>
    replication(spec, `test ${spec.name} ${index}`),
  )
  const shareOf = (isCounted: (result: (typeof results)[number]) => boolean) =>
    results.filter(isCounted).length / samples
  return {
    covered: shareOf(({ isCovered }) => isCovered),
    pass: shareOf(({ verdict }) => verdict === 'PASS'),
    fail: shareOf(({ verdict }) => verdict === 'FAIL'),
  }
}

/** Three standard errors of a share that is truly `rate`. */
function slack(rate: number, samples: number): number {
  return 3 * Math.sqrt((rate * (1 - rate)) / samples)
}

describe('95% intervals of the gate, strata drawn unequally', () => {
  it.each([
    ['rare', 2_000, 400],
    ['sessions', 2_000, 400],
    // By the pseudo-counts in the variance: the smallest stratum has less than one loss here.
    ['rare', 500, 2_000],
    ['sessions', 500, 2_000],
  ] as const)('hold the truth in 93 to 97% of samples: %s differences, n = %i', (name, n, samples) => {
    const { covered } = simulate({ name, n }, samples)
    expect(covered).toBeGreaterThanOrEqual(0.93)
    expect(covered).toBeLessThanOrEqual(0.97)
  })
})

describe('verdicts of the global gate at 5% a side', () => {
  const SAMPLES = 500

  it('pass a candidate exactly at the margin in 5% of samples, neither more nor much less', () => {
    const { pass } = simulate({ name: 'half-net', n: 500, delta: -0.02 }, SAMPLES)
    expect(Math.abs(pass - 0.05)).toBeLessThanOrEqual(slack(0.05, SAMPLES))
  })

  it('fail an equal candidate in at most 5% of samples', () => {
    const { fail } = simulate({ name: 'half-net', n: 500, delta: 0 }, SAMPLES)
    expect(fail).toBeGreaterThan(0)
    expect(fail).toBeLessThanOrEqual(0.05 + slack(0.05, SAMPLES))
  })
})

describe('ten looks at 2,000 pairs with standard deviation .35', () => {
  const PAIRS = 2_000
  const RUNS = 8_000
  const { looks } = sequentialPlan(PAIRS, {
    ...DEFAULT_GATE_POLICY,
    alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 },
  })
  const levels = looks.map(({ asked, passAlpha, failAlphas }) => ({
    asked,
    pass: normalQuantile(1 - passAlpha),
    fail: normalQuantile(1 - (failAlphas[0] ?? Number.NaN)),
  }))

  /** The rule of the statistics note, section 2.5, on means that are exactly normal. */
  function stop(rng: Rng, delta: number): { readonly verdict: string; readonly asked: number } {
    let sum = 0
    let seen = 0
    for (const { asked, pass, fail } of levels) {
      const added = asked - seen
      sum += added * delta + 0.35 * Math.sqrt(added) * normalQuantile(1 - rng.nextFloat())
      seen = asked
      const mean = sum / seen
      const error = 0.35 / Math.sqrt(seen)
      if (mean - pass * error > -0.02) return { verdict: 'PASS', asked }
      if (mean <= -0.02 && mean + fail * error < 0) return { verdict: 'FAIL', asked }
    }
    return { verdict: 'INCONCLUSIVE', asked: PAIRS }
  }

  it.each([
    [-0.06, 369, 0, 1],
    [-0.04, 630, 0, 0.998],
    [-0.02, 1_356, 0.05, 0.66],
    [0, 1_440, 0.81, 0.03],
    [0.02, 863, 1, 0],
  ])('difference %d: stops within 5%% of %d pairs and errs as published', (delta, asked, pass, fail) => {
    const rng = createRng(`looks ${delta}`)
    const stops = Array.from({ length: RUNS }, () => stop(rng, delta))
    const mean = stops.reduce((sum, each) => sum + each.asked, 0) / RUNS
    expect(Math.abs(mean / asked - 1)).toBeLessThan(0.05)
    // The published rates are of 3,000 runs, printed to two digits.
    for (const [verdict, rate] of [
      ['PASS', pass],
      ['FAIL', fail],
    ] as const) {
      const share = stops.filter(each => each.verdict === verdict).length / RUNS
      expect(Math.abs(share - rate)).toBeLessThan(0.01 + slack(rate, 3_000))
    }
  })
})
