import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../../../errors/invariant-error.ts'
import { nearestNeighbours } from '../../../../numeric/knn.ts'
import { largestEigenpairs } from '../../../../numeric/largest-eigenpairs.ts'
import { createRng } from '../../../../numeric/random.ts'
import type { SparseMatrix } from '../../../../numeric/sparse-matrix.ts'
import { type OpenBlock, openPlainBlock } from '../../../../numeric/subspace-block.ts'
import { fuzzyGraph } from '../../spectral/fuzzy-graph.ts'
import { regularisedWalk } from '../../spectral/regularised-walk.ts'
import { clusteredPoints } from '../__fixtures__/points.ts'
import { fastBlocks } from './fast-blocks.ts'

function walkOf(rows: number): SparseMatrix {
  const points = clusteredPoints(createRng(`walk ${rows}`), { rows, columns: 6, centres: 12, width: 0.3 })
  return regularisedWalk(
    fuzzyGraph(nearestNeighbours({ ...points, data: Float64Array.from(points.data) }, 7)),
  )
}

function columns(matrix: SparseMatrix, width: number, seed: string): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: matrix.rows * width }, () => rng.nextFloat() - 0.5)
}

/** Everything a block can do, once each, with what it holds and gives on the way. */
async function walkedThrough(open: OpenBlock, matrix: SparseMatrix, first: number, second: number) {
  const block = open(matrix, first + second)
  const seen: Float64Array[] = []
  try {
    block.append(columns(matrix, first, 'first'), first)
    await block.filter({ degree: 12, low: -1, high: 0.6, top: 1 })
    seen.push(block.read().slice())
    await block.orthonormalise()
    seen.push(block.read().slice(), await block.project())
    block.append(columns(matrix, second, 'second'), second)
    await block.filter({ degree: 4, low: -1, high: 0.5, top: 1 })
    await block.orthonormalise()
    const count = first + second - 3
    await block.combine(columns(matrix, count, 'factors').subarray(0, count * (first + second)), count)
    seen.push(block.read().slice(), await block.project())
    return seen
  } finally {
    await block.close()
  }
}

describe('fastBlocks', () => {
  // Widths within a panel, at its edge and beyond; rows that are no multiple of 4, 32 or 256.
  it.each([
    { rows: 61, first: 5, second: 4, threads: 1 },
    { rows: 259, first: 16, second: 16, threads: 2 },
    { rows: 515, first: 30, second: 21, threads: 3 },
  ])('does on $threads threads what the plain block does, to the last bit ($rows rows)', async shape => {
    const matrix = walkOf(shape.rows)
    const plain = await walkedThrough(openPlainBlock, matrix, shape.first, shape.second)
    const fast = await walkedThrough(fastBlocks(shape.threads, 0), matrix, shape.first, shape.second)
    expect(fast).toEqual(plain)
    expect(plain[0]?.some(value => Math.abs(value) > 1e-3)).toBe(true)
  })

  it('finds the eigenpairs the plain search finds, also where columns depend on each other', async () => {
    const matrix = walkOf(400)
    const options = () => ({
      atLeast: 0.75,
      fewest: 8,
      most: 60,
      expected: 5,
      low: -1,
      top: 1,
      tolerance: 1e-4,
      rng: createRng('start'),
    })
    const plain = await largestEigenpairs(matrix, options())
    expect(plain.values.length).toBeGreaterThan(8)
    expect(await largestEigenpairs(matrix, options(), fastBlocks(1))).toEqual(plain)
    expect(await largestEigenpairs(matrix, options(), fastBlocks(2, 0))).toEqual(plain)
  })

  it('says so when a worker ends before its work', async () => {
    const block = fastBlocks(2, 0)(walkOf(61), 8)
    block.append(new Float64Array(61 * 8).fill(1), 8)
    const filtered = block.filter({ degree: 500_000, low: -1, high: 0.6, top: 1 })
    const failure = expect(filtered).rejects.toThrow(InvariantError)
    await block.close()
    await failure
  })
})
