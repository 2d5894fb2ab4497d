import { describe, expect, it } from 'vitest'
import { createRng, type Rng } from '../../numeric/random.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, buildSample } from '../../testing/judged-pair-builder.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { trafficFrame } from './traffic-frame.ts'

const REPLICATIONS = 400

/** Two strata of very different weight; losses sit in the small one. True difference: -0.9 x 0.01 - 0.1 x 0.08. */
const TRUE_DIFFERENCE = -0.017
const STRATA = [
  { stratum: 'large', share: 0.9, sampled: 300, lossRate: 0.02, winRate: 0.01 },
  { stratum: 'small', share: 0.1, sampled: 200, lossRate: 0.1, winRate: 0.02 },
]

/** A sample of 500 pairs in sessions of `sessionSize` traces that win and lose together. */
function samplePairs(rng: Rng, sessionSize: number): JudgedPair[] {
  return STRATA.flatMap(({ stratum, share, sampled, lossRate, winRate }) => {
    let chance = 0
    return Array.from({ length: sampled }, (_, index) => {
      if (index % sessionSize === 0) chance = rng.nextFloat()
      return buildJudgedPair({
        id: `${stratum}${index}`,
        stratum,
        inclusionProbability: sampled / (share * 100_000),
        session: `${stratum}${Math.floor(index / sessionSize)}`,
        structured: chance < lossRate ? [1, 0] : chance > 1 - winRate ? [0, 1] : [1, 1],
      })
    })
  })
}

function coverage(sessionSize: number): number {
  const rng = createRng(`coverage of sessions of ${sessionSize}`)
  let covered = 0
  for (let replication = 0; replication < REPLICATIONS; replication += 1) {
    const pairs = samplePairs(rng, sessionSize)
    const { interval } = estimateEndpoint(trafficFrame(pairs, buildSample(pairs)), 'structured')
    if (interval !== null && interval[0] <= TRUE_DIFFERENCE && TRUE_DIFFERENCE <= interval[1]) covered += 1
  }
  return covered / REPLICATIONS
}

describe('estimateEndpoint', () => {
  // Two one-sided 95% bounds cover 90%; three standard errors of 400 replications are 4.5 points.
  it('covers the truth at the stated rate for rare differences in strata of unequal weight', () => {
    expect(Math.abs(coverage(1) - 0.9)).toBeLessThan(0.045)
  })

  it('covers it at the stated rate when the traces of a session win and lose together', () => {
    expect(Math.abs(coverage(4) - 0.9)).toBeLessThan(0.05)
  })
})
