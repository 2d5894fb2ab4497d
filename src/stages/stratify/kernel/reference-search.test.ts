import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Matrix } from '../../../numeric/matrix.ts'
import { mulberry32 } from '../../../numeric/random.ts'
import { createReferenceSearch } from '../weeks/nearest-references.ts'
import { unitRowsOrZero } from '../weeks/unit-rows-or-zero.ts'
import { createKernel, type Kernel } from './create-kernel.ts'

/** Unit rows around a few centres, so that neighbours are close, with some zero rows and some repeated. */
function unitRows(rows: number, columns: number, seed: number): Matrix {
  const random = mulberry32(seed).nextFloat
  const centres = Float64Array.from({ length: 5 * columns }, () => random() - 0.5)
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const kind = random()
    if (kind < 0.03) continue
    if (kind < 0.1 && row > 0) data.copyWithin(row * columns, (row - 1) * columns, row * columns)
    else
      for (let column = 0; column < columns; column++)
        data[row * columns + column] = centres[(row % 5) * columns + column]! + (random() - 0.5) * 0.6
  }
  return unitRowsOrZero({ data, rows, columns })
}

describe('referenceSearch', () => {
  let kernel: Kernel
  let coarse: Kernel
  let rescanned = 0
  beforeAll(() => {
    kernel = createKernel({ threads: 2, smallestThreadedWork: 1e7 })
    coarse = createKernel({ threads: 1, longestRow: 30, onPhase: ({ rows }) => (rescanned += rows) })
  })
  afterAll(() => Promise.all([kernel.close(), coarse.close()]))

  it('finds the very bits the plain search finds, whatever the numbers of rows, references and columns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: 0, max: 90 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        async (references, rows, columns, count, seed) => {
          const among = unitRows(references, columns, seed)
          const asked = unitRows(rows, columns, seed + 1)
          expect(await kernel.referenceSearch(among, count).nearest(asked)).toEqual(
            createReferenceSearch(among, count).nearest(asked),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('finds them on several threads and in several pieces, another search of the kernel between', async () => {
    const among = unitRows(300, 64, 1)
    const asked = unitRows(4_200, 64, 2)
    const search = kernel.referenceSearch(among, 16)
    const [first] = await Promise.all([search.nearest(asked), kernel.nearestNeighbours(among, 5)])
    const plain = createReferenceSearch(among, 16).nearest(asked)
    expect(first).toEqual(plain)
    expect(await search.nearest(asked)).toEqual(plain)
  })

  it('looks at every reference again where coarse bounds cannot tell the nearest', async () => {
    const among = unitRows(300, 40, 3)
    const asked = unitRows(100, 40, 4)
    const found = await coarse.referenceSearch(among, 15).nearest(asked)
    expect(rescanned).toBeGreaterThan(50)
    expect(found).toEqual(createReferenceSearch(among, 15).nearest(asked))
  })

  it('is certain of all but a few rows that have a direction', async () => {
    let uncertain = 0
    const telling = createKernel({ threads: 1, onPhase: ({ rows }) => (uncertain += rows) })
    const asked = unitRows(400, 128, 6)
    const directed = asked.data.filter((value, at) => at % 128 === 0 && value !== 0).length
    await telling.referenceSearch(unitRows(800, 128, 5), 15).nearest(asked)
    await telling.close()
    expect(directed).toBeGreaterThan(370)
    expect(uncertain).toBeLessThanOrEqual(400 - directed + 4)
  })
})
