/**
 * `npm run bench -- clickhouse [--rows N] [--assign N]`: a pre-sample of 50,000 traces from a day of ten million, and requests assigned to strata in SQL,
 * on ClickHouse's own engine in this process. The engine is installed by `npm run test:clickhouse`.
 */
import { parseArgs } from 'node:util'
import { clickHouseOf } from '../src/cli/clickhouse-client.ts'
import type { ClickHousePullConfig } from '../src/config/config.ts'
import { readClickHouse } from '../src/stages/ingest/pull/clickhouse/read-clickhouse.ts'
import { openEngine } from '../test/clickhouse/engine.ts'
import { type BenchResult, createClock } from './machine.ts'

const PRE_SAMPLE = 50_000
const EXEMPLARS = 2_000
const COLUMNS = 256

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { rows: { type: 'string', default: '10000000' }, assign: { type: 'string', default: '2000' } },
  })
  const [rows, assigned] = [Number(values.rows), Number(values.assign)]
  const client = await openEngine()
  try {
    await client.command({
      query:
        'CREATE TABLE day (id String, at DateTime, customer String, messages String) ENGINE = MergeTree ORDER BY at',
    })
    await client.command({
      query: `INSERT INTO day SELECT concat('trace-', toString(number)), toDateTime('2026-11-20 00:00:00', 'UTC') + number % 86400,
        toString(number % 5000), '[{"role":"user","content":"where is my parcel"},{"role":"assistant","content":"It arrives tomorrow."}]' FROM numbers(${rows})`,
    })
    const config: ClickHousePullConfig = {
      kind: 'clickhouse',
      url: 'http://localhost:8123',
      database: 'default',
      table: 'day',
      user: 'default',
      passwordVariable: undefined,
      allowPrivateNetwork: false,
      columns: { id: 'id', messages: 'messages', started_at: 'at', customer_id: 'customer' },
      where: {},
      flags: {},
      customerCap: undefined,
      preSample: PRE_SAMPLE,
    }
    const clock = createClock()
    let fetched = 0
    let bytes = 0
    const reading = { windowDays: 1, endMs: undefined, timeZone: 'UTC' }
    for await (const row of readClickHouse(config, clickHouseOf(client, 'engine'), {
      seed: '1',
      window: reading,
      onNote: () => {},
    })) {
      fetched += 1
      bytes += row.bytes
    }
    const { seconds, cpuSeconds } = clock()
    return {
      preSample: {
        rows,
        fetched,
        mebibytes: Math.round(bytes / 2 ** 20),
        seconds: round(seconds),
        cpuSeconds: round(cpuSeconds),
      },
      assign: await assignOf(client, assigned),
    }
  } finally {
    await client.close()
  }
}

/** The part of `assignSql` that costs: the 15 nearest of the exemplars of every request. */
async function assignOf(client: Awaited<ReturnType<typeof openEngine>>, requests: number) {
  for (const [table, count] of [['exemplars', EXEMPLARS] as const, ['requests', requests] as const]) {
    await client.command({
      query: `CREATE TABLE ${table} ENGINE = MergeTree ORDER BY id AS
        SELECT number AS id, arrayMap(i -> randNormal(0, 1, i + number), range(${COLUMNS})) AS vector FROM numbers(${count})`,
    })
  }
  const clock = createClock()
  const query = `SELECT sum(near[1].1) AS nearest FROM (SELECT requests.id, groupArraySorted(15)((cosineDistance(requests.vector, exemplars.vector), exemplars.id)) AS near
    FROM requests CROSS JOIN exemplars GROUP BY requests.id)`
  await (await client.query({ query, format: 'JSONEachRow' })).json()
  const { seconds, cpuSeconds } = clock()
  return {
    requests,
    exemplars: EXEMPLARS,
    columns: COLUMNS,
    seconds: round(seconds),
    cpuSeconds: round(cpuSeconds),
    requestsPerCpuSecond: Math.round(requests / cpuSeconds),
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
