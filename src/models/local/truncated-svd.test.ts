import { describe, expect, test } from 'vitest'
import { orthonormaliseColumns } from '../../numeric/orthonormal-columns.ts'
import { mulberry32 } from '../../numeric/random.ts'
import { besides, multiplySparse, type SparseMatrix, transpose } from '../../numeric/sparse-matrix.ts'
import { symmetricColumnProducts } from '../../numeric/tall-blocks.ts'
import { truncatedSvd } from './truncated-svd.ts'

function sparse(dense: readonly (readonly number[])[]): SparseMatrix {
  const columns = dense[0]?.length ?? 0
  const entries = dense.map(row => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])))
  const offsets = new Uint32Array(dense.length + 1)
  entries.forEach((row, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + row.length
  })
  return {
    rows: dense.length,
    columns,
    offsets,
    indices: Uint32Array.from(entries.flat(), entry => entry.column),
    values: Float64Array.from(entries.flat(), entry => entry.value),
  }
}

function random(rows: number, columns: number, seed: number): readonly (readonly number[])[] {
  const rng = mulberry32(seed)
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => rng.nextFloat() - 0.5))
}

describe('sparse matrices', () => {
  test('transposing swaps rows and columns', () => {
    const { rows, columns, offsets, indices, values } = transpose(
      sparse([
        [1, 0, 2],
        [0, 0, 3],
      ]),
    )
    expect([rows, columns]).toEqual([3, 2])
    expect([[...offsets], [...indices], [...values]]).toEqual([
      [0, 1, 1, 3],
      [0, 0, 1],
      [1, 2, 3],
    ])
  })

  test('the product is the sum over a row, whatever its length', () => {
    const row = [1, 2, 3, 4, 5, 6, 7]
    for (let length = 0; length <= row.length; length++) {
      const matrix = sparse([row.map((value, index) => (index < length ? value : 0))])
      const dense = Float64Array.from({ length: 14 }, (_, index) => (index % 2 === 0 ? 1 : 10))
      const sum = (length * (length + 1)) / 2
      expect([...multiplySparse(matrix, dense, 2)]).toEqual([sum, 10 * sum])
    }
  })

  test('two matrices stand beside each other row by row', () => {
    const joined = besides(
      sparse([
        [1, 0],
        [0, 2],
      ]),
      sparse([[3], [0]]),
    )
    expect(joined.columns).toBe(3)
    expect([[...joined.offsets], [...joined.indices], [...joined.values]]).toEqual([
      [0, 2, 3],
      [0, 2, 1],
      [1, 3, 2],
    ])
  })
})

describe('orthonormal columns', () => {
  test('columns become orthonormal and a dependent one zero, at any number of rows', () => {
    for (const rows of [7, 300, 513]) {
      const width = 6
      const dense = random(rows, width, rows).map(row => row.with(3, row[0]! + 2 * row[1]!))
      const block = Float64Array.from(dense.flat())
      orthonormaliseColumns(block, width)
      orthonormaliseColumns(block, width)
      const products = symmetricColumnProducts(block, block, width)
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          expect(products[i * width + j]).toBeCloseTo(i === j && i !== 3 ? 1 : 0, 12)
        }
      }
    }
  })
})

describe('truncated singular value decomposition', () => {
  test('known singular values come back in order', async () => {
    const matrix = sparse([
      [0, 3, 0, 0],
      [5, 0, 0, 0],
      [0, 0, 0, 1],
    ])
    const { singularValues, scaledLeft } = await truncatedSvd(matrix, {
      rank: 2,
      iterations: 2,
      rng: mulberry32(1),
    })
    expect(singularValues[0]).toBeCloseTo(5, 10)
    expect(singularValues[1]).toBeCloseTo(3, 10)
    expect([...scaledLeft].map(value => Math.abs(value))).toEqual(
      [0, 3, 5, 0, 0, 0].map(v => expect.closeTo(v, 8)),
    )
  })

  test('at full rank the rows keep their inner products', async () => {
    const dense = random(9, 5, 3)
    const { scaledLeft } = await truncatedSvd(sparse(dense), { rank: 5, iterations: 1, rng: mulberry32(2) })
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j < 9; j++) {
        const exact = dense[i]!.reduce((sum, value, k) => sum + value * dense[j]![k]!, 0)
        let product = 0
        for (let k = 0; k < 5; k++) product += scaledLeft[i * 5 + k]! * scaledLeft[j * 5 + k]!
        expect(product).toBeCloseTo(exact, 10)
      }
    }
  })

  test('components past the rank of the matrix are zero and not noise', async () => {
    const dense = random(12, 2, 4).map(([a = 0, b = 0]) => [a, b, a + b, a - b, 2 * a, 3 * b])
    const { scaledLeft, singularValues } = await truncatedSvd(sparse(dense), {
      rank: 4,
      iterations: 2,
      rng: mulberry32(5),
    })
    expect([...singularValues].map(value => value > 0)).toEqual([true, true, false, false])
    for (let row = 0; row < 12; row++)
      expect([...scaledLeft.subarray(row * 4 + 2, row * 4 + 4)]).toEqual([0, 0])
  })

  test('a rank far below the size finds the leading values to a thousandth', async () => {
    // 120 x 80 diagonal: singular values 1/1, 1/2, ..., 1/80.
    const dense = Array.from({ length: 120 }, (_, row) =>
      Array.from({ length: 80 }, (__, column) => (row === column ? 1 / (row + 1) : 0)),
    )
    const { singularValues } = await truncatedSvd(sparse(dense), {
      rank: 8,
      iterations: 3,
      rng: mulberry32(6),
    })
    singularValues.forEach((value, index) => {
      expect(Math.abs(value * (index + 1) - 1)).toBeLessThan(1e-3)
    })
  })

  test('a matrix without rows or columns has only zeros', async () => {
    const empty = sparse([[], []])
    const { scaledLeft, singularValues } = await truncatedSvd(empty, {
      rank: 3,
      iterations: 1,
      rng: mulberry32(1),
    })
    expect([[...scaledLeft], [...singularValues]]).toEqual([Array(6).fill(0), Array(3).fill(0)])
  })

  test('an aborted signal stops it with the reason of the abort', async () => {
    const signal = AbortSignal.abort(new Error('stop'))
    const options = { rank: 2, iterations: 2, rng: mulberry32(1), signal }
    await expect(truncatedSvd(sparse(random(5, 5, 1)), options)).rejects.toThrow('stop')
  })
})
