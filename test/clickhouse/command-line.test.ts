import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { createWorkbench } from '../e2e/command-line.ts'
import { tidegate } from '../e2e/simulated-providers.ts'
import { openEngine } from './engine.ts'
import { serveEngine } from './http-engine.ts'

let client: ClickHouseClient
let server: Awaited<ReturnType<typeof serveEngine>>
const bench = createWorkbench()

const INTENTS = [
  'where is my parcel',
  'cancel my subscription please',
  'how do I reset the password',
] as const

beforeAll(async () => {
  client = await openEngine()
  server = await serveEngine(client)
  await client.command({
    query:
      'CREATE TABLE week (id String, at DateTime, input String, output String, success UInt8, tier String) ENGINE = MergeTree ORDER BY at',
  })
  const values = Array.from({ length: 900 }, (_, index) => ({
    id: `t${index}`,
    at: `2026-11-${String(14 + (index % 7)).padStart(2, '0')} 10:00:00`,
    input: `${INTENTS[index % 3]} number ${index % 90} for ann${index}@example.com`,
    output: 'It is done.',
    success: 1,
    tier: index % 2 === 0 ? 'pro' : 'free',
  }))
  await client.insert({ table: 'week', values, format: 'JSONEachRow' })
  bench.write(
    'tidegate.yaml',
    `source:
  format: clickhouse
  url: ${server.url}
  user: reader
  password_env: CLICKHOUSE_PASSWORD
  table: week
  columns: { id: id, input: input, output: output, started_at: at, outcome: success, customer_tier: tier }
  where: { tier: [pro, free] }
  pre_sample: 600
sampling: { window_end: 2026-11-20, target_size: 100 }
store: { path: ./state/tidegate.db }
`,
  )
})
afterAll(async () => {
  await server.close()
  await client.close()
  bench.dispose()
})

describe('a config with a table of ClickHouse as its source', () => {
  it('brings the pre-sample into the store, redacted, by statements whose values are parameters', async () => {
    const { status, stdout, stderr } = await run('ingest')
    expect([status, stderr]).toEqual([0, expect.stringContaining('600 of about 900 traces of the window')])
    expect(stdout).toContain('600 traces')
    const store = createSqliteStore(join(bench.folder, 'state/tidegate.db'))
    const traces = [...store.traces('baseline')]
    store.close()
    expect(traces).toHaveLength(600)
    expect(JSON.stringify(traces)).not.toContain('@example.com')
    expect(server.requests.every(({ user }) => user === 'reader')).toBe(true)
    expect(server.requests.some(({ sql }) => sql.includes("'pro'"))).toBe(false)
    expect(server.requests.at(-1)?.parameters).toContain('where_0')
  })

  it('is asked for both windows of a comparison', async () => {
    const three = readFileSync(join(bench.folder, 'tidegate.yaml'), 'utf8').replace(
      '{ window_end',
      '{ window_days: 3, window_end',
    )
    bench.write('three.yaml', three)
    const args = ['drift', '-c', 'three.yaml', '--json', 'drift.json']
    const { status, stderr } = await tidegate(bench.folder, args, { CLICKHOUSE_PASSWORD: 'secret' })
    // Six of the seven days: 600 traces are fetched of 774.
    expect([status, stderr]).toEqual([
      expect.toBeOneOf([0, 1]),
      expect.stringMatching(/600 of about 7\d\d traces/),
    ])
  })

  it('prints SQL for the strata of a run, and the exemplars they are found by', async () => {
    expect((await run('strata')).status).toBe(0)
    const { status, stdout, stderr } = await run('scale-sql', '--exemplars', 'exemplars.jsonl')
    expect([status, stderr]).toEqual([0, ''])
    const exemplars = readFileSync(join(bench.folder, 'exemplars.jsonl'), 'utf8').trim().split('\n')
    expect(stdout).toContain(`${exemplars.length} exemplars`)
    expect(stdout).toContain('groupArraySorted(15)')

    await client.command({
      query:
        'CREATE TABLE your_requests (id String, embedding Array(Float32)) ENGINE = MergeTree ORDER BY id',
    })
    const rows = exemplars.map(line => JSON.parse(line) as { position: number; vector: readonly number[] })
    const requests = rows.map(({ position, vector }) => ({ id: `r${position}`, embedding: vector }))
    await client.insert({ table: 'your_requests', values: requests, format: 'JSONEachRow' })
    const [table = '', assigned = '', shares = '', cut = ''] = stdout
      .split(/;\n/)
      .map(statement => statement.replace(/^(?:--.*|SET .*|)\n/gm, ''))
      .filter(statement => !statement.startsWith('SET ') && statement.trim() !== '')
    await client.command({ query: table })
    await client.insert({ table: 'tidegate_exemplars', values: rows, format: 'JSONEachRow' })
    await client.command({ query: assigned })
    const found = await (await client.query({ query: shares, format: 'JSONEachRow' })).json<{
      stratum: string
      traces: number
      share: number
    }>()
    expect(found.reduce((sum, { traces }) => sum + Number(traces), 0)).toBe(rows.length)
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(found.some(({ stratum }) => stratum !== 'noise')).toBe(true)
    expect(cut).toContain('LIMIT 1 OFFSET {offset:UInt64}')
  })
})

function run(command: string, ...more: readonly string[]) {
  return tidegate(bench.folder, [command, '-c', 'tidegate.yaml', ...more], { CLICKHOUSE_PASSWORD: 'secret' })
}
