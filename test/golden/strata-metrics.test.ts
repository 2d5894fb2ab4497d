import { describe, expect, it } from 'vitest'
import {
  adjustedRandIndex,
  explainedVariance,
  NOISE,
  normalisedMutualInformation,
  ownStratumShare,
  scoreStrata,
} from '../../bench/strata/metrics.ts'
import { OUT_OF_SCOPE } from '../../bench/strata/sets.ts'

/** The numbers the strata benchmark is read by; the first two as the examples in scikit-learn's documentation. */
describe('metrics of the strata benchmark', () => {
  it('knows the adjusted Rand index', () => {
    expect(adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0])).toBe(1)
    expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(4 / 7, 12)
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12)
  })

  it('knows mutual information over the mean entropy', () => {
    expect(normalisedMutualInformation([0, 0, 1, 1], ['b', 'b', 'a', 'a'])).toBeCloseTo(1, 12)
    expect(normalisedMutualInformation([0, 0, 0, 0], [0, 1, 2, 3])).toBeCloseTo(0, 12)
    expect(normalisedMutualInformation([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.8, 12)
  })

  it('explains all variance by the intents themselves and none by a single stratum', () => {
    const intents = ['a', 'a', 'b', 'b', 'c', 'c']
    expect(explainedVariance([7, 7, 8, 8, 9, 9], intents)).toBeCloseTo(1, 12)
    expect(explainedVariance([0, 0, 0, 0, 0, 0], intents)).toBeCloseTo(0, 12)
    const halves = explainedVariance([0, 0, 0, 0, 1, 1], intents)
    expect(halves).toBeGreaterThan(0.2)
    expect(halves).toBeLessThan(0.8)
  })

  it('gives an intent its own stratum for half of it in a cluster that is half it, noise apart', () => {
    // 2,000 rows; 20 to 30 of them are between 0.3% and 1.5%.
    const rest = Array.from({ length: 1920 }, () => 'head')
    const intents = [
      ...rest,
      ...Array(30).fill('found'),
      ...Array(30).fill('lost'),
      ...Array(20).fill('noise'),
    ]
    const labels = intents.map((intent, at) =>
      intent === 'found' ? 1 : intent === 'lost' ? 2 + (at % 3) : intent === 'noise' ? NOISE : 0,
    )
    expect(ownStratumShare(labels, intents)).toBeCloseTo(1 / 3, 12)
    expect(ownStratumShare([0, 0], ['a', 'b'])).toBeUndefined()
  })

  it('counts coverage in scope and strangers in noise apart', () => {
    const scores = scoreStrata([0, 0, 1, NOISE, NOISE, 1], ['a', 'a', 'b', 'b', OUT_OF_SCOPE, OUT_OF_SCOPE])
    expect(scores).toMatchObject({
      clusters: 2,
      coverage: 4 / 6,
      inScopeCoverage: 3 / 4,
      outOfScopeInNoise: 0.5,
    })
  })
})
