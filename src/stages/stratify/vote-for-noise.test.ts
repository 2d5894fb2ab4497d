import { describe, expect, it } from 'vitest'
import { nearestNeighbours } from '../../numeric/knn.ts'
import { voteForNoise } from './vote-for-noise.ts'

/** Points on the unit circle, by angle in degrees. */
function neighboursAt(...degrees: readonly number[]) {
  const data = Float64Array.from(
    degrees.flatMap(angle => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  )
  return nearestNeighbours({ data, rows: degrees.length, columns: 2 }, Math.min(15, degrees.length - 1))
}

describe('voteForNoise', () => {
  it('lets noise inside a cluster join it and leaves noise between clusters alone', () => {
    const angles = [0, 2, 4, 6, 8, 90, 92, 94, 96, 98, 5, 49]
    const labels = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1, -1)
    expect([...voteForNoise(labels, neighboursAt(...angles))]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, -1])
  })

  it('refuses a winner whose members lie closer together than the point does to them', () => {
    const labels = Int32Array.of(0, 0, 0, 0, -1)
    expect([...voteForNoise(labels, neighboursAt(0, 1, 2, 3, 12))]).toEqual([0, 0, 0, 0, -1])
  })

  it('counts noise neighbours in the total, so a lone cluster member cannot win', () => {
    const noise = Array.from({ length: 14 }, (_, at) => 10 + at / 100)
    const labels = Int32Array.from([0, 0, 0, ...noise.map(() => -1)])
    // Loosely spread members: closeness alone would let every noise point in.
    const result = voteForNoise(labels, neighboursAt(10, 40, -20, ...noise))
    expect(result.subarray(3).every(label => label === -1)).toBe(true)
  })

  it('decides every point on the labels as given, so noise that joins does not pull in more', () => {
    const chain = [0, 10, 20, 29, 38, 47]
    const labels = Int32Array.of(0, 0, 0, -1, -1, -1)
    const first = voteForNoise(labels, neighboursAt(...chain))
    const reversed = voteForNoise(labels.toReversed(), neighboursAt(...chain.toReversed())).toReversed()
    expect([...first]).toEqual([...reversed])
  })

  it('leaves labels without a cluster as they are', () => {
    expect([...voteForNoise(Int32Array.of(-1, -1), neighboursAt(0, 1))]).toEqual([-1, -1])
  })
})
