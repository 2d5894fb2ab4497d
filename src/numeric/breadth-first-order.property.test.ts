import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breadthFirstOrder, reordered } from './breadth-first-order.ts'
import type { SparseMatrix } from './sparse-matrix.ts'

/** Ones between the given pairs, both ways. */
function linked(rows: number, pairs: readonly (readonly [number, number])[]): SparseMatrix {
  const links = Array.from({ length: rows }, () => new Set<number>())
  for (const [a, b] of pairs) {
    links[a % rows]!.add(b % rows)
    links[b % rows]!.add(a % rows)
  }
  const offsets = new Uint32Array(rows + 1)
  for (const [row, own] of links.entries()) offsets[row + 1] = offsets[row]! + own.size
  const indices = Uint32Array.from(links.flatMap(own => [...own]))
  return { rows, columns: rows, offsets, indices, values: Float64Array.from(indices, (_, at) => at + 1) }
}

function entriesOf({ rows, offsets, indices, values }: SparseMatrix, name: (row: number) => number) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(indices.subarray(offsets[row], offsets[row + 1]), (column, at) => [
      name(row),
      name(column),
      values[offsets[row]! + at],
    ]),
  )
}

const graphs = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { maxLength: 40 }))
  .map(([rows, pairs]) => linked(rows, pairs))

describe('breadthFirstOrder', () => {
  it('holds every row once, and nothing for no rows', () => {
    fc.assert(
      fc.property(graphs, graph => {
        expect([...breadthFirstOrder(graph)].sort((a, b) => a - b)).toEqual([...new Array(graph.rows).keys()])
      }),
    )
    expect(breadthFirstOrder(linked(0, []))).toEqual(new Uint32Array())
  })

  it('brings what is linked together: a shuffled path stands in its own order', () => {
    // 0 - 3 - 1 - 4 - 2, and 5 alone.
    const path = linked(6, [
      [0, 3],
      [3, 1],
      [1, 4],
      [4, 2],
    ])
    expect([...breadthFirstOrder(path)]).toEqual([0, 3, 1, 4, 2, 5])
  })
})

describe('reordered', () => {
  it('keeps every entry, under the new names of its row and column and in its place within the row', () => {
    fc.assert(
      fc.property(graphs, graph => {
        const order = breadthFirstOrder(graph).toReversed()
        const found = entriesOf(reordered(graph, order), place => order[place]!)
        const byRow = entriesOf(graph, row => row)
        expect(found).toEqual(Array.from(order, row => byRow[row]))
      }),
    )
  })
})
