import { describe, expect, it } from 'vitest'
import { createRng } from '../../../numeric/random.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'
import { layoutGraph } from './layout-graph.ts'

/** `groups` cliques of `size` points each, without an edge between them. */
function cliques(groups: number, size: number): SparseMatrix {
  const rows = groups * size
  const indices: number[] = []
  for (let row = 0; row < rows; row++)
    for (let other = 0; other < size; other++) {
      const column = Math.floor(row / size) * size + other
      if (column !== row) indices.push(column)
    }
  return {
    rows,
    columns: rows,
    offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => row * (size - 1)),
    indices: Uint32Array.from(indices),
    values: new Float64Array(indices.length).fill(0.8),
  }
}

function scattered(rows: number): Float64Array {
  const rng = createRng('start')
  return Float64Array.from({ length: 2 * rows }, () => 20 * rng.nextFloat() - 10)
}

const run = () => layoutGraph(cliques(3, 12), scattered(36), createRng('layout'))

describe('layoutGraph', () => {
  it('pulls linked points together and keeps others apart', () => {
    const layout = run()
    const distance = (a: number, b: number) =>
      Math.hypot(layout[2 * a]! - layout[2 * b]!, layout[2 * a + 1]! - layout[2 * b + 1]!)
    const pairs = Array.from({ length: 36 * 36 }, (_, at) => [Math.floor(at / 36), at % 36] as const)
    const isLinked = ([a, b]: readonly [number, number]) => Math.floor(a / 12) === Math.floor(b / 12)
    const within = Math.max(...pairs.filter(isLinked).map(([a, b]) => distance(a, b)))
    const between = Math.min(...pairs.filter(pair => !isLinked(pair)).map(([a, b]) => distance(a, b)))
    expect(between).toBeGreaterThan(within)
  })

  it('gives the same layout for the same start and seed, and leaves the start as it was', () => {
    const start = scattered(36)
    layoutGraph(cliques(3, 12), start, createRng('layout'))
    expect(start).toEqual(scattered(36))
    expect(run()).toEqual(run())
  })

  it('leaves points without edges where they started', () => {
    const none = {
      rows: 2,
      columns: 2,
      offsets: new Uint32Array(3),
      indices: new Uint32Array(0),
      values: new Float64Array(0),
    }
    expect([...layoutGraph(none, Float64Array.of(1, 2, 3, 4), createRng('x'))]).toEqual([1, 2, 3, 4])
  })
})
