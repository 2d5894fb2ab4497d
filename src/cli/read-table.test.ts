import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IngestError } from '../errors/ingest-error.ts'
import { collectTraces } from '../stages/ingest/collect-traces.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { readTable } from './read-table.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-tables-'))
const io = createFileIo({ cwd: folder, readTable })

const MESSAGES = [
  { role: 'user', content: "it's late" },
  { role: 'assistant', content: 'It arrives tomorrow.' },
]

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rows = `SELECT 't-' || i AS trace_id, '${JSON.stringify(MESSAGES).replaceAll("'", "''")}' AS messages,
    TIMESTAMP '2026-11-20 09:00:00' + INTERVAL (i) MINUTE AS started_at, i / 4.0 AS outcome FROM range(3) AS r(i)`
  await connection.run(`COPY (${rows}) TO '${join(folder, 'week.parquet')}' (FORMAT parquet)`)
  await connection.run(
    `COPY (SELECT * EXCLUDE outcome FROM (${rows})) TO '${join(folder, 'week.csv')}' (HEADER)`,
  )
  connection.closeSync()
  instance.closeSync()
  writeFileSync(join(folder, 'broken.parquet'), 'no table')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tables through DuckDB', () => {
  it('give the traces of a Parquet file, with its times and numbers', async () => {
    const { traces, report } = await collectTraces({ format: 'auto', path: 'week.parquet' }, io, {
      side: 'baseline',
    })
    expect(report.rejected).toEqual([])
    expect(traces.map(({ traceId, startedAtMs, outcome }) => ({ traceId, startedAtMs, outcome }))).toEqual(
      [0, 1, 2].map(index => ({
        traceId: `t-${index}`,
        startedAtMs: Date.UTC(2026, 10, 20, 9, index),
        outcome: index / 4,
      })),
    )
    expect(traces[0]?.messages).toEqual([
      { role: 'user', text: "it's late", calls: [] },
      { role: 'assistant', text: 'It arrives tomorrow.', calls: [], finishReason: undefined },
    ])
  })

  it('give the traces of a CSV file', async () => {
    const { traces } = await collectTraces({ format: 'auto', path: 'week.csv' }, io, { side: 'baseline' })
    expect(traces.map(({ traceId, startedAtMs }) => [traceId, startedAtMs])).toEqual(
      [0, 1, 2].map(index => [`t-${index}`, Date.UTC(2026, 10, 20, 9, index)]),
    )
  })

  it('name the file that is no table', async () => {
    const attempt = collectTraces({ format: 'auto', path: 'broken.parquet' }, io, { side: 'baseline' })
    await expect(attempt).rejects.toThrow(IngestError)
    await expect(attempt).rejects.toThrow('Cannot read the table')
  })
})
