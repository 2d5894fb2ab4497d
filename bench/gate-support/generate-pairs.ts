import { createRng, type Rng } from '../../src/numeric/random.ts'
import { FAILURE_MODES } from '../../src/records/failure-mode.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { Sample } from '../../src/records/sample.ts'
import type { Strata } from '../../src/records/strata.ts'
import { buildJudgedPair, buildSample, buildStrata } from '../../src/testing/judged-pair-builder.ts'

const STRATA = 150
const TOOLS = ['search', 'refund', 'order', 'account', 'calendar', 'mail', 'invoice', 'ship']
const TIERS = ['single-step', 'few-steps', 'multi-step'] as const

/**
 * A judged sample as a large week has it: 150 intents, sessions of about three traces, three feature flags, up to three
 * tools; two thirds tool calls, the rest text, a few without a verdict.
 */
export function generatePairs(n: number): {
  readonly pairs: readonly JudgedPair[]
  readonly sample: Sample
  readonly strata: Strata
} {
  const rng = createRng('gate speed')
  const pairs = Array.from({ length: n }, (_, index) => pairOf(index, rng))
  const sample = buildSample(pairs)
  return { pairs, sample, strata: buildStrata(sample) }
}

function pairOf(index: number, rng: Rng): JudgedPair {
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(rng.nextFloat() * items.length)] as Item
  const isText = rng.nextFloat() < 1 / 3
  const chance = rng.nextFloat()
  const score = chance < 0.03 ? 0 : chance < 0.05 ? 0.5 : 1
  const preference = chance < 0.1 ? 0 : chance < 0.2 ? 1 : 0.5
  const isMissing = rng.nextFloat() < 0.01
  return buildJudgedPair({
    // Not in order of their ids: real ones are not either.
    id: `trace-${((index * 7_919) % 1_000_003).toString(36)}-${index}`,
    stratum: `s${Math.floor(STRATA * rng.nextFloat() ** 2)}`,
    inclusionProbability: 0.1,
    tier: pick(TIERS),
    tools: TOOLS.filter(() => rng.nextFloat() < 0.2),
    flags: { checkout: pick(['on', 'off']), ranking: pick(['a', 'b', 'c']), plan: pick(['free', 'paid']) },
    session: `session-${Math.floor(rng.nextFloat() * 40_000)}`,
    structured: isText ? 'none' : isMissing ? 'missing' : [1, score],
    preference: isText ? (isMissing ? 'missing' : [0.5, preference, 'judge']) : 'none',
    baselineModes: rng.nextFloat() < 0.02 ? [pick(FAILURE_MODES)] : [],
    candidateModes: rng.nextFloat() < 0.03 ? [pick(FAILURE_MODES)] : [],
  })
}
