import type { Rng } from '../numeric/random.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Sample } from '../records/sample.ts'
import { buildJudgedPair, buildSample } from './judged-pair-builder.ts'

export type HalfNetSpec = {
  readonly pairs: number
  /** True mean of the half-net preference over all pairs. */
  readonly delta: number
  /** Standard deviation of it over all pairs, in (|delta|, 0.5]. */
  readonly deviation: number
  /** Share of pairs that rules decide, as ties; the judge's answers then differ more often. */
  readonly ruleShare: number
  readonly strata: readonly string[]
}

/** A sample in judging order and what a judge would say of each of its pairs. */
export type HalfNetPairs = {
  readonly sample: Sample
  readonly answers: readonly JudgedPair[]
  /** The same with every judge's question open. */
  readonly checked: readonly JudgedPair[]
}

/** Pairs of texts whose preferences are drawn independently with the wanted mean and spread. */
export function drawHalfNetPairs(spec: HalfNetSpec, rng: Rng): HalfNetPairs {
  const { pairs, delta, deviation, ruleShare, strata } = spec
  // E d^2 = (won + lost) / 4 and E d = (won - lost) / 2.
  const decided = 4 * (deviation * deviation + delta * delta)
  const lost = (decided / 2 - delta) / (1 - ruleShare)
  const won = (decided / 2 + delta) / (1 - ruleShare)
  const answers = Array.from({ length: pairs }, (_, index) => {
    const u = rng.nextFloat()
    const isRule = rng.nextFloat() < ruleShare
    const score = isRule ? 0.5 : u < lost ? 0 : u < lost + won ? 1 : 0.5
    return buildJudgedPair({
      id: `t${String(index).padStart(6, '0')}`,
      stratum: strata[index % strata.length] ?? 'all',
      inclusionProbability: 0.1,
      preference: [0.5, score, isRule ? 'equality' : 'judge'],
    })
  })
  return { sample: buildSample(answers), answers, checked: answers.map(withOpenQuestion) }
}

/** The pair as it is before a judge was asked. */
export function withOpenQuestion(pair: JudgedPair): JudgedPair {
  const { preference } = pair.verdicts
  if (preference.kind === 'scored' && preference.basis !== 'judge') return pair
  return {
    ...pair,
    verdicts: {
      ...pair.verdicts,
      preference: { kind: 'not-asked', endpoint: 'preference', reason: 'no question was put yet' },
    },
  }
}
