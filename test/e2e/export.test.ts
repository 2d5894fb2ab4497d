import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkbench, rowText } from './command-line.ts'
import { tidegate } from './simulated-providers.ts'

const bench = createWorkbench()
const hex = (index: number): string => index.toString(16).padStart(32, 'a')
let runId = ''

beforeAll(() => {
  bench.write(
    'tidegate.yaml',
    'source: ./base.jsonl\ncandidate: ./candidate.jsonl\nstore: { path: ./s/t.db }\n',
  )
  for (const [name, outcome] of [['base', 1] as const, ['candidate', 0] as const]) {
    const rows = Array.from({ length: 12 }, (_, index) => rowText(hex(index), { outcome }))
    bench.write(`${name}.jsonl`, rows.join(''))
  }
  const { status } = bench.run(['run', '-c', 'tidegate.yaml', '--json', 'out.json'])
  expect(status).toBe(1)
  runId = JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8')).runId
})
afterAll(() => bench.dispose())

describe('tidegate export', () => {
  it('sends every verdict to an OTLP receiver under the trace it is about', async () => {
    const received: { url: string | undefined; authorization: string | undefined; body: string }[] = []
    const server = createServer(async (request, response) => {
      received.push({
        url: request.url,
        authorization: request.headers.authorization,
        body: await text(request),
      })
      response.end('{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"x"}}')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/otlp`
    const sent = await exported([
      '--format',
      'otlp',
      '--endpoint',
      endpoint,
      '--authorization-env',
      'OTLP_AUTH',
    ])
    await new Promise<void>(resolve => server.close(() => resolve()))
    expect([sent.status, sent.stdout]).toEqual([0, ''])
    expect(sent.stderr).toContain('left out 2 log records')
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({ url: '/otlp/v1/logs', authorization: 'Basic abc' })
    const [{ scopeLogs }] = JSON.parse(received[0]?.body ?? '').resourceLogs
    const records: { traceId?: string; eventName: string }[] = scopeLogs[0].logRecords
    expect(records.every(({ eventName }) => eventName === 'gen_ai.evaluation.result')).toBe(true)
    expect(new Set(records.flatMap(({ traceId }) => traceId ?? []))).toEqual(
      new Set(Array.from({ length: 12 }, (_, index) => hex(index))),
    )
  })

  it('writes a Parquet table that DuckDB reads, one row a verdict', async () => {
    const { status, stderr } = await exported(['--format', 'parquet', '-o', 'verdicts.parquet'])
    expect([status, stderr]).toEqual([0, `12 pairs of ${runId}\n`])
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const path = join(bench.folder, 'verdicts.parquet')
    const found = await connection.runAndReadAll(
      `SELECT endpoint, label, count(*)::INT, any_value(typeof(finished_at)) FROM '${path}' WHERE kind = 'scored' GROUP BY 1, 2 ORDER BY 1`,
    )
    expect(found.getRows()).toContainEqual(['outcome', 'loss', 12, 'TIMESTAMP'])
    connection.closeSync()
  })

  it('writes JSON Lines to standard output without a word of the answers', async () => {
    const { status, stdout } = await exported([])
    expect([status, stdout.trim().split('\n').length]).toEqual([0, 12])
    expect(stdout).not.toContain('arrives tomorrow')
  })

  it('refuses what cannot be: Parquet without a file, a run nobody knows, a receiver on plain http', async () => {
    const results = await Promise.all([
      exported(['--format', 'parquet']),
      tidegate(bench.folder, ['export', 'run-none', '-c', 'tidegate.yaml', '--format', 'otlp']),
      exported(['--format', 'otlp', '--endpoint', 'http://otlp.example']),
    ])
    expect(results.map(({ status }) => status)).toEqual([2, 2, 3])
    expect(results.map(({ stderr }) => stderr).join()).toMatch(/--output[\s\S]*run-none[\s\S]*https/)
  })
})

function exported(args: readonly string[]) {
  return tidegate(bench.folder, ['export', runId, '-c', 'tidegate.yaml', ...args], { OTLP_AUTH: 'Basic abc' })
}
