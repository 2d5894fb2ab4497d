import type { Rng } from '../../src/numeric/random.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { Sample } from '../../src/records/sample.ts'
import { buildJudgedPair, buildSample, type JudgedPairSpec } from '../../src/testing/judged-pair-builder.ts'

/** `rare`: 1.2% lost, 0.2% won. `sessions`: four traces each that win and lose together. `half-net`: preferences. */
export type ScenarioName = 'rare' | 'sessions' | 'half-net'

export type Scenario = {
  readonly sample: Sample
  /** True traffic-weighted difference. */
  readonly truth: number
  readonly draw: (rng: Rng) => readonly JudgedPair[]
  /** The pair before a judge was asked, at the same position. */
  readonly open: readonly JudgedPair[]
}

/** Chances of a loss and a win. */
type Rates = { readonly lost: number; readonly won: number }

const POPULATION = 100_000
/** Shares of the traffic and of the sample: as unequal as a power allocation makes them. */
const STRATA = [
  { id: 'a', share: 0.5, sampled: 0.36 },
  { id: 'b', share: 0.3, sampled: 0.28 },
  { id: 'c', share: 0.15, sampled: 0.2 },
  { id: 'd', share: 0.05, sampled: 0.16 },
]
const SESSION_SIZE = 4
const SESSION_CORRELATION = 0.3

/**
 * Samples of `n` pairs of one kind. All of them are made of the same few objects, so that thousands of samples
 * cost little more than their estimates.
 *
 * @param delta - true difference of `half-net`, with a standard deviation of `deviation`; the other kinds have their own.
 */
export function scenarioOf(name: ScenarioName, n: number, delta = 0, deviation = 0.35): Scenario {
  const ratesOf = (stratum: number): Rates => {
    if (name === 'rare') return { lost: 0.012, won: 0.002 }
    if (name === 'sessions') return { lost: 0.03 + 0.03 * stratum, won: 0.03 }
    const decided = 4 * (deviation ** 2 + delta ** 2)
    return { lost: decided / 2 - delta, won: decided / 2 + delta }
  }
  const places = STRATA.flatMap(({ id, share, sampled }, stratum) => {
    // The published tables have one stratum and equal weights; the others are drawn as unequally as ours are.
    const size = Math.round((name === 'half-net' ? share : sampled) * n)
    const inclusionProbability = size / (share * POPULATION)
    const sessionOf = (index: number) => (name === 'sessions' ? Math.floor(index / SESSION_SIZE) : index)
    return Array.from({ length: size }, (_, index) => ({
      rates: ratesOf(stratum),
      session: sessionOf(index),
      variants: variantsOf(name, {
        id: `${id}${String(index).padStart(5, '0')}`,
        stratum: id,
        inclusionProbability,
        ...(name === 'sessions' ? { session: `${id}-${sessionOf(index)}` } : {}),
      }),
    }))
  })
  const winSize = name === 'half-net' ? 0.5 : 1
  return {
    sample: buildSample(places.map(({ variants }) => variants.tie)),
    truth: STRATA.reduce(
      (sum, { share }, stratum) => sum + share * winSize * (ratesOf(stratum).won - ratesOf(stratum).lost),
      0,
    ),
    draw: rng => {
      let [session, common] = [-1, 0]
      return places.map(({ rates, variants, session: own }) => {
        if (own !== session) [session, common] = [own, rng.nextFloat()]
        const isCommon = name === 'sessions' && rng.nextFloat() < Math.sqrt(SESSION_CORRELATION)
        const u = isCommon ? common : rng.nextFloat()
        return u < rates.lost ? variants.loss : u < rates.lost + rates.won ? variants.win : variants.tie
      })
    },
    open: places.map(({ variants }) => variants.open),
  }
}

function variantsOf(name: ScenarioName, spec: JudgedPairSpec) {
  const scored = (score: number): JudgedPair =>
    name === 'half-net'
      ? buildJudgedPair({ ...spec, preference: [0.5, score, 'judge'] })
      : buildJudgedPair({ ...spec, structured: score > 0.5 ? [0, 1] : score < 0.5 ? [1, 0] : [1, 1] })
  const tie = scored(0.5)
  const preference = { kind: 'not-asked', endpoint: 'preference', reason: 'no question was put yet' } as const
  return {
    loss: scored(0),
    tie,
    win: scored(1),
    open: { ...tie, verdicts: { ...tie.verdicts, preference } },
  }
}
