import { describe, expect, it } from 'vitest'
import { nearestNeighbours } from '../../../numeric/knn.ts'
import { createRng } from '../../../numeric/random.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'
import { fuzzyGraph } from './fuzzy-graph.ts'
import { regularisedWalk } from './regularised-walk.ts'

function onALine(...positions: readonly number[]) {
  return { data: Float64Array.from(positions), rows: positions.length, columns: 1 }
}

function weight({ offsets, indices, values }: SparseMatrix, from: number, to: number): number {
  for (let entry = offsets[from]!; entry < offsets[from + 1]!; entry++)
    if (indices[entry] === to) return values[entry]!
  return 0
}

function randomPoints(rows: number) {
  const rng = createRng('points')
  return { data: Float64Array.from({ length: rows * 5 }, () => rng.nextFloat()), rows, columns: 5 }
}

describe('fuzzyGraph', () => {
  it('is symmetric, without loops, with weights in (0, 1] and weight 1 to every nearest neighbour', () => {
    const neighbours = nearestNeighbours(randomPoints(60), 8)
    const graph = fuzzyGraph(neighbours)
    for (let row = 0; row < graph.rows; row++) {
      expect(weight(graph, row, row)).toBe(0)
      expect(weight(graph, row, neighbours.indices[row * 8]!)).toBe(1)
      for (let entry = graph.offsets[row]!; entry < graph.offsets[row + 1]!; entry++) {
        expect(graph.values[entry]).toBeGreaterThan(0)
        expect(graph.values[entry]).toBeLessThanOrEqual(1)
        expect(weight(graph, graph.indices[entry]!, row)).toBe(graph.values[entry])
      }
    }
  })

  it('has the weights of the definition: exp of the distance beyond the nearest, over the width that sums to log2 k', () => {
    // From 0 the others lie at 1, 2 and 4; nothing but 0 has 4 among its three nearest.
    const graph = fuzzyGraph({
      count: 3,
      indices: Int32Array.of(1, 2, 3, 0, 2, 4, 0, 1, 4, 4, 1, 2, 3, 1, 2),
      distances: Float64Array.of(1, 2, 4, 1, 1, 9, 1, 1, 9, 5, 9, 9, 5, 9, 9),
    })
    const direct = weight(graph, 0, 3)
    // x + x^3 = log2(3) - 1 with x = exp(-1 / width) and exp(-3 / width) = x^3 for the neighbour at 4.
    const x = Math.cbrt(direct)
    expect(x + direct).toBeCloseTo(Math.log2(3) - 1, 4)
  })

  it('scales with the distances: twice as far, the same graph', () => {
    const points = randomPoints(40)
    const near = fuzzyGraph(nearestNeighbours(points, 6))
    const far = fuzzyGraph(nearestNeighbours({ ...points, data: points.data.map(value => 2 * value) }, 6))
    expect(far.indices).toEqual(near.indices)
    for (const [at, value] of far.values.entries()) expect(value).toBeCloseTo(near.values[at]!, 4)
  })

  it('takes points that are all equal, a single pair, one point and none', () => {
    expect(fuzzyGraph(nearestNeighbours(onALine(3, 3, 3), 2)).values).toEqual(new Float64Array(6).fill(1))
    expect(fuzzyGraph(nearestNeighbours(onALine(3, 4), 1)).values).toEqual(new Float64Array(2).fill(1))
    expect(fuzzyGraph(nearestNeighbours(onALine(), 0)).rows).toBe(0)
  })
})

describe('regularisedWalk', () => {
  it('is symmetric and keeps the square roots of the degrees as its vector of eigenvalue 1', () => {
    const graph = fuzzyGraph(nearestNeighbours(randomPoints(50), 7))
    const walk = regularisedWalk(graph)
    const degrees = Array.from({ length: 50 }, (_, row) =>
      graph.values
        .subarray(graph.offsets[row], graph.offsets[row + 1])
        .reduce((sum, value) => sum + value, 0),
    )
    const loop = (1e-3 * degrees.reduce((sum, degree) => sum + degree, 0)) / 50
    const roots = degrees.map(degree => Math.sqrt(degree + loop))
    for (let row = 0; row < 50; row++) {
      let image = 0
      for (let entry = walk.offsets[row]!; entry < walk.offsets[row + 1]!; entry++) {
        image += walk.values[entry]! * roots[walk.indices[entry]!]!
        expect(weight(walk, walk.indices[entry]!, row)).toBeCloseTo(walk.values[entry]!, 15)
      }
      expect(image).toBeCloseTo(roots[row]!, 12)
    }
  })
})
