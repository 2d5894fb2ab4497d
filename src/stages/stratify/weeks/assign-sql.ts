import type { StratumModel } from '../../../records/stratum-model.ts'
import { referenceRows } from './assign.ts'
import { VOTERS } from './vote-and-gate.ts'

export type AssignSqlOptions = {
  /** An SQL query that gives `id` (String) and `embedding` (Array of Float32 or Float64) of every request. */
  readonly requests: string
  /** Name of the table of exemplars as it stands in SQL. */
  readonly exemplars: string
}

/** One exemplar as a row of the table that `exemplarTableSql` makes. */
export type ExemplarRow = {
  readonly position: number
  readonly label: number
  readonly vector: readonly number[]
}

/** The statement that makes the table of exemplars: one row for each request that votes. */
export function exemplarTableSql(table: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (position UInt32, label Int32, vector Array(Float64)) ENGINE = MergeTree ORDER BY position`
}

/** The reference requests of a model, each at unit length as the assigner compares with it; `label` -1 is noise. */
export function* exemplarRows({ reference }: Pick<StratumModel, 'reference'>): IterableIterator<ExemplarRow> {
  const { data, rows, columns } = referenceRows(reference)
  for (let position = 0; position < rows; position++) {
    const vector = Array.from(data.subarray(position * columns, (position + 1) * columns))
    yield { position, label: reference.labels[position] ?? -1, vector }
  }
}

/**
 * A ClickHouse query that gives `id` and `label`, the position of its stratum or -1, of every request: the vote and the gate of
 * `voteAndGate` among the 15 nearest exemplars. Sums of floating-point numbers are not associative, so that a request within rounding
 * (about 1e-15) of a threshold may be decided otherwise than here.
 */
export function assignSql({ strata, gate }: StratumModel, { requests, exemplars }: AssignSqlOptions): string {
  const closeness = `[${strata.map(each => numberSql(each.closeness)).join(', ')}]`
  const templates = `[${strata.map(each => (each.requests === 1 ? 1 : 0)).join(', ')}]`
  // A vector of zeros resembles nothing.
  const cosine = 'cosineDistance(request.embedding, exemplar.vector)'
  const distance = `if(isFinite(${cosine}), ${cosine}, 1)`
  return `WITH
  ${closeness}::Array(Float64) AS least,
  ${templates}::Array(UInt8) AS is_template,
  neighbours AS (
    SELECT request.id AS id, groupArraySorted(${VOTERS})((${distance}, exemplar.position, exemplar.label)) AS near
    FROM (${requests}) AS request CROSS JOIN ${exemplars} AS exemplar
    GROUP BY request.id
  ),
  voters AS (
    SELECT id,
      arrayMap(each -> 1 - each.1, near) AS similarities,
      arrayMap(each -> each.3, near) AS labels,
      arrayMap(similarity -> pow(greatest(0, similarity), 4), similarities) AS weights,
      arraySort(arrayDistinct(arrayFilter(label -> label >= 0, labels))) AS candidates,
      arrayMap(candidate -> arraySum(arrayMap((weight, label) -> if(label = candidate, weight, 0), weights, labels)), candidates) AS votes,
      if(empty(votes), 0, arrayMax(votes)) AS heaviest,
      if(heaviest > 0 AND heaviest >= 0.3 * arraySum(weights), candidates[indexOf(votes, heaviest)], -1) AS winner,
      arraySlice(arrayFilter((similarity, label) -> label = winner, similarities, labels), 1, 3) AS closest
    FROM neighbours
  )
SELECT id, multiIf(
    labels[1] >= 0 AND is_template[labels[1] + 1] = 1 AND similarities[1] >= least[labels[1] + 1], labels[1],
    winner = -1 OR empty(closest), -1,
    arraySum(closest) / length(closest) >= ${numberSql(gate)} AND arraySum(closest) / length(closest) >= least[winner + 1], winner,
    -1) AS label
FROM voters`
}

/** A number as SQL reads it back to the bit; thresholds of nothing keep everything out. */
function numberSql(value: number): string {
  return Number.isFinite(value) ? String(value) : '2'
}
