import { createRng, type Rng } from '../../src/numeric/random.ts'
import type { Decision } from '../../src/records/decision.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { Allocation, Sample } from '../../src/records/sample.ts'
import type { Strata } from '../../src/records/strata.ts'
import { decide } from '../../src/stages/gate/decide.ts'
import { DEFAULT_GATE_POLICY } from '../../src/stages/gate/gate-policy.ts'
import { drawSample } from '../../src/stages/sample/draw-sample.ts'
import type { SamplingPlan } from '../../src/stages/sample/sampling-plan.ts'
import { blocksOnAverage, blocksOnComposite, blocksWithoutReplay } from './article-rules.ts'
import { weekOf } from './setting.ts'
import { adversarialPairs, type TwoCandidates, trafficPairs } from './two-candidates.ts'

export const DESIGNS = [
  'static',
  'replay_global',
  'replay_slices',
  'replay_modes',
  'equal_composite',
  'sqrt_slices',
  'full',
  'judge_only',
] as const

export type Design = (typeof DESIGNS)[number]
/** The gates that failed within `full`. */
export type Part = 'global' | 'slices' | 'modes' | 'adversarial'
export type Blocks = { readonly [design in Design]: boolean }
export type Verdicts = { readonly blocks: Blocks; readonly parts: readonly Part[]; readonly isPass: boolean }
/** What every design says of the same two candidates. */
export type ReplicationResult = { readonly [candidate in keyof TwoCandidates]: Verdicts }

const POLICY = DEFAULT_GATE_POLICY

type Weeks = {
  readonly week: Strata
  /** All that a suite knows which was written when the product was simple. */
  readonly suite: Strata
}

const weeks = new Map<number, Weeks>()

function weeksOf(n: number): Weeks {
  const known = weeks.get(n) ?? { week: weekOf(n), suite: weekOf(n, tier => tier === 'single-step') }
  weeks.set(n, known)
  return known
}

/** One week: three samples of it and a static suite, `n` requests each, and a tenth of that in the adversarial set. */
export function replication({ n }: { readonly n: number }, seed: string): ReplicationResult {
  const adversarial = adversarialPairs(Math.round(n / 10), createRng(`${seed} adversarial`))
  const { week, suite } = weeksOf(n)
  const drawn = {
    suite: drawnFrom(suite, planOf(n, seed, 'replay'), []),
    replay: drawnFrom(week, planOf(n, seed, 'replay'), []),
    equal: drawnFrom(week, planOf(n, seed, 'equal'), adversarial),
    sqrt: drawnFrom(week, planOf(n, seed, 'sqrt'), adversarial),
  }
  const verdictsOn = (candidate: keyof TwoCandidates): Verdicts =>
    verdictsOf(drawn, candidate, createRng(`${seed} judge ${candidate}`))
  return { healthy: verdictsOn('healthy'), incident: verdictsOn('incident') }
}

type Drawn = { readonly strata: Strata; readonly sample: Sample; readonly pairs: readonly TwoCandidates[] }

function planOf(targetSize: number, seed: string, design: Allocation | 'replay'): SamplingPlan {
  return design === 'replay'
    ? { targetSize, seed, allocation: 'proportional', noiseWeight: 1, strategy: 'replay' }
    : { targetSize, seed, allocation: design, noiseWeight: 1, strategy: 'cluster_stratified' }
}

function drawnFrom(strata: Strata, plan: SamplingPlan, adversarial: readonly TwoCandidates[]): Drawn {
  const sample = drawSample(strata, plan)
  const rng = createRng(`${plan.seed} ${plan.strategy} ${plan.allocation} ${strata.populationSize}`)
  return { strata, sample, pairs: [...sample.draws.map(draw => trafficPairs(draw, rng)), ...adversarial] }
}

function verdictsOf(
  drawn: { readonly [name in 'suite' | 'replay' | 'equal' | 'sqrt']: Drawn },
  candidate: keyof TwoCandidates,
  rng: Rng,
): Verdicts {
  const onSuite = decidedOn(drawn.suite, candidate).decision
  const { decision: replayed, pairs } = decidedOn(drawn.replay, candidate)
  const equal = decidedOn(drawn.equal, candidate)
  const { decision: full } = decidedOn(drawn.sqrt, candidate)
  const isFailing = ({ gates }: Decision, gate: Part): boolean => gates[gate].verdict === 'FAIL'
  return {
    blocks: {
      static: onSuite.outcome === 'FAIL' || blocksOnAverage(onSuite, POLICY),
      replay_global: blocksOnAverage(replayed, POLICY),
      replay_slices: isFailing(replayed, 'global') || isFailing(replayed, 'slices'),
      replay_modes: isFailing(replayed, 'modes'),
      equal_composite: blocksOnComposite(equal.decision, equal.pairs, POLICY),
      sqrt_slices: isFailing(full, 'slices'),
      full: full.outcome === 'FAIL',
      judge_only: blocksWithoutReplay(pairs, POLICY, rng),
    },
    parts: (['global', 'slices', 'modes', 'adversarial'] as const).filter(gate => isFailing(full, gate)),
    isPass: full.outcome === 'PASS',
  }
}

function decidedOn(
  { strata, sample, pairs: both }: Drawn,
  candidate: keyof TwoCandidates,
): { readonly decision: Decision; readonly pairs: readonly JudgedPair[] } {
  const pairs = both.map(pair => pair[candidate])
  return { decision: decide(pairs, sample, strata, POLICY), pairs }
}
