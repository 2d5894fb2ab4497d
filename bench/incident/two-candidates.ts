import { type Rng, randomInteger } from '../../src/numeric/random.ts'
import type { FailureMode } from '../../src/records/failure-mode.ts'
import type { StratumId } from '../../src/records/ids.ts'
import type { JudgedPair, Tier } from '../../src/records/judged-pair.ts'
import type { Draw } from '../../src/records/sample.ts'
import type { VerdictBasis } from '../../src/records/verdict.ts'
import { buildJudgedPair } from '../../src/testing/judged-pair-builder.ts'
import { FAILURE_RATES, INTENTS } from './setting.ts'

/** The same request answered by a candidate as good as production, and by one that truncates tool calls. */
export type TwoCandidates = { readonly healthy: JudgedPair; readonly incident: JudgedPair }

/** Chance that a tool call of a request of many steps comes back truncated. */
const TRUNCATED = 0.12
/** With the truncated calls, the incident's family of five counters; ordinary failures show one of these. */
const ORDINARY_MODES = ['schema-violation', 'wrong-tool', 'loop', 'refusal'] as const satisfies FailureMode[]
/** Wins, and losses, of the text preference: half-nets of .5, so that their standard deviation is .08. */
const PREFERENCE_NOISE = 0.0128
/** Items of the adversarial set fail that much more often. */
const ADVERSARIAL_FACTOR = 1.6

const TIER_OF = new Map<StratumId, Tier>(INTENTS.map(({ id, tier }) => [id, tier]))

/** What two candidates did on one draw of the sample. */
export function trafficPairs(draw: Draw, rng: Rng): TwoCandidates {
  const tier = TIER_OF.get(draw.stratumId) ?? 'single-step'
  const both = twoCandidates(draw.traceId, { tier, rate: FAILURE_RATES[tier], basis: 'check' }, rng)
  const origin = { kind: 'traffic', draw } as const
  return { healthy: { ...both.healthy, origin }, incident: { ...both.incident, origin } }
}

/** The adversarial set: half of it of many steps, the rest as in the traffic, right answers known. */
export function adversarialPairs(size: number, rng: Rng): readonly TwoCandidates[] {
  return Array.from({ length: size }, (_, index) => {
    // .64 of the traffic is of one step, .27 of a few.
    const other = rng.nextFloat() < 0.64 / 0.91 ? 'single-step' : 'few-steps'
    const tier = index % 2 === 0 ? 'multi-step' : other
    const rate = ADVERSARIAL_FACTOR * FAILURE_RATES[tier]
    const both = twoCandidates(`adversarial-${index}`, { tier, rate, basis: 'expected' }, rng)
    return { healthy: adversarialItem(both.healthy), incident: adversarialItem(both.incident) }
  })
}

/** The pair as the gate gets it: a recorded failure, the candidate's answer, and what production answers today. */
function adversarialItem(pair: JudgedPair): JudgedPair {
  const { structured } = pair.verdicts
  if (structured.kind !== 'scored') return pair
  const answered = (score: number) => ({
    ...pair.verdicts,
    structured: { ...structured, baselineScore: 0, candidateScore: score },
  })
  return {
    ...pair,
    origin: { kind: 'adversarial', weight: 3 },
    verdicts: answered(structured.candidateScore),
    production: { candidateModes: pair.baselineModes, verdicts: answered(structured.baselineScore) },
  }
}

type Request = { readonly tier: Tier; readonly rate: number; readonly basis: VerdictBasis }

/** Half of the failures of a side are failures of the other as well, in the same way. */
function twoCandidates(id: string, { tier, rate, basis }: Request, rng: Rng): TwoCandidates {
  const failure = rng.nextFloat()
  const mode = ORDINARY_MODES[randomInteger(rng, ORDINARY_MODES.length)] ?? 'loop'
  const isTruncated = rng.nextFloat() < TRUNCATED && tier === 'multi-step'
  const noise = rng.nextFloat()
  const baseline: readonly FailureMode[] = failure < rate ? [mode] : []
  const healthy: readonly FailureMode[] =
    failure < rate / 2 || (failure >= rate && failure < 1.5 * rate) ? [mode] : []
  const preference = noise < PREFERENCE_NOISE ? 1 : noise < 2 * PREFERENCE_NOISE ? 0 : 0.5
  const pairOf = (candidate: readonly FailureMode[]) =>
    buildJudgedPair({
      id,
      tier,
      structured: [scoreOf(baseline), scoreOf(candidate), basis],
      preference: [0.5, preference, 'judge'],
      baselineModes: baseline,
      candidateModes: candidate,
    })
  return { healthy: pairOf(healthy), incident: pairOf(isTruncated ? ['truncated-tool-call'] : healthy) }
}

function scoreOf(modes: readonly FailureMode[]): number {
  return modes.length === 0 ? 1 : 0
}
