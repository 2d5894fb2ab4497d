import type { Embeddings } from '../../records/embeddings.ts'
import type { StratumId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'

/** Share of a cluster's traces that its radius holds. */
const WITHIN = 0.9

/**
 * The radius of every cluster: the distance (1 - cosine) from its mean direction within which 90% of its traces lie.
 * The noise set has none: it has no middle.
 */
export function stratumRadii(
  { strata }: Strata,
  { traceIds, vectors }: Embeddings,
): ReadonlyMap<StratumId, number> {
  const rowOf = new Map(traceIds.map((traceId, row) => [traceId, row]))
  const radii = new Map<StratumId, number>()
  for (const { id, kind, members } of strata) {
    if (kind === 'noise') continue
    const rows = members.flatMap(member => rowOf.get(member) ?? [])
    if (rows.length > 0) radii.set(id, radiusOf(rows, vectors))
  }
  return radii
}

function radiusOf(rows: readonly number[], { data, columns }: Embeddings['vectors']): number {
  const middle = new Float64Array(columns)
  for (const row of rows) {
    for (let column = 0; column < columns; column += 1) {
      middle[column] = (middle[column] ?? 0) + (data[row * columns + column] ?? 0)
    }
  }
  const length = Math.sqrt(middle.reduce((squares, value) => squares + value * value, 0)) || 1
  const distances = rows
    .map(row => {
      let product = 0
      for (let column = 0; column < columns; column += 1) {
        product += (data[row * columns + column] ?? 0) * (middle[column] ?? 0)
      }
      return Math.max(0, 1 - product / length)
    })
    .sort((a, b) => a - b)
  return distances[Math.ceil(WITHIN * rows.length) - 1] ?? 0
}
