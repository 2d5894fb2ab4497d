import { expect, it } from 'vitest'
import { chapmanEstimate } from './chapman.ts'
import { goodTuringCoverage, speciesCountsOf } from './good-turing.ts'
import { clopperPearsonInterval } from './proportion-interval.ts'
import { correctedShares, roganGladen } from './rogan-gladen.ts'
import { weightedShare } from './weighted-share.ts'

it.each([
  [0, 50],
  [3, 50],
  [50, 50],
])('a share of %i in %i equal units has the exact interval', (k, n) => {
  const units = Array.from({ length: n }, (_, i) => ({ weight: 1 / 3, value: i < k ? 1 : 0 }))
  const [low, high] = weightedShare(units, 0.95)?.interval ?? []
  const exact = clopperPearsonInterval(k, n, 0.95)
  expect(low).toBeCloseTo(exact[0], 12)
  expect(high).toBeCloseTo(exact[1], 12)
})

it('no units have no share, and a weight of 0 is refused', () => {
  expect(weightedShare([], 0.95)).toBeUndefined()
  expect(() => weightedShare([{ weight: 0, value: 1 }], 0.95)).toThrow(/weight/)
})

it('a judge no better than chance corrects nothing', () => {
  const judged = { share: 0.5, n: 10, sensitivity: 0.6, positives: 5, specificity: 0.4, negatives: 5 }
  expect(() => roganGladen(judged, 0.95)).toThrow(/better than chance/)
})

it('a judge that answers alike whatever is true is refused, one that swaps two answers is undone', () => {
  const alike = { data: Float64Array.of(0.5, 0.5, 0.5, 0.5), rows: 2, columns: 2 }
  expect(() => correctedShares(alike, [0.5, 0.5])).toThrow(/singular/)
  const swapped = { data: Float64Array.of(0, 1, 1, 0), rows: 2, columns: 2 }
  expect(correctedShares(swapped, [0.3, 0.7])).toEqual([0.7, 0.3])
})

it('two detectors that find the same leave nothing unseen', () => {
  expect(chapmanEstimate(8, 8, 8, 0.95)).toMatchObject({ total: 8, unseen: 0, interval: [8, 8] })
  expect(() => chapmanEstimate(3, 5, 4, 0.95)).toThrow(/both/)
})

it('coverage is 0 where everything was new, and 1 where nothing was seen only once', () => {
  expect(goodTuringCoverage(speciesCountsOf(['a', 'b', 'c']))).toEqual({
    coverage: 0,
    adjusted: 0,
    unseen: 2,
  })
  expect(goodTuringCoverage(speciesCountsOf(['a', 'a', 'b', 'b'])).coverage).toBe(1)
})
