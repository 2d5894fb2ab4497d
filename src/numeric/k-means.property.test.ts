import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finiteMatrix } from './distance.ts'
import { kMeans } from './k-means.ts'
import { createRng } from './random.ts'

function pointsOf(rows: readonly (readonly number[])[]) {
  return finiteMatrix({
    data: Float64Array.from(rows.flat()),
    rows: rows.length,
    columns: rows[0]?.length ?? 2,
  })
}

function groupsOf(rows: readonly (readonly number[])[], count: number, mostRounds = 50) {
  return [...kMeans(pointsOf(rows), { count, mostRounds, rng: createRng('means') })]
}

const point = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }))

describe('kMeans', () => {
  it('finds groups that lie apart, named by first appearance', () => {
    const rows = [0, 100, 200].flatMap(centre => [0, 1, 2, 3, 4].map(step => [centre + step, -step]))
    expect(groupsOf(rows, 3)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
  })

  it('makes no more groups than there are distinct points, and none of no points', () => {
    expect(
      groupsOf(
        [
          [1, 1],
          [1, 1],
          [1, 1],
        ],
        3,
      ),
    ).toEqual([0, 0, 0])
    expect(
      groupsOf(
        [
          [1, 1],
          [2, 2],
        ],
        5,
      ),
    ).toEqual([0, 1])
    expect(groupsOf([], 3)).toEqual([])
  })

  it('leaves every point with the mean nearest to it', () => {
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        (rows, count) => {
          const labels = groupsOf(rows, count)
          const means = [...new Set(labels)].map(label => {
            const own = rows.filter((_, at) => labels[at] === label)
            return [0, 1].map(axis => own.reduce((sum, row) => sum + row[axis]!, 0) / own.length)
          })
          const squared = (row: readonly number[], mean: readonly number[]) =>
            (row[0]! - mean[0]!) ** 2 + (row[1]! - mean[1]!) ** 2
          for (const [at, row] of rows.entries()) {
            const nearest = Math.min(...means.map(mean => squared(row, mean)))
            expect(squared(row, means[labels[at]!]!)).toBeLessThanOrEqual(nearest + 1e-9)
          }
        },
      ),
    )
  })

  it('stops at the start points when no round is wanted', () => {
    const rows = [[0], [10], [11], [30]]
    expect(new Set(groupsOf(rows, 2, 0)).size).toBe(2)
  })

  it('refuses a count that is not a whole number above 0', () => {
    expect(() => groupsOf([[1, 2]], 0)).toThrow(expect.objectContaining({ reason: 'out-of-range' }))
  })
})
