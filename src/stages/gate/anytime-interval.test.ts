import { expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { drawHalfNetPairs } from '../../testing/draw-half-net-pairs.ts'
import { buildJudgedPair, buildSample } from '../../testing/judged-pair-builder.ts'
import { anytimeInterval } from './anytime-interval.ts'
import { estimateEndpoint } from './estimate-endpoint.ts'
import { trafficFrame } from './traffic-frame.ts'

const SPEC = { pairs: 1000, deviation: 0.35, ruleShare: 0, strata: ['a', 'b'] }

it('holds the interval of the gate and is wider', () => {
  const { answers, sample } = drawHalfNetPairs({ ...SPEC, delta: 0.01 }, createRng('watched'))
  const fixed = estimateEndpoint(trafficFrame(answers, sample), 'preference')
  const watched = anytimeInterval(answers, sample, 'preference')
  expect(watched).toMatchObject({ estimate: fixed.estimate, n: 1000 })
  expect(watched?.interval[0]).toBeLessThan((fixed.interval?.[0] ?? Number.NaN) - 0.01)
  expect(watched?.interval[1]).toBeGreaterThan((fixed.interval?.[1] ?? Number.NaN) + 0.01)
})

it('says nothing before a hundred verdicts', () => {
  const pairs = Array.from({ length: 99 }, (_, index) =>
    buildJudgedPair({ id: `t${index}`, preference: [0.5, 0.5] }),
  )
  expect(anytimeInterval(pairs, buildSample(pairs), 'preference')).toBeUndefined()
  expect(anytimeInterval([], buildSample([]), 'preference')).toBeUndefined()
})

it('never leaves out an equal candidate in more than a tenth of the weeks watched throughout', () => {
  const weeks = 60
  const left = Array.from({ length: weeks }, (_, week) => {
    const { answers, sample } = drawHalfNetPairs({ ...SPEC, delta: 0 }, createRng(`week ${week}`))
    return [100, 150, 250, 400, 600, 1000].some(count => {
      const watched = anytimeInterval(answers.slice(0, count), sample, 'preference')
      return watched !== undefined && (watched.interval[0] > 0 || watched.interval[1] < 0)
    })
  }).filter(Boolean).length
  expect(left / weeks).toBeLessThanOrEqual(0.1)
})
