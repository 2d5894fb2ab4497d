import { expect, it } from 'vitest'
import type { Matrix } from '../../numeric/matrix.ts'
import { createRng } from '../../numeric/random.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import { type PointSearch, plainSearch } from './plain-search.ts'
import { stratify } from './stratify.ts'

const options = { algorithm: 'hdbscan', space: 'spectral', minClusterSize: 5, minSamples: 3 } as const

/** Plain search that notes at the start of each step how many numbers of the rows searched before are still held. */
function watched() {
  const searched: Matrix[] = []
  const held: (readonly number[])[] = []
  const note = () => held.push(searched.map(({ data }) => data.length))
  const search: PointSearch = {
    ...plainSearch,
    nearestNeighbours(points, count) {
      note()
      searched.push(points)
      return plainSearch.nearestNeighbours(points, count)
    },
    largestEigenpairs(matrix, wanted) {
      note()
      return plainSearch.largestEigenpairs(matrix, wanted)
    },
  }
  return { search, held }
}

it('lets go of the vectors, the largest thing in memory, as soon as a step of the clustering no longer needs them', async () => {
  const rng = createRng('held')
  const rows = 300
  const traceIds = Array.from({ length: rows }, (_, row) => `t${row}` as TraceId)
  const vectors = { data: Float32Array.from({ length: rows * 8 }, () => rng.nextFloat()), rows, columns: 8 }
  const intents = traceIds.map(traceId => ({ traceId, text: `ask ${traceId}` as RedactedText }))
  const { search, held } = watched()
  await stratify({ traceIds, vectors, modelId: 'test' }, intents, options, search)
  const whole = rows * 8
  expect(held).toEqual([[], [whole], [0], [0, 0]])
  expect(vectors.data.length).toBe(whole)
})
