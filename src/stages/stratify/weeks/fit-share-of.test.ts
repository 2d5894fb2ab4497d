import { expect, it } from 'vitest'
import { createRng } from '../../../numeric/random.ts'
import { fitShareOf } from './fit-share-of.ts'

/** Requests asked once to nine times; the rule loses a tenth of cluster 0 to noise and gives it some of cluster 1. */
function population(size: number) {
  const rng = createRng('fit-share')
  return Array.from({ length: size }, () => {
    const byFit = rng.nextFloat() < 0.3 ? 0 : 1
    const isMistaken = rng.nextFloat() < (byFit === 0 ? 0.1 : 0.03)
    const byRule = isMistaken ? (byFit === 0 ? -1 : 0) : byFit
    return { traces: 1 + Math.floor(9 * rng.nextFloat() ** 3), byFit, byRule }
  })
}

it('is right on average over samples, and misses by more than two standard errors one time in twenty', () => {
  const all = population(2_000)
  const traces = all.reduce((sum, each) => sum + each.traces, 0)
  const truth = all.reduce((sum, each) => sum + (each.byFit === 0 ? each.traces : 0), 0) / traces
  const rng = createRng('fit-share/draws')
  const scores: number[] = []
  for (let repeat = 0; repeat < 400; repeat += 1) {
    const order = all.map(each => ({ each, u: rng.nextFloat() })).sort((a, b) => a.u - b.u)
    const sample = order.slice(0, 500).map(({ each }) => each)
    const outside = order.slice(500).map(({ each }) => each)
    const counted =
      sample.reduce((sum, each) => sum + (each.byFit === 0 ? each.traces : 0), 0) +
      outside.reduce((sum, each) => sum + (each.byRule === 0 ? each.traces : 0), 0)
    const { estimate, standardError } = fitShareOf(0, counted, sample, { requests: 2_000, traces })
    scores.push((estimate - truth) / standardError)
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / 400
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / 399)
  // Three standard errors of 400 draws.
  expect(Math.abs(mean)).toBeLessThan(0.15)
  expect(Math.abs(spread - 1)).toBeLessThan(0.12)
  expect(scores.filter(score => Math.abs(score) > 1.96).length / 400).toBeLessThan(0.09)
})

it('has no error where the rule agrees with the clustering, or nothing was left outside', () => {
  const agreeing = Array.from({ length: 50 }, (_, at) => ({ traces: 2, byFit: at % 2, byRule: at % 2 }))
  expect(fitShareOf(1, 300, agreeing, { requests: 300, traces: 600 })).toEqual({
    estimate: 0.5,
    standardError: 0,
  })
  const all = population(200)
  expect(fitShareOf(1, 70, all, { requests: 200, traces: 350 })).toEqual({ estimate: 0.2, standardError: 0 })
})
