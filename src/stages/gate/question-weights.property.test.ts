import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { withOpenQuestion } from '../../testing/draw-half-net-pairs.ts'
import { buildJudgedPair, buildSample } from '../../testing/judged-pair-builder.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { questionWeights } from './question-weights.ts'
import { trafficFrame } from './traffic-frame.ts'

const pairs = fc
  .array(
    fc.record({
      stratum: fc.constantFrom('a', 'b', 'c'),
      probability: fc.constantFrom(0.1, 0.5, 1),
      score: fc.constantFrom(0, 0.5, 1),
      isRule: fc.boolean(),
      isOpen: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map(specs =>
    specs.map(({ stratum, probability, score, isRule, isOpen }, index) => {
      const pair = buildJudgedPair({
        id: `t${String(index).padStart(2, '0')}`,
        stratum,
        inclusionProbability: probability,
        preference: [0.5, score, isRule ? 'equality' : 'judge'],
      })
      return isOpen ? withOpenQuestion(pair) : pair
    }),
  )

const frameOf = (judged: readonly JudgedPair[]) => trafficFrame(judged, buildSample(judged))
const totalOf = (weights: Float64Array): number => weights.reduce((sum, weight) => sum + weight, 0)

describe('questionWeights', () => {
  it('keeps the weight of all traffic and of every pair that rules decided', () => {
    fc.assert(
      fc.property(pairs, judged => {
        const frame = frameOf(judged)
        const { weights } = questionWeights(frame, 'preference')
        expect(totalOf(weights)).toBeCloseTo(totalOf(frame.weights), 6)
        for (const [index, pair] of frame.pairs.entries()) {
          const { preference } = pair.verdicts
          if (preference.kind === 'scored' && preference.basis === 'equality') {
            expect(weights[index]).toBe(frame.weights[index])
          }
        }
      }),
    )
  })

  it('gives a question that was put at least its own weight, and one that was not none, unless none was', () => {
    fc.assert(
      fc.property(pairs, judged => {
        const frame = frameOf(judged)
        const { weights, notAsked } = questionWeights(frame, 'preference')
        for (const [index, pair] of frame.pairs.entries()) {
          const isOpen = pair.verdicts.preference.kind === 'not-asked'
          if (isOpen && notAsked > 0) expect(weights[index]).toBe(0)
          else expect(weights[index]).toBeGreaterThanOrEqual((frame.weights[index] ?? 0) * (1 - 1e-12))
        }
      }),
    )
  })

  it('estimates, over all orders of asking, what asking everything would have said', () => {
    const answers = Array.from({ length: 12 }, (_, index) =>
      buildJudgedPair({
        id: `t${index + 10}`,
        inclusionProbability: 0.5,
        preference: index < 4 ? [0.5, 0, 'check'] : [0.5, index < 7 ? 0 : index < 9 ? 1 : 0.5, 'judge'],
      }),
    )
    const whole = estimateEndpoint(frameOf(answers), 'preference').estimate ?? Number.NaN
    const estimates: number[] = []
    // Every choice of 3 of the 8 questions.
    for (let mask = 0; mask < 256; mask += 1) {
      const put = Array.from({ length: 8 }, (_, bit) => (mask >> bit) & 1)
      if (put.reduce((sum, bit) => sum + bit, 0) !== 3) continue
      const looked = answers.map((pair, index) =>
        index < 4 || put[index - 4] === 1 ? pair : withOpenQuestion(pair),
      )
      estimates.push(estimateEndpoint(frameOf(looked), 'preference').estimate ?? Number.NaN)
    }
    expect(estimates).toHaveLength(56)
    expect(estimates.reduce((sum, each) => sum + each, 0) / 56).toBeCloseTo(whole, 12)
  })
})

describe('estimateEndpoint with open questions', () => {
  it('counts them neither as pairs nor as missing', () => {
    const judged = [
      ...Array.from({ length: 50 }, (_, index) =>
        buildJudgedPair({ id: `a${index}`, preference: [0.5, 1, 'judge'] }),
      ),
      ...Array.from({ length: 50 }, (_, index) =>
        withOpenQuestion(buildJudgedPair({ id: `b${index}`, preference: [0.5, 0, 'judge'] })),
      ),
    ]
    expect(estimateEndpoint(frameOf(judged), 'preference')).toMatchObject({
      n: 50,
      scored: 50,
      estimate: 0.5,
      missingShare: 0,
      worstStratumMissingShare: 0,
    })
  })

  it('counts them as missing where not one was put, because nothing can stand for them', () => {
    const judged = [
      buildJudgedPair({ id: 'rule', preference: [0.5, 0.5, 'equality'] }),
      withOpenQuestion(buildJudgedPair({ id: 'open', preference: [0.5, 0, 'judge'] })),
    ]
    expect(estimateEndpoint(frameOf(judged), 'preference')).toMatchObject({
      n: 2,
      scored: 1,
      missingShare: 0.5,
      missingBounds: [-0.25, 0.25],
    })
  })

  it('is more uncertain the fewer were put', () => {
    const judged = Array.from({ length: 200 }, (_, index) =>
      buildJudgedPair({ id: `t${1000 + index}`, preference: [0.5, [0, 0.5, 1][index % 3] ?? 0.5, 'judge'] }),
    )
    const errors = [20, 50, 100, 200].map(
      put =>
        estimateEndpoint(
          frameOf(judged.map((pair, index) => (index < put ? pair : withOpenQuestion(pair)))),
          'preference',
        ).standardError ?? Number.NaN,
    )
    expect(errors).toEqual(errors.toSorted((a, b) => b - a))
    // Four times the answers, half the error.
    expect((errors[1] ?? 0) / (errors[3] ?? 1)).toBeCloseTo(2, 0)
  })
})
