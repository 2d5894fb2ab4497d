import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { AlphaPlan, AlphaRun } from '../../records/alpha-plan.ts'
import type { RunId } from '../../records/ids.ts'
import { drawHalfNetPairs, type HalfNetPairs } from '../../testing/draw-half-net-pairs.ts'
import { alphaPlanOf, withinShare } from './alpha-share.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from './gate-policy.ts'
import { lookDecision } from './look-decision.ts'
import { sequentialPlan } from './sequential-plan.ts'

const asRun = ({ targetSize, share }: AlphaPlan): AlphaRun => ({ runId: 'run' as RunId, targetSize, share })

/** The plans of a chain of runs of these sizes. */
function chainOf(sizes: readonly number[], extendTo: number | undefined): readonly AlphaPlan[] {
  const plans: AlphaPlan[] = []
  for (const size of sizes) plans.push(alphaPlanOf(size, extendTo, plans.map(asRun)))
  return plans
}

const total = (plans: readonly AlphaPlan[], side: 'pass' | 'fail'): number =>
  plans.reduce((sum, { share }) => sum + share[side], 0)

describe('alphaPlanOf', () => {
  it('gives a run that announces nothing the whole of the error rates', () => {
    expect(alphaPlanOf(2000, undefined, []).share).toEqual({ pass: 1, fail: 1 })
    expect(alphaPlanOf(2000, 1500, []).share).toEqual({ pass: 1, fail: 1 })
  })

  it('keeps a part for the announced size, and gives it out once, however many runs there are', () => {
    const [first, second] = chainOf([1000, 2000], 2000)
    expect(first?.share.pass).toBeCloseTo(Math.log1p((Math.E - 1) / 2), 9)
    expect(second?.share.pass).toBeCloseTo(1 - (first?.share.pass ?? 0), 9)
    for (const sizes of [
      [100, 200, 300, 2000],
      [1999, 2000],
      [500, 4000],
    ]) {
      expect(total(chainOf(sizes, 2000), 'pass')).toBeCloseTo(1, 9)
      expect(total(chainOf(sizes, 2000), 'fail')).toBeCloseTo(1, 9)
    }
  })

  it('leaves nothing for a PASS where nothing was announced or all is spent, and little for a FAIL', () => {
    const plans = chainOf([500, 1000, 2000, 4000], undefined)
    expect(plans.map(({ share }) => share.pass)).toEqual([1, 0, 0, 0])
    expect(plans.map(({ share }) => Math.round(1 / share.fail))).toEqual([1, 3, 9, 27])
    const [, , last] = chainOf([500, 1000, 2000], 1000)
    expect(last?.share.pass).toBe(0)
    expect(last?.share.fail).toBeCloseTo(1 / 9, 12)
  })
})

const DEVIATION = 0.35
const RUNS = 1000
/** Enough to see a difference of a tenth. */
const FEWER_RUNS = 250
const [FIRST, WHOLE] = [200, 400]
/** Both sides at 5%, so that the same number of weeks shows both. */
const POLICY: GatePolicy = { ...DEFAULT_GATE_POLICY, alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 } }

type Verdict = 'stop-pass' | 'stop-fail' | 'continue'

/** What a run of the first so many pairs says. */
function verdictOf({ answers, sample }: HalfNetPairs, size: number, policy: GatePolicy): Verdict {
  const [look] = sequentialPlan(size, policy, 1).looks
  if (look === undefined) throw new Error('expected a look')
  const own = { ...sample, draws: sample.draws.slice(0, size) }
  return lookDecision(answers.slice(0, size), own, look, policy)
}

/** Shares of weeks that either of the two runs passes and fails; the second is only made when the first cannot tell. */
function rates(delta: number, [first, second]: readonly [GatePolicy, GatePolicy], runs = RUNS) {
  const rng = createRng(`extended ${delta}`)
  const ended = Array.from({ length: runs }, () => {
    const week = drawHalfNetPairs(
      { pairs: WHOLE, delta, deviation: DEVIATION, ruleShare: 0, strata: ['a'] },
      rng,
    )
    const verdict = verdictOf(week, FIRST, first)
    return verdict === 'continue' ? verdictOf(week, WHOLE, second) : verdict
  })
  return {
    pass: ended.filter(each => each === 'stop-pass').length / runs,
    fail: ended.filter(each => each === 'stop-fail').length / runs,
  }
}

function policiesOf(extendTo: number | undefined): readonly [GatePolicy, GatePolicy] {
  const [first, second] = chainOf([FIRST, WHOLE], extendTo)
  if (first === undefined || second === undefined) throw new Error('expected two plans')
  return [withinShare(POLICY, first.share), withinShare(POLICY, second.share)]
}

/** Two standard errors above 5%. */
const MOST = 0.05 + 2 * Math.sqrt((0.05 * 0.95) / RUNS)

describe('error rates of a run that is extended when it cannot tell', () => {
  it.each([
    ['announced', WHOLE],
    ['not announced', undefined],
  ])('stay at 5% for a PASS at the margin and a FAIL of an equal candidate: %s', (_, extendTo) => {
    const policies = policiesOf(extendTo)
    expect(rates(-0.02, policies).pass).toBeLessThanOrEqual(MOST)
    const limit = extendTo === undefined ? MOST + 0.05 / 3 : MOST
    expect(rates(0, policies).fail).toBeLessThanOrEqual(limit)
  })

  it('would not stay there if every run used the whole: that is what the shares are for', () => {
    const { pass } = rates(-0.02, [POLICY, POLICY])
    expect(pass).toBeGreaterThan(MOST)
  })

  it('an announced extension still passes a better candidate that the first run could not', () => {
    const policies = policiesOf(WHOLE)
    const alone = rates(0.03, [policies[0], { ...POLICY, alpha: { ...POLICY.alpha, pass: 0 } }], FEWER_RUNS)
    expect(rates(0.03, policies, FEWER_RUNS).pass).toBeGreaterThan(alone.pass + 0.1)
  })

  it('one that was not announced passes nobody and still fails a bad candidate', () => {
    const policies = policiesOf(undefined)
    const [first] = policies
    const deaf: GatePolicy = { ...POLICY, alpha: { ...POLICY.alpha, pass: 0, global: 1e-12 } }
    expect(rates(0.03, policies, FEWER_RUNS).pass).toBe(rates(0.03, [first, deaf], FEWER_RUNS).pass)
    expect(rates(-0.06, policies, FEWER_RUNS).fail).toBeGreaterThan(
      rates(-0.06, [first, deaf], FEWER_RUNS).fail + 0.1,
    )
  })
})
