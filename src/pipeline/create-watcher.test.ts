import { describe, expect, it } from 'vitest'
import { createRng } from '../numeric/random.ts'
import type { InterimEstimate } from '../records/interim-estimate.ts'
import { drawHalfNetPairs } from '../testing/draw-half-net-pairs.ts'
import { createWatcher } from './create-watcher.ts'

const SPEC = { pairs: 400, deviation: 0.35, delta: -0.05, ruleShare: 0, strata: ['a', 'b'] }

describe('createWatcher', () => {
  it('tells forty times what the pairs judged so far say: nothing below 100, then what was judged with its bounds', () => {
    const { answers, sample } = drawHalfNetPairs(SPEC, createRng('watched'))
    const told: (readonly InterimEstimate[])[] = []
    const watch = createWatcher(answers.length, [], sample, estimates => told.push(estimates))
    for (const [position, pair] of answers.entries()) watch(pair, position)
    expect(told.map(estimates => estimates.map(({ n }) => n))).toEqual(
      Array.from({ length: 40 }, (_, index) => (index < 9 ? [] : [10 * (index + 1)])),
    )
    const { endpoint, estimate, interval } = told.at(-1)?.[0] ?? { estimate: 0, interval: [0, 0] }
    expect(endpoint).toBe('preference')
    expect(interval[0]).toBeLessThan(estimate)
    expect(interval[1]).toBeGreaterThan(estimate)
  })

  it('counts a pair that was known before it was judged once', () => {
    const { answers, sample } = drawHalfNetPairs(SPEC, createRng('watched'))
    const told: (readonly InterimEstimate[])[] = []
    const watch = createWatcher(answers.length, answers, sample, estimates => told.push(estimates))
    for (const [position, pair] of answers.entries()) watch(pair, position)
    expect(told.at(-1)?.[0]?.n).toBe(400)
  })

  it('gives the pair back where nobody watches', () => {
    const { answers, sample } = drawHalfNetPairs(SPEC, createRng('watched'))
    const [pair] = answers
    if (pair === undefined) throw new Error('no pair was drawn')
    expect(createWatcher(1, [], sample, undefined)(pair, 0)).toBe(pair)
  })
})
