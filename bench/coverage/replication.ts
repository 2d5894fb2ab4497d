import { createRng } from '../../src/numeric/random.ts'
import { studentTQuantile } from '../../src/numeric/student-t.ts'
import type { GateVerdict } from '../../src/records/decision.ts'
import { estimateEndpoint } from '../../src/stages/gate/estimate-endpoint.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from '../../src/stages/gate/gate-policy.ts'
import { globalGate } from '../../src/stages/gate/global-gate.ts'
import { lookDecision } from '../../src/stages/gate/look-decision.ts'
import { sequentialPlan } from '../../src/stages/gate/sequential-plan.ts'
import { trafficFrame } from '../../src/stages/gate/traffic-frame.ts'
import { type Scenario, type ScenarioName, scenarioOf } from './scenarios.ts'

export type CoverageSpec = {
  readonly name: ScenarioName
  readonly n: number
  readonly delta?: number
  readonly deviation?: number
  /** Ask in ten looks as well. */
  readonly isInLooks?: boolean
}

export type CoverageResult = {
  /** Whether the two-sided 95% interval holds the truth. */
  readonly isCovered: boolean
  /** The global gate's, at 5% a side. */
  readonly verdict: GateVerdict
  readonly inLooks: { readonly ended: 'PASS' | 'FAIL' | 'INCONCLUSIVE'; readonly asked: number } | undefined
}

/** The global gate alone spends 5% on each side, as in the published tables. */
const POLICY: GatePolicy = {
  ...DEFAULT_GATE_POLICY,
  alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 },
}

const scenarios = new Map<string, Scenario>()

/** One sample: its interval, the gate's verdict, and where a judge asked in looks would have stopped. */
export function replication(spec: CoverageSpec, seed: string): CoverageResult {
  const { name, n, delta, deviation } = spec
  const key = JSON.stringify([name, n, delta, deviation])
  const scenario = scenarios.get(key) ?? scenarioOf(name, n, delta, deviation)
  scenarios.set(key, scenario)
  const { sample, truth, draw } = scenario
  const rng = createRng(seed)
  const pairs = draw(rng)
  const endpoint = name === 'half-net' ? 'preference' : 'structured'
  const summary = estimateEndpoint(trafficFrame(pairs, sample), endpoint)
  const { estimate, standardError, degreesOfFreedom } = summary
  const half = studentTQuantile(0.975, degreesOfFreedom) * (standardError ?? Number.NaN)
  return {
    isCovered: Math.abs((estimate ?? Number.NaN) - truth) <= half,
    verdict: globalGate([summary], { policy: POLICY, headline: undefined }).verdict,
    inLooks: spec.isInLooks === true ? inLooks(scenario, pairs) : undefined,
  }
}

function inLooks({ sample, open }: Scenario, answers: ReturnType<Scenario['draw']>) {
  const strata = answers.map(({ origin }) => (origin.kind === 'traffic' ? origin.draw.stratumId : ''))
  const ranks = judgingRanks(strata)
  for (const look of planOf(answers.length).looks) {
    const pairs = answers.map((pair, index) =>
      (ranks[index] ?? 0) < look.asked ? pair : (open[index] ?? pair),
    )
    const decision = lookDecision(pairs, sample, look, POLICY)
    if (decision === 'continue') continue
    return { ended: decision === 'stop-pass' ? 'PASS' : 'FAIL', asked: look.asked } as const
  }
  return { ended: 'INCONCLUSIVE', asked: answers.length } as const
}

const plans = new Map<number, ReturnType<typeof sequentialPlan>>()

function planOf(questions: number): ReturnType<typeof sequentialPlan> {
  const plan = plans.get(questions) ?? sequentialPlan(questions, POLICY)
  plans.set(questions, plan)
  return plan
}

/** Position of each pair when every prefix is spread over the strata like the whole. */
function judgingRanks(strata: readonly string[]): readonly number[] {
  const sizes = new Map<string, number>()
  for (const stratum of strata) sizes.set(stratum, (sizes.get(stratum) ?? 0) + 1)
  const seen = new Map<string, number>()
  const keys = strata.map((stratum, index) => {
    const rank = seen.get(stratum) ?? 0
    seen.set(stratum, rank + 1)
    return { index, key: (rank + 0.5) / (sizes.get(stratum) ?? 1) }
  })
  const ranks = new Array<number>(strata.length).fill(0)
  for (const [rank, { index }] of keys.sort((a, b) => a.key - b.key).entries()) ranks[index] = rank
  return ranks
}
