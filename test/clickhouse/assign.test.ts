import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Matrix } from '../../src/numeric/matrix.ts'
import { quantiseRows } from '../../src/numeric/quantised-rows.ts'
import { createRng } from '../../src/numeric/random.ts'
import type { StratumId } from '../../src/records/ids.ts'
import type { StratumModel } from '../../src/records/stratum-model.ts'
import { assign } from '../../src/stages/stratify/weeks/assign.ts'
import { assignSql, exemplarRows, exemplarTableSql } from '../../src/stages/stratify/weeks/assign-sql.ts'
import { openEngine } from './engine.ts'

const COLUMNS = 24
const STRATA = 6
const REFERENCES = 400
const REQUESTS = 1_500

let client: ClickHouseClient
beforeAll(async () => {
  client = await openEngine()
})
afterAll(() => client.close())

it('assigns every request to the stratum that the assigner does, templates, noise and vectors of zeros included', async () => {
  const { model, requests } = fixture()
  await client.command({ query: exemplarTableSql('exemplars') })
  await client.insert({ table: 'exemplars', values: [...exemplarRows(model)], format: 'JSONEachRow' })
  await client.command({
    query: 'CREATE TABLE requests (id String, embedding Array(Float64)) ENGINE = MergeTree ORDER BY id',
  })
  const values = Array.from({ length: requests.rows }, (_, row) => ({
    id: `r${row}`,
    embedding: Array.from(requests.data.subarray(row * COLUMNS, (row + 1) * COLUMNS)),
  }))
  await client.insert({ table: 'requests', values, format: 'JSONEachRow' })
  const query = assignSql(model, { requests: 'SELECT id, embedding FROM requests', exemplars: 'exemplars' })
  const found = await (await client.query({ query, format: 'JSONEachRow' })).json<{
    id: string
    label: number
  }>()
  const labels = new Map(found.map(({ id, label }) => [id, label]))

  const expected = await assign(requests, model)
  expect(Array.from(expected, (_, row) => labels.get(`r${row}`))).toEqual([...expected])
  const counts = Map.groupBy(expected, label => label)
  // The fixture decides all ways: every stratum, the template's alone and none.
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2, 3, 4, 5])
  expect(counts.get(-1)?.length).toBeGreaterThan(100)
})

/** Five clusters and a template in 24 dimensions, noise among the references, requests near and far. */
function fixture(): { readonly model: StratumModel; readonly requests: Matrix } {
  const rng = createRng('assign-sql')
  const centres = Array.from({ length: STRATA }, () => Array.from({ length: COLUMNS }, () => normal(rng)))
  const near = (label: number, spread: number): readonly number[] =>
    Array.from({ length: COLUMNS }, (_, at) => (centres[label]?.[at] ?? 0) + spread * normal(rng))
  const labels = Array.from({ length: REFERENCES }, (_, row) => (row === 0 ? 5 : row % 8 > 4 ? -1 : row % 5))
  const reference = quantiseRows(
    matrixOf(labels.map(label => near(label === -1 ? rngLabel(rng) : label, label === -1 ? 2.5 : 0.7))),
  )
  const requests = matrixOf(
    Array.from({ length: REQUESTS }, (_, row) => {
      if (row === 0) return Array.from({ length: COLUMNS }, () => 0)
      return row % 50 === 1
        ? Array.from({ length: COLUMNS }, (_, at) => (reference.data[at] ?? 0) * (1 + 0.02 * normal(rng)))
        : near(rngLabel(rng), 0.4 + 0.4 * (row % 5))
    }),
  )
  const strata = Array.from({ length: STRATA }, (_, at) => ({
    id: `s${at}` as StratumId,
    label: `s${at}`,
    keywords: [],
    size: 100,
    requests: at === 5 ? 1 : 80,
    assigned: 100,
    closeness: at === 5 ? 0.97 : 0.55 + 0.03 * at,
  }))
  const empty: Matrix = { data: new Float64Array(0), rows: 0, columns: COLUMNS }
  return {
    requests,
    model: {
      modelId: 'm',
      embeddingModelId: 'e',
      lexicalFit: undefined,
      space: 'e',
      window: undefined,
      populationSize: 600,
      strata,
      centroids: empty,
      reference: {
        vectors: reference,
        labels: Int32Array.from(labels),
        counts: new Uint32Array(REFERENCES).fill(1),
      },
      gate: 0.5,
      unassigned: 0,
      days: [],
      nextNumber: 7,
      provisional: { strata: [], centroids: empty },
    },
  }
}

type Rng = ReturnType<typeof createRng>

function rngLabel(rng: Rng): number {
  return Math.floor(rng.nextFloat() * 5)
}

function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat())
}

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: COLUMNS }
}
