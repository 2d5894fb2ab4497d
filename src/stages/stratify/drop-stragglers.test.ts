import { describe, expect, it } from 'vitest'
import { nearestNeighbours } from '../../numeric/knn.ts'
import { dropStragglers } from './drop-stragglers.ts'

/** Points on the unit circle, by angle in degrees. */
function neighboursAt(degrees: readonly number[]) {
  const data = Float64Array.from(
    degrees.flatMap(angle => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  )
  return nearestNeighbours({ data, rows: degrees.length, columns: 2 }, Math.min(15, degrees.length - 1))
}

describe('dropStragglers', () => {
  it('sends out the member that lies far from its cluster, and no other', () => {
    const angles = [0, 2, 4, 6, 90, 92, 94, 96, 50]
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1)
    expect([...dropStragglers(labels, neighboursAt(angles))]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, -1])
  })

  it('sends out a member that has no fellow among its 15 nearest', () => {
    const crowd = Array.from({ length: 20 }, (_, at) => at * 18)
    const labels = Int32Array.from([...crowd.map(() => 0), 1, 1])
    expect([...dropStragglers(labels, neighboursAt([...crowd, 1, 181]))].slice(20)).toEqual([-1, -1])
  })

  it('measures all clusters by one threshold', () => {
    // A tight cluster of twelve sets the scale; the loose one of four does not reach it.
    const angles = [...Array.from({ length: 12 }, (_, at) => at + (at % 3) / 5), 100, 130, 160, 190]
    const labels = Int32Array.from(angles, (_, at) => Number(at >= 12))
    expect([...dropStragglers(labels, neighboursAt(angles)).subarray(12)]).toEqual([-1, -1, -1, -1])
  })

  it('leaves noise alone, and has nothing to say without a cluster', () => {
    expect([...dropStragglers(Int32Array.of(-1, -1), neighboursAt([0, 1]))]).toEqual([-1, -1])
    expect([...dropStragglers(Int32Array.of(0, 0, 0, -1), neighboursAt([0, 1, 2, 1.5]))]).toEqual([
      0, 0, 0, -1,
    ])
  })
})
