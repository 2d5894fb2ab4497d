import { describe, expect, it } from 'vitest'
import { bootstrapItems } from './bootstrap-items.ts'
import type { Matrix } from './matrix.ts'
import { createRng } from './random.ts'

function column(values: readonly number[]): Matrix {
  return { data: Float64Array.from(values), rows: values.length, columns: 1 }
}

const shareOf = (n: number) => (totals: Float64Array) => [(totals[0] ?? Number.NaN) / n]
const options = (seed: string) => ({ rng: createRng(seed), resamples: 1_000, confidence: 0.9 })

describe('drawing items again', () => {
  it('covers the true share in about nine samples of ten', () => {
    const rng = createRng('samples')
    const [n, truth, samples] = [100, 0.7, 300] as const
    let covered = 0
    for (let sample = 0; sample < samples; sample += 1) {
      const values = Array.from({ length: n }, () => Number(rng.nextFloat() < truth))
      const [interval] = bootstrapItems(column(values), shareOf(n), { rng, resamples: 200, confidence: 0.9 })
      if (interval !== undefined && interval[0] <= truth && truth <= interval[1]) covered += 1
    }
    // .9 of 300 has a standard deviation of 5.2; percentiles of a share of 100 cover a little less.
    expect(covered).toBeGreaterThan(245)
    expect(covered).toBeLessThan(290)
  })

  it('takes two votes on one item for one item, not for two', () => {
    const votes = Array.from({ length: 100 }, (_, index) => index % 2)
    const asItems = bootstrapItems(column(votes.map(vote => 2 * vote)), shareOf(200), options('s'))[0]
    const asVotes = bootstrapItems(column(votes.flatMap(vote => [vote, vote])), shareOf(200), options('s'))[0]
    const width = (interval: readonly [number, number] | undefined) =>
      (interval?.[1] ?? 0) - (interval?.[0] ?? 0)
    expect(width(asItems)).toBeGreaterThan(1.25 * width(asVotes))
  })

  it('is the same for the same seed and items, and another for another seed', () => {
    const values = column([0, 1, 1, 0, 1, 5, 2])
    const drawn = (seed: string) => bootstrapItems(values, ([sum = 0]) => [sum, sum ** 2], options(seed))
    expect(drawn('a')).toEqual(drawn('a'))
    const seeds = ['a', 'b', 'c', 'd'].map(seed => JSON.stringify(drawn(seed)))
    expect(new Set(seeds).size).toBeGreaterThan(1)
  })

  it('has no interval without items, nor for a value that often does not exist', () => {
    expect(bootstrapItems(column([]), () => [1, 2], options('s'))).toEqual([undefined, undefined])
    const often = bootstrapItems(column([0, 1]), ([sum = 0]) => [sum === 0 ? undefined : sum], options('s'))
    expect(often).toEqual([undefined])
  })
})
