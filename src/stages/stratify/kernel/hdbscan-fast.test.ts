import { afterAll, describe, expect, it } from 'vitest'
import { createRng } from '../../../numeric/random.ts'
import { type HdbscanOptions, hdbscan } from '../hdbscan/hdbscan.ts'
import { clusteredPoints, withDuplicates } from './__fixtures__/points.ts'
import { createKernel } from './create-kernel.ts'
import { hdbscanFast } from './hdbscan-fast.ts'

const kernel = createKernel({ threads: 1 })
afterAll(kernel.close)

const OPTIONS: HdbscanOptions = {
  minClusterSize: 8,
  minSamples: 5,
  clusterSelection: 'eom',
  ties: 'multi-way',
  metric: 'euclidean',
}
const rng = createRng('hdbscan-fast')

describe('hdbscanFast', () => {
  it.each([
    { rows: 400, columns: 80, centres: 9, width: 0.7 },
    { rows: 400, columns: 2, centres: 9, width: 0.1 },
    { rows: 5, columns: 2, centres: 1, width: 1 },
  ])('labels $rows points in $columns columns as hdbscan does', async shape => {
    const points = withDuplicates(rng, clusteredPoints(rng, shape), 0.1)
    for (const metric of ['euclidean', 'cosine'] as const) {
      const plain = hdbscan(points, { ...OPTIONS, metric })
      const fast = await hdbscanFast(points, { ...OPTIONS, metric }, kernel)
      expect(fast.labels).toEqual(plain.labels)
      expect(fast.probabilities).toEqual(plain.probabilities)
      expect(fast.outlierScores).toEqual(plain.outlierScores)
      expect(fast.persistences).toEqual(plain.persistences)
      expect(fast.exemplars).toEqual(plain.exemplars)
      expect(fast.singleLinkage.heights).toEqual(plain.singleLinkage.heights)
    }
  })

  it('finds nothing in no points', async () => {
    const nothing = { data: new Float64Array(), rows: 0, columns: 4 }
    expect(await hdbscanFast(nothing, OPTIONS, kernel)).toEqual(hdbscan(nothing, OPTIONS))
  })
})
