import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { SequentialDecision } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { drawHalfNetPairs, type HalfNetPairs, withOpenQuestion } from '../../testing/draw-half-net-pairs.ts'
import { buildJudgedPair, buildStrata } from '../../testing/judged-pair-builder.ts'
import { decide } from './decide.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from './gate-policy.ts'
import { judgeInLooks } from './judge-in-looks.ts'
import { lookDecision } from './look-decision.ts'
import { sequentialPlan } from './sequential-plan.ts'

const policy = DEFAULT_GATE_POLICY

function week(
  seed: string,
  delta: number,
  overrides: { pairs?: number; ruleShare?: number } = {},
): HalfNetPairs {
  const spec = { pairs: 1000, delta, deviation: 0.25, ruleShare: 0, strata: ['a', 'b', 'c'], ...overrides }
  return drawHalfNetPairs(spec, createRng(seed))
}

async function judged(
  { sample, answers, checked }: HalfNetPairs,
  adversarial: readonly JudgedPair[] = [],
  looks = 10,
) {
  const all = [...adversarial, ...answers]
  const asked: number[][] = []
  const ask = (positions: readonly number[]) => {
    asked.push([...positions])
    return Promise.resolve(positions.flatMap(position => all[position] ?? []))
  }
  const open = [...adversarial.map(withOpenQuestion), ...checked]
  return { asked, ...(await judgeInLooks(open, ask, { sample, policy, looks })) }
}

describe('judgeInLooks', () => {
  it('stops asking about a bad candidate, and the decision is the FAIL that stopped it', async () => {
    const bad = week('bad', -0.08)
    const { pairs, sequential, asked } = await judged(bad)
    expect(sequential).toMatchObject({ ended: 'early-fail', questions: 1000 })
    expect(sequential?.asked).toBeLessThan(500)
    expect(asked.flat()).toHaveLength(sequential?.asked ?? 0)
    expect(pairs.filter(pair => pair.verdicts.preference.kind === 'not-asked')).toHaveLength(
      1000 - (sequential?.asked ?? 0),
    )
    const decision = decide(pairs, bad.sample, buildStrata(bad.sample), policy, sequential)
    expect(decision.gates.global.verdict).toBe('FAIL')
    expect(decision.sequential).toEqual(sequential)
    expect(decision.reasons.join('\n')).toMatch(/was asked \d+ of 1,000 questions: at look \d+ of 10/)
    expect(decision.gates.global.reason).toContain('bounds valid at all 10 looks together')
  })

  it('passes a better candidate early, with every pair that rules decided still in the estimate', async () => {
    const good = week('good', 0.05, { ruleShare: 0.5 })
    const { pairs, sequential } = await judged(good)
    expect(sequential).toMatchObject({ ended: 'early-pass' })
    expect(sequential?.questions).toBeLessThan(600)
    const { gates } = decide(pairs, good.sample, buildStrata(good.sample), policy, sequential)
    expect(gates.global).toMatchObject({
      verdict: 'PASS',
      n: 1000 - (sequential?.questions ?? 0) + (sequential?.asked ?? 0),
    })
    expect(gates.global.endpoints[1]?.missingShare).toBe(0)
  })

  it('asks in judging order, each question once, and the adversarial items with the first look', async () => {
    const quiet = week('quiet', -0.012)
    const adversarial = [0, 1, 2].map(index =>
      buildJudgedPair({ id: `adv${index}`, isAdversarial: true, preference: [0.5, 0, 'judge'] }),
    )
    const shuffled = { ...quiet, sample: { ...quiet.sample, draws: quiet.sample.draws.toReversed() } }
    const { asked, pairs } = await judged(shuffled, adversarial)
    expect(asked[0]?.slice(0, 5)).toEqual([0, 1, 2, 1002, 1001])
    const flat = asked.flat()
    expect(new Set(flat).size).toBe(flat.length)
    expect(pairs.slice(0, 3).every(pair => pair.verdicts.preference.kind === 'scored')).toBe(true)
    expect(pairs.map(pair => pair.traceId)).toEqual(
      [...adversarial, ...quiet.answers].map(pair => pair.traceId),
    )
  })

  it('with one look asks everything at once and decides as if there were no looks', async () => {
    const quiet = week('one look', -0.012)
    const { pairs, sequential, asked } = await judged(quiet, [], 1)
    expect(asked).toHaveLength(1)
    expect(sequential).toMatchObject({ ended: 'all-asked', looks: 1 })
    const strata = buildStrata(quiet.sample)
    const inLooks = decide(pairs, quiet.sample, strata, policy, sequential).gates.global
    const atOnce = decide(quiet.answers, quiet.sample, strata, policy).gates.global
    expect(inLooks).toMatchObject({ verdict: atOnce.verdict, estimate: atOnce.estimate })
    expect(inLooks.interval?.[0]).toBeCloseTo(atOnce.interval?.[0] ?? Number.NaN, 12)
  })

  it('asks about the adversarial set where the traffic has no question', async () => {
    const ruled = week('ruled', 0, { ruleShare: 1 - 1e-12 })
    const adversarial = [buildJudgedPair({ id: 'adv', isAdversarial: true, preference: [0.5, 0, 'judge'] })]
    const { asked, sequential } = await judged(ruled, adversarial)
    expect(sequential).toBeUndefined()
    expect(asked).toEqual([[0]])
  })

  it('stops for what the judge could not decide no more than the gate would', async () => {
    const lost = week('missing', 0.05)
    const silent = {
      ...lost,
      answers: lost.answers.map((pair, index) =>
        index % 3 === 0
          ? {
              ...pair,
              verdicts: {
                ...pair.verdicts,
                preference: { kind: 'abstained' as const, endpoint: 'preference' as const, reason: 'unsure' },
              },
            }
          : pair,
      ),
    }
    expect((await judged(silent)).sequential).toMatchObject({ ended: 'all-asked', asked: 1000 })
  })

  it('refuses answers that went missing', async () => {
    const { checked, sample } = week('lost answers', 0)
    await expect(
      judgeInLooks(checked, () => Promise.resolve([]), { sample, policy, looks: 10 }),
    ).rejects.toThrow(/Expected 100 judged pairs, got 0/)
  })
})

