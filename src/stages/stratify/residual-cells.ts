import { kMeans } from '../../numeric/k-means.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { createRng } from '../../numeric/random.ts'
import type { SamplingCell, Stratum } from '../../records/strata.ts'
import { compareIds, type DistinctRequest } from './distinct-requests.ts'

/** Distinct requests per cell, on average. */
const CELL_SIZE = 50
/** The cells only have to be more alike than noise is as a whole. */
const MOST_ROUNDS = 10

/**
 * The noise in groups of requests that resemble each other, to draw from: what people see as one stratum holds many
 * things, and drawing from each of them makes estimates steadier. k-means into one group for every 50 distinct requests;
 * none when that would be a single one. Largest first.
 *
 * @param noise - the noise stratum.
 * @param members - positions of its requests, ascending.
 * @param vectors - shape (requests, d), unit length.
 */
export function residualCells(
  noise: Stratum,
  members: readonly number[],
  requests: readonly DistinctRequest[],
  vectors: Matrix,
): readonly SamplingCell[] {
  const count = Math.ceil(members.length / CELL_SIZE)
  if (count <= 1) return []
  const { columns } = vectors
  const data = new Float64Array(members.length * columns)
  for (const [at, member] of members.entries())
    data.set(vectors.data.subarray(member * columns, (member + 1) * columns), at * columns)
  const points = { data, rows: members.length, columns }
  const labels = kMeans(points, { count, mostRounds: MOST_ROUNDS, rng: createRng('residual cells@1') })
  return [...Map.groupBy(members.keys(), at => labels[at]!).values()]
    .map(own => own.flatMap(at => requests[members[at]!]!.traceIds).sort(compareIds))
    .sort((a, b) => b.length - a.length || compareIds(a[0]!, b[0]!))
    .map((traceIds, at) => ({ id: `${noise.id}/${at + 1}`, stratumId: noise.id, members: traceIds }))
}
