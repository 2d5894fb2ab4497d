import { createRng } from '../src/numeric/random.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from '../src/stages/gate/gate-policy.ts'
import { judgeInLooks } from '../src/stages/gate/judge-in-looks.ts'
import { lookDecision } from '../src/stages/gate/look-decision.ts'
import { drawHalfNetPairs } from '../src/testing/draw-half-net-pairs.ts'
import { type BenchResult, machineOf } from './machine.ts'

const PAIRS = 2_000
const REPLICATIONS = 100
/** Half-net preferences with this standard deviation: about half of the pairs are ties. */
const DEVIATION = 0.35
/** The published figures have one stratum; four make the pseudo-counts and the weights of open questions speak. */
const STRATA = ['a', 'b', 'c', 'd'] as const
/** The published figures spend 5% on each side. */
const POLICY: GatePolicy = {
  ...DEFAULT_GATE_POLICY,
  alpha: { ...DEFAULT_GATE_POLICY.alpha, global: 0.05 },
}

type Scenario = { readonly delta: number; readonly ruleShare: number; readonly published: number | null }

/** Mean number of judged pairs in statistics note 3.1, sigma .35; then weeks in which rules decide half of the pairs. */
const SCENARIOS: readonly Scenario[] = [
  { delta: -0.06, ruleShare: 0, published: 369 },
  { delta: -0.04, ruleShare: 0, published: 630 },
  { delta: -0.02, ruleShare: 0, published: 1_356 },
  { delta: 0, ruleShare: 0, published: 1_440 },
  { delta: 0.02, ruleShare: 0, published: 863 },
  { delta: -0.02, ruleShare: 0.5, published: null },
  { delta: 0, ruleShare: 0.5, published: null },
]

/**
 * `npm run bench -- sequential [--replications N] [--json]`: how often a judge that is asked in looks passes and fails a
 * candidate, and after how many questions, through the gate's own code.
 */
export async function bench(options: readonly string[]): Promise<BenchResult> {
  const given = options.indexOf('--replications')
  const replications = given < 0 ? REPLICATIONS : Number(options[given + 1])
  const rows: unknown[] = []
  for (const scenario of SCENARIOS) rows.push(await measure(scenario, replications))
  return { machine: machineOf(), replications, pairs: PAIRS, deviation: DEVIATION, rows }
}

async function measure({ delta, ruleShare, published }: Scenario, replications: number) {
  const rng = createRng(`sequential ${delta} ${ruleShare}`)
  let passed = 0
  let failed = 0
  let asked = 0
  let questions = 0
  for (let run = 0; run < replications; run += 1) {
    const spec = { pairs: PAIRS, delta, deviation: DEVIATION, ruleShare, strata: STRATA }
    const { sample, answers, checked } = drawHalfNetPairs(spec, rng)
    const ask = (positions: readonly number[]) =>
      Promise.resolve(positions.flatMap(position => answers[position] ?? []))
    const { pairs, sequential } = await judgeInLooks(checked, ask, { sample, policy: POLICY, looks: 10 })
    if (sequential === undefined) continue
    const decision = lookDecision(pairs, sample, sequential, POLICY)
    passed += decision === 'stop-pass' ? 1 : 0
    failed += decision === 'stop-fail' ? 1 : 0
    asked += sequential.asked
    questions += sequential.questions
  }
  return {
    delta,
    ruleShare,
    passed: passed / replications,
    failed: failed / replications,
    asked: Math.round(asked / replications),
    questions: Math.round(questions / replications),
    published,
  }
}
