import { describe, expect, it } from 'vitest'
import { buildJudgedPair } from '../../testing/judged-pair-builder.ts'
import { earlierSpreads } from './earlier-spreads.ts'
import { observedSpreads } from './observed-spreads.ts'

describe('observedSpreads', () => {
  it('takes the outcome, else the tool calls, else twice the half-net preference of each pair', () => {
    const spreads = observedSpreads([
      buildJudgedPair({ id: 'a', stratum: 'x', outcome: [1, 0], structured: [0, 0] }),
      buildJudgedPair({ id: 'b', stratum: 'x', structured: [0.5, 0.5], preference: [0.5, 1] }),
      buildJudgedPair({ id: 'c', stratum: 'x', preference: [0.5, 1] }),
    ])
    // Differences -1, 0, 1.
    expect(spreads).toEqual([{ stratumId: 'x', count: 3, variance: 1 }])
  })

  it('leaves out pairs without a verdict, the adversarial set and strata with a single difference', () => {
    const spreads = observedSpreads([
      buildJudgedPair({ id: 'a', stratum: 'x', structured: [1, 0] }),
      buildJudgedPair({ id: 'b', stratum: 'x', structured: 'missing' }),
      buildJudgedPair({ id: 'c', stratum: 'x', isAdversarial: true, structured: [1, 1] }),
    ])
    expect(spreads).toEqual([])
  })
})

describe('earlierSpreads', () => {
  const result = (endMs: number | null, spreads: Record<string, [number, number]>, model = 'm'): string =>
    JSON.stringify({
      kind: 'tidegate-result',
      manifest: { embeddingModel: model, window: endMs === null ? null : { endMs } },
      sample: {
        strata: [
          ...Object.entries(spreads).map(([id, [count, variance]]) => ({ id, spread: { count, variance } })),
          { id: 'unscored', spread: null },
          { id: 'of an older version' },
        ],
      },
    })
  const now = { windowEndMs: 100, embeddingModel: 'm' }

  it('pools earlier windows by their degrees of freedom', () => {
    const spreads = earlierSpreads([result(93, { x: [21, 0.16] }), result(86, { x: [61, 0.04] })], now)
    // Pooled .07, which is all there is to shrink towards.
    expect([...spreads]).toEqual([['x', expect.closeTo(Math.sqrt(0.07), 12)]])
  })

  it('never reads this window, a later one, one without times, or strata of another embedding model', () => {
    const others = [
      result(100, { x: [50, 1] }),
      result(107, { x: [50, 1] }),
      result(null, { x: [50, 1] }),
      result(93, { x: [50, 1] }, 'another'),
      JSON.stringify({ kind: 'another result' }),
    ]
    expect(earlierSpreads(others, now).size).toBe(0)
    expect(earlierSpreads([result(93, { x: [50, 1] })], { ...now, windowEndMs: undefined }).size).toBe(0)
  })

  it('reads the four newest', () => {
    const weeks = [1, 1, 1, 1, 9].map((variance, index) => result(93 - 7 * index, { x: [11, variance] }))
    expect(earlierSpreads(weeks, now).get('x' as never)).toBeCloseTo(1, 12)
  })
})