/** Levels of a plan are the same for every run of one size, and take longer than a run. */
const PLAN = sequentialPlan(1000, policy)

function verdictInLooks(
  { sample, answers, checked }: HalfNetPairs,
  gate: GatePolicy,
): SequentialDecision['ended'] {
  for (const look of PLAN.looks) {
    const pairs = checked.map((pair, index) => (index < look.asked ? (answers[index] ?? pair) : pair))
    const decision = lookDecision(pairs, sample, look, gate)
    if (decision !== 'continue') return decision === 'stop-pass' ? 'early-pass' : 'early-fail'
  }
  return 'all-asked'
}

describe('error rates over ten looks', () => {
  const RUNS = 100
  const rates = (delta: number) => {
    const ended = Array.from({ length: RUNS }, (_, run) =>
      verdictInLooks(week(`rate ${delta} ${run}`, delta), policy),
    )
    return {
      pass: ended.filter(each => each === 'early-pass').length / RUNS,
      fail: ended.filter(each => each === 'early-fail').length / RUNS,
    }
  }

  it('fails an equal candidate at most at its alpha of 2%', () => {
    // Three standard errors above .02.
    expect(rates(0).fail).toBeLessThanOrEqual(0.02 + 3 * Math.sqrt((0.02 * 0.98) / RUNS))
  })

  it('passes a candidate at the margin at most in 5% of weeks, and one that is better nearly always', () => {
    expect(rates(-0.02).pass).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS))
    expect(rates(0.02).pass).toBeGreaterThan(0.9)
  })

  it('fails one that is three times the margin worse nearly always', () => {
    expect(rates(-0.06).fail).toBeGreaterThan(0.95)
  })
})

describe('judgeInLooks after an earlier run', () => {
  it('puts what was asked before first, and looks only once there is something new', async () => {
    const quiet = week('extended', -0.012)
    const earlier = new Set(quiet.sample.draws.slice(400, 650).map(({ traceId }) => traceId))
    const asked: number[][] = []
    const ask = (positions: readonly number[]) => {
      asked.push([...positions])
      return Promise.resolve(positions.flatMap(position => quiet.answers[position] ?? []))
    }
    const { sequential } = await judgeInLooks(quiet.checked, ask, {
      sample: quiet.sample,
      policy,
      looks: 10,
      earlier,
    })
    expect(asked[0]).toHaveLength(300)
    expect(asked[0]?.slice(0, 250)).toEqual(Array.from({ length: 250 }, (_, index) => 400 + index))
    expect(asked[0]?.slice(250, 252)).toEqual([0, 1])
    expect(sequential?.looks).toBe(8)
  })
})
