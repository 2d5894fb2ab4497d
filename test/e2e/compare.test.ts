import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWorkbench, rowsText } from './command-line.ts'

const bench = createWorkbench()

beforeAll(() => {
  bench.write(
    'base.jsonl',
    rowsText(120, () => undefined),
  )
  bench.write('suite.yaml', 'tests: [{ vars: { prompt: "where is my parcel number 3?" } }]\n')
  bench.write(
    'suite.csv',
    'question,expected,score\nwhere is my parcel number 3?,Tomorrow.,1\nwhere?,Here.,0\n',
  )
  const common = 'source: ./base.jsonl\ncandidate: ./base.jsonl\nsampling: { target_size: 80, suite: '
  bench.write('csv.yaml', `${common}./suite.csv }\n`)
  bench.write('open.yaml', `${common}./suite.yaml, strategy: static }\n`)
  bench.write('static.yaml', `${common}./suite.csv, strategy: static }\n`)
})

afterAll(() => bench.dispose())

describe('tidegate compare', () => {
  it('writes the table of strategies for people and programs', () => {
    const { status, stdout, stderr } = bench.run(
      [
        'compare',
        '-c',
        'csv.yaml',
        '--fault',
        'refusal:60%',
        '--resamples',
        '4',
        '--few-resamples',
        '--json',
        'c.json',
      ],
      {},
    )
    expect(stderr).not.toContain('error')
    expect(status).toBe(0)
    expect(stdout).toContain('fault: 60% of all traces it can befall get: refusal; it can befall 120 traces')
    const table = JSON.parse(readFileSync(join(bench.folder, 'c.json'), 'utf8'))
    expect(table).toMatchObject({
      kind: 'tidegate-comparison',
      resamples: 4,
      suite: { name: 'suite.csv', items: 2 },
    })
    const rows = table.rows.map(
      (row: { strategy: string; detection: { estimate: number }; falseAlarm: { estimate: number } }) => [
        row.strategy,
        row.detection.estimate,
        row.falseAlarm.estimate,
      ],
    )
    expect(rows).toEqual([
      ['static', 0, 0],
      ['replay', 1, 0],
      ['cluster_stratified', 1, 0],
      ['judge_only', expect.any(Number), expect.any(Number)],
    ])
  }, 60_000)

  it('takes no rate from a handful of resamples unless it is asked to, and no fault it does not know', () => {
    const few = bench.run(['compare', '-c', 'csv.yaml', '--resamples', '20'])
    expect([few.status, few.stderr]).toEqual([2, expect.stringContaining('at least 200')])
    const fault = bench.run(['compare', '-c', 'csv.yaml', '--fault', 'slow:10%'])
    expect([fault.status, fault.stderr]).toEqual([2, expect.stringContaining('KIND:RATE')])
  }, 30_000)
})

describe('tidegate baseline', () => {
  it('says that a recording alone has no noise to measure', () => {
    const { status, stdout } = bench.run([
      'baseline',
      '-c',
      'csv.yaml',
      '--resamples',
      '5',
      '--json',
      'b.json',
    ])
    expect(status).toBe(0)
    expect(stdout).toContain('noise floor is 0 by construction')
    const floor = JSON.parse(readFileSync(join(bench.folder, 'b.json'), 'utf8'))
    expect(floor).toMatchObject({ kind: 'tidegate-baseline', isLive: false, pairs: 80 })
  }, 60_000)
})

describe('tidegate run with a suite', () => {
  it('shows its own score beside the traffic, and counts what the candidate never answered where it is replayed', () => {
    const beside = bench.run(['run', '-c', 'csv.yaml'])
    expect(beside.stdout).toContain('suite.csv, 2 items: its own score 50.0% over 2 items')
    const alone = bench.run(['run', '-c', 'static.yaml'])
    expect(alone.stderr).toContain("the candidate's recording has no answer to 2 of 2 items")
    expect(alone.status).not.toBe(5)
  }, 90_000)

  it('refuses a suite that nobody answered and nobody will', () => {
    const { status, stderr } = bench.run(['run', '-c', 'open.yaml'])
    expect(stderr).toContain('Expected answers in the suite suite.yaml')
    expect(status).toBe(2)
  }, 60_000)
})
