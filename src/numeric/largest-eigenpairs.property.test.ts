import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LargestEigenpairsOptions, largestEigenpairs } from './largest-eigenpairs.ts'
import { createRng } from './random.ts'
import { multiplySparse, type SparseMatrix } from './sparse-matrix.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

function options(changes: Partial<LargestEigenpairsOptions> = {}): LargestEigenpairsOptions {
  return {
    atLeast: 0.75,
    fewest: 8,
    most: 60,
    expected: 10,
    low: -1,
    top: 1,
    tolerance: 1e-5,
    rng: createRng('start'),
    ...changes,
  }
}

/** Random walk (symmetric form) on groups of `size` points, closely linked inside and loosely to the next group. */
function blocks(groups: number, size: number, seed: string, bridge = 0.05) {
  const rng = createRng(seed)
  const rows = groups * size
  const dense = new Float64Array(rows * rows)
  const link = (a: number, b: number, weight: number) => {
    dense[a * rows + b]! += weight
    dense[b * rows + a]! += weight
  }
  for (let a = 0; a < rows; a++) {
    dense[a * rows + a] = 0.01
    for (let step = 1; step <= 4; step++) {
      const group = Math.floor(a / size)
      link(a, group * size + ((a + step) % size), 0.2 + rng.nextFloat())
    }
    if (bridge > 0) link(a, (a + size) % rows, bridge * rng.nextFloat())
  }
  const degrees = Float64Array.from({ length: rows }, (_, a) =>
    Math.sqrt(dense.subarray(a * rows, (a + 1) * rows).reduce((sum, value) => sum + value, 0)),
  )
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < rows; b++) dense[a * rows + b]! /= degrees[a]! * degrees[b]!
  return { dense, sparse: toSparse(dense, rows) }
}

function toSparse(dense: Float64Array, rows: number): SparseMatrix {
  const entries = [...dense.entries()].filter(([, value]) => value !== 0)
  const offsets = new Uint32Array(rows + 1)
  for (const [at] of entries) offsets[Math.floor(at / rows) + 1]! += 1
  for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!
  return {
    rows,
    columns: rows,
    offsets,
    indices: Uint32Array.from(entries, ([at]) => at % rows),
    values: Float64Array.from(entries, ([, value]) => value),
  }
}

/** Largest deviation of the columns' inner products from the identity. */
function distanceFromOrthonormal(vectors: Float64Array, width: number): number {
  let worst = 0
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0
      for (let at = 0; at < vectors.length; at += width) product += vectors[at + a]! * vectors[at + b]!
      worst = Math.max(worst, Math.abs(product - Number(a === b)))
    }
  }
  return worst
}

describe('largestEigenpairs', () => {
  it('finds the values a dense solver finds, with orthonormal vectors that belong to them', async () => {
    // 300 rows: above the size that is decomposed whole.
    const { dense, sparse } = blocks(20, 15, 'twenty groups')
    const expected = symmetricEigen(dense, 300).values
    const { values, vectors } = await largestEigenpairs(sparse, options())
    expect(values.length).toBe(expected.filter(value => value >= 0.75).length)
    expect(values.length).toBeGreaterThanOrEqual(20)
    for (const [at, value] of values.entries()) expect(Math.abs(value - expected[at]!)).toBeLessThan(1e-5)
    expect(distanceFromOrthonormal(vectors, values.length)).toBeLessThan(1e-10)
    const image = multiplySparse(sparse, vectors, values.length)
    for (const [at, value] of image.entries())
      expect(Math.abs(value - values[at % values.length]! * vectors[at]!)).toBeLessThan(5e-3)
  })

  it('does the same for random graphs, whatever the guess of how many there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.integer({ min: 3, max: 30 }),
        fc.integer({ min: 0, max: 120 }),
        async (seed, groups, expected) => {
          const { dense, sparse } = blocks(groups, Math.ceil(290 / groups), seed)
          const exact = symmetricEigen(dense, sparse.rows).values
          const { values, vectors } = await largestEigenpairs(sparse, options({ expected }))
          expect(Math.abs(values.length - exact.filter(value => value >= 0.75).length)).toBeLessThanOrEqual(1)
          for (const [at, value] of values.entries()) expect(value).toBeCloseTo(exact[at]!, 4)
          expect(distanceFromOrthonormal(vectors, values.length)).toBeLessThan(1e-9)
        },
      ),
      { numRuns: 8 },
    )
  })

  it('keeps within the fewest and the most wanted, and within the number of rows', async () => {
    const { sparse } = blocks(20, 15, 'bounds')
    const few = await largestEigenpairs(sparse, options({ most: 5, fewest: 2 }))
    expect(few.values).toHaveLength(5)
    const enough = await largestEigenpairs(sparse, options({ atLeast: 0.9999, fewest: 12 }))
    expect(enough.values).toHaveLength(12)
    const tiny = blocks(1, 5, 'tiny')
    const { values, vectors } = await largestEigenpairs(tiny.sparse, options())
    expect(values).toHaveLength(5)
    expect(distanceFromOrthonormal(vectors, 5)).toBeLessThan(1e-12)
  })

  it('has one eigenvalue of 1 for every part that nothing connects', async () => {
    const { sparse } = blocks(30, 12, 'parts', 0)
    const { values, vectors } = await largestEigenpairs(sparse, options({ expected: 5 }))
    expect(values.filter(value => Math.abs(value - 1) < 1e-9)).toHaveLength(30)
    expect(distanceFromOrthonormal(vectors, values.length)).toBeLessThan(1e-9)
  })

  it('gives the same numbers for the same stream', async () => {
    const { sparse } = blocks(20, 15, 'again')
    expect(await largestEigenpairs(sparse, options())).toEqual(await largestEigenpairs(sparse, options()))
  })

  it('has nothing for a matrix without rows', async () => {
    const empty = toSparse(new Float64Array(), 0)
    expect(await largestEigenpairs(empty, options())).toEqual({
      values: new Float64Array(),
      vectors: new Float64Array(),
    })
  })
})
