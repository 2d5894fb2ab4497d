import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clickHouseOf } from '../../src/cli/clickhouse-client.ts'
import type { ClickHousePullConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { IngestError } from '../../src/errors/ingest-error.ts'
import type { JsonObject } from '../../src/records/json-value.ts'
import { PRE_SAMPLE_PHASE } from '../../src/stages/ingest/pull/clickhouse/frame-sql.ts'
import {
  NUMBER_RANGE,
  permanentRandomNumberSql,
} from '../../src/stages/ingest/pull/clickhouse/permanent-random-number-sql.ts'
import { readClickHouse } from '../../src/stages/ingest/pull/clickhouse/read-clickhouse.ts'
import { permanentRandomNumber } from '../../src/stages/sample/permanent-random-number.ts'
import { openEngine } from './engine.ts'

const DAY_MS = 86_400_000
const END_MS = Date.UTC(2026, 10, 21)
const SEED = "o'clock"
let client: ClickHouseClient

type Row = {
  readonly trace: string
  readonly at: string
  readonly customer: string | null
  readonly env: string
  readonly level: number
  readonly flags: { readonly [flag: string]: string }
  readonly messages: string
}

/** 3,000 traces over ten days; a third belongs to one customer, a tenth to nobody. */
const ROWS: readonly Row[] = Array.from({ length: 3_000 }, (_, index) => ({
  trace: `t-${index}-é'`,
  at: new Date(END_MS - (index % 10) * DAY_MS - 1 - index).toISOString(),
  customer: index % 10 === 3 ? null : index % 3 === 0 ? 'big' : `c${index % 97}`,
  env: index % 4 === 0 ? 'staging' : 'production',
  level: index % 5,
  flags: { checkout: index % 2 === 0 ? 'on' : 'off' },
  messages: JSON.stringify([
    { role: 'user', content: `question ${index}` },
    { role: 'assistant', content: 'answer' },
  ]),
}))

beforeAll(async () => {
  client = await openEngine()
  await client.command({
    query: `CREATE TABLE traces (trace String, at DateTime64(3, 'America/New_York'), customer Nullable(String), env LowCardinality(String),
      level UInt8, flags Map(String, String), messages String) ENGINE = MergeTree ORDER BY at`,
  })
  await client.insert({
    table: 'traces',
    values: [...ROWS],
    format: 'JSONEachRow',
    clickhouse_settings: { date_time_input_format: 'best_effort' },
  })
})
afterAll(() => client.close())

describe('a table of ClickHouse as a source, on the real engine', () => {
  it('gives every trace the number that the sampler gives it, to the bit', async () => {
    const ids = [...ROWS.slice(0, 500).map(({ trace }) => trace), '', '|', 'x'.repeat(600), '日本\u0000語']
    const sql = `SELECT ${permanentRandomNumberSql('{seed:String}', '{phase:String}', 'id')} AS u FROM (SELECT arrayJoin({ids:Array(String)}) AS id)`
    const found = await rowsOf(sql, { seed: SEED, phase: PRE_SAMPLE_PHASE, ids })
    expect(found.map(row => Number(row.u) / NUMBER_RANGE)).toEqual(
      ids.map(id => permanentRandomNumber(SEED, PRE_SAMPLE_PHASE, id)),
    )
  })

  it('fetches the complete days of the window and nothing else, as canonical rows', async () => {
    const { rows } = await pulled({})
    const wanted = ROWS.filter((_, index) => index % 10 < 7)
    expect(idsOf(rows)).toEqual(wanted.map(({ trace }) => trace).sort())
    const first = rows.find(row => row.trace_id === ROWS[0]?.trace)
    expect(first).toEqual({
      trace_id: ROWS[0]?.trace,
      messages: JSON.parse(ROWS[0]?.messages ?? ''),
      started_at: END_MS - 1,
      customer_id: 'big',
      flags: { checkout: 'on' },
    })
  })

  it('ends the window with the day of the newest trace when none is named', async () => {
    const { rows } = await pulled({ endMs: undefined })
    expect(rows).toHaveLength(ROWS.filter((_, index) => index % 10 < 7).length)
  })

  it('pushes filters on text, numbers and feature flags down', async () => {
    const { rows } = await pulled({
      config: { where: { env: ['production'], level: [1, 2] }, flags: { checkout: 'on' } },
    })
    const wanted = ROWS.filter(
      (row, index) =>
        index % 10 < 7 &&
        row.env === 'production' &&
        [1, 2].includes(row.level) &&
        row.flags.checkout === 'on',
    )
    expect(idsOf(rows)).toEqual(wanted.map(({ trace }) => trace).sort())
  })

  it.each([1, 37, 500, 2_099])('draws the %i traces of smallest numbers', async preSample => {
    const { rows, notes } = await pulled({ config: { preSample } })
    const wanted = byNumber(ROWS.filter((_, index) => index % 10 < 7)).slice(0, preSample)
    expect(idsOf(rows)).toEqual(wanted.map(({ trace }) => trace).sort())
    expect(notes.join()).toContain(`${preSample} of about 2`)
  })

  it('takes everything where fewer are there than may be fetched', async () => {
    const { rows, notes } = await pulled({ config: { preSample: 5_000 } })
    expect(rows).toHaveLength(2_100)
    expect(notes).toEqual([])
  })

  it.each([undefined, 400])('takes of one customer those of smallest numbers, %s in all', async preSample => {
    const { rows, notes } = await pulled({ config: { preSample, customerCap: 9 } })
    const taken = new Map<string, number>()
    const capped = byNumber(ROWS.filter((_, index) => index % 10 < 7)).filter(({ customer }) => {
      if (customer === null) return true
      taken.set(customer, (taken.get(customer) ?? 0) + 1)
      return (taken.get(customer) ?? 0) <= 9
    })
    expect(idsOf(rows)).toEqual(
      capped
        .slice(0, preSample ?? capped.length)
        .map(({ trace }) => trace)
        .sort(),
    )
    expect(notes.join()).toContain('at most 9')
  })

  it('names the key of a column that is not there, and quotes nothing of the data in an error', async () => {
    const missing = pulled({ config: { columns: { ...COLUMNS, customer_id: 'account' } } })
    await expect(missing).rejects.toThrow(ConfigError)
    await expect(missing).rejects.toMatchObject({ path: 'source.columns.customer_id' })
    const refused = await rowsOf("SELECT toUInt8('secret text')", {}).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(IngestError)
    expect(String(refused)).not.toContain('secret')
  })
})

const COLUMNS: ClickHousePullConfig['columns'] = {
  id: 'trace',
  messages: 'messages',
  started_at: 'at',
  customer_id: 'customer',
  flags: 'flags',
}

async function pulled({
  config = {},
  ...window
}: {
  readonly config?: Partial<ClickHousePullConfig>
  readonly endMs?: number | undefined
}): Promise<{ readonly rows: readonly JsonObject[]; readonly notes: readonly string[] }> {
  const full: ClickHousePullConfig = {
    kind: 'clickhouse',
    url: 'http://localhost:8123',
    database: 'default',
    table: 'traces',
    user: 'default',
    passwordVariable: undefined,
    allowPrivateNetwork: false,
    columns: COLUMNS,
    where: {},
    flags: {},
    customerCap: undefined,
    preSample: undefined,
    ...config,
  }
  const notes: string[] = []
  const rows: JsonObject[] = []
  const endMs = 'endMs' in window ? window.endMs : END_MS
  for await (const { value } of readClickHouse(full, clickHouseOf(client, 'engine'), {
    seed: SEED,
    window: { windowDays: 7, endMs, timeZone: 'UTC' },
    onNote: note => notes.push(note),
  })) {
    rows.push(value as JsonObject)
  }
  return { rows, notes }
}

function idsOf(rows: readonly JsonObject[]): readonly string[] {
  return rows.map(row => String(row.trace_id)).sort()
}

function byNumber(rows: readonly Row[]): readonly Row[] {
  const number = (row: Row): number => permanentRandomNumber(SEED, PRE_SAMPLE_PHASE, row.trace)
  return rows.toSorted((a, b) => number(a) - number(b))
}

async function rowsOf(
  sql: string,
  parameters: { readonly [name: string]: unknown },
): Promise<readonly JsonObject[]> {
  const rows: JsonObject[] = []
  for await (const text of clickHouseOf(client, 'engine').rows({ sql, parameters }, undefined))
    rows.push(JSON.parse(text))
  return rows
}
