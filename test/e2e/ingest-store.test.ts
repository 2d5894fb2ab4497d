import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkbench, rowsText, rowText } from './command-line.ts'

const bench = createWorkbench()
const HOSTILE = 't"><script>alert(1)</script>'

beforeAll(() => {
  const days = Array.from({ length: 280 }, (_, index) => {
    const day = String(Math.floor(index / 20) + 1).padStart(2, '0')
    return rowText(`d-${String(index).padStart(3, '0')}`, { started_at: `2026-11-${day}T10:00:00Z` })
  }).join('')
  bench.write('week.jsonl.gz', gzipSync(rowsText(120, () => 1) + rowText(HOSTILE, { outcome: 1 })))
  bench.write('bad.jsonl', `not json\n${rowText('u1')}${rowText('u1')}`)
  bench.write('candidate.jsonl', rowsText(120, () => 1) + rowText(HOSTILE, { outcome: 0 }))
  bench.write('days.jsonl', days)
  const run = 'candidate: candidate.jsonl\nsampling: { target_size: 121 }\nmodels: { offline: true }\n'
  const url = 'https://traces.example.com/t/{trace_id}'
  bench.write('run.yaml', `source: { path: store, trace_url: "${url}" }\n${run}`)
  bench.write(
    'drift.yaml',
    'source: store\nstore: { path: ./days }\nsampling: { window_days: 7, time_zone: Europe/Berlin }\nmodels: { offline: true }\n',
  )
  bench.write('keep.yaml', 'store: { path: ./days }\n')
})

afterAll(() => bench.dispose())

describe('tidegate ingest', () => {
  it('says what each file was, what was kept, and which rows were not and why', () => {
    const { status, stdout } = bench.run(['ingest', 'week.jsonl.gz', 'bad.jsonl'])
    expect(status).toBe(0)
    expect(stdout).toContain('week.jsonl.gz: canonical')
    expect(stdout).toContain('122 traces kept, redacted')
    expect(stdout).toContain('1 left out: duplicate')
    expect(stdout).toContain('bad.jsonl:1 not valid JSON')
  })

  it('keeps what a run with `source: store` compares, and links it back without letting an id out of its place', () => {
    const { status, stdout, stderr } = bench.run([
      'run',
      '-c',
      'run.yaml',
      '--json',
      'r.json',
      '--html',
      'r.html',
    ])
    // One lost task in 121 is neither proven harm nor proven harmless.
    expect(status, stderr).toBe(4)
    const report = JSON.parse(readFileSync(join(bench.folder, 'r.json'), 'utf8'))
    const link = 'https://traces.example.com/t/t%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E'
    expect(report.traceLinks).toEqual({ [HOSTILE]: link })
    expect(stdout).toContain(link)
    const html = readFileSync(join(bench.folder, 'r.html'), 'utf8')
    expect(html).toContain(`<a href="${link}" rel="noreferrer"><code>t&quot;&gt;&lt;script&gt;`)
    expect(html).not.toContain('<script>alert(1)')
  }, 60_000)

  it('keeps what `tidegate drift` and `tidegate strata` read, in days of the time zone', () => {
    expect(bench.run(['ingest', '-c', 'keep.yaml', 'days.jsonl']).stdout).toContain('280 traces kept')
    const drift = bench.run(['drift', '-c', 'drift.yaml', '--json', 'd.json'])
    expect(drift.status, drift.stderr).toBe(0)
    expect(JSON.parse(readFileSync(join(bench.folder, 'd.json'), 'utf8')).windows).toEqual({
      reference: '2026-11-01 to 2026-11-07',
      current: '2026-11-08 to 2026-11-14',
    })
    const strata = bench.run(['strata', '-c', 'drift.yaml', '--json', 's.json'])
    expect(strata.status, strata.stderr).toBe(0)
    expect(JSON.parse(readFileSync(join(bench.folder, 's.json'), 'utf8')).manifest.window).toEqual({
      startMs: Date.UTC(2026, 10, 7, 23),
      endMs: Date.UTC(2026, 10, 14, 23),
    })
  }, 60_000)

  it('exits 2 without anything to read', () => {
    const { status, stderr } = bench.run(['ingest'])
    expect([status, stderr]).toEqual([2, expect.stringContaining('Expected the paths of traces')])
  })
})
