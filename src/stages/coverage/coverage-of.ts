import { InvariantError } from '../../errors/invariant-error.ts'
import type { Coverage } from '../../records/coverage.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import { coveredShare } from './covered-share.ts'
import { type CoverageItems, nearCounts } from './near-coverage.ts'
import { countedStrata, realTrafficCoverage } from './strata-coverage.ts'

/**
 * How much of the traffic a set of items speaks for: by the number of items in each stratum (real-traffic coverage),
 * and by how near they lie to the traces.
 *
 * @param strata - of the traffic's window.
 * @param embeddings - of the traffic; `items.vectors` must be in the same space.
 * @param items - a suite, each item with its stratum by the assignment rule; for a drawn sample, `itemsOfSample`.
 * @throws {InvariantError} when the items are not one row per stratum name, or of another length than the traffic's.
 * @see statistics note, section 6.
 */
export function coverageOf(strata: Strata, embeddings: Embeddings, items: CoverageItems): Coverage {
  const { vectors, strata: itemStrata } = items
  if (
    vectors.rows !== itemStrata.length ||
    (vectors.rows > 0 && vectors.columns !== embeddings.vectors.columns)
  ) {
    throw new InvariantError('Expected one vector per item, in the space of the traffic', {
      details: `${vectors.rows} x ${vectors.columns} for ${itemStrata.length} items, traffic ${embeddings.vectors.columns} wide`,
    })
  }
  const known = new Set(strata.strata.map(({ id }) => id))
  const placed = itemStrata.map(id => (id !== undefined && known.has(id) ? id : undefined))
  const counted = countedStrata(strata, placed)
  const countedById = new Map(counted.map(each => [each.stratumId, each]))
  const near = nearCounts(strata, embeddings, { vectors, strata: placed })
  const nearById = new Map(near.map(each => [each.stratumId, each]))
  const lookedAt = near.reduce((sum, { traces }) => sum + traces, 0)
  const isNear = near.reduce((sum, each) => sum + each.near, 0)
  const traffic = realTrafficCoverage(strata, counted)
  return {
    items: placed.length,
    outside: placed.filter(id => id === undefined).length,
    traffic: traffic === undefined ? null : coveredShare(traffic, Math.max(1, strata.populationSize)),
    near: lookedAt === 0 ? null : coveredShare(isNear / lookedAt, lookedAt),
    strata: strata.strata.map(({ id, label, share }) => {
      const { traces = 0, near: found = 0 } = nearById.get(id) ?? {}
      const { items: own = 0, required = 1, covered = 0 } = countedById.get(id) ?? {}
      return {
        stratumId: id,
        label,
        share,
        items: own,
        required,
        covered,
        near: traces === 0 ? null : found / traces,
      }
    }),
  }
}

/** The draws of a sample as items: where they were drawn from is where they belong. */
export function itemsOfSample({ draws }: Sample, { traceIds, vectors }: Embeddings): CoverageItems {
  const rowOf = new Map(traceIds.map((traceId, row) => [traceId, row]))
  const { columns } = vectors
  const known = draws.flatMap(({ traceId, stratumId }) => {
    const row = rowOf.get(traceId)
    return row === undefined ? [] : [{ row, stratumId }]
  })
  const data = new Float32Array(known.length * columns)
  for (const [at, { row }] of known.entries()) {
    data.set(vectors.data.subarray(row * columns, (row + 1) * columns), at * columns)
  }
  return {
    vectors: { data, rows: known.length, columns },
    strata: known.map(({ stratumId }) => stratumId),
  }
}
