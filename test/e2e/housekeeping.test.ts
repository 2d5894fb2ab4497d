import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { createWorkbench, rowsText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write(
    'tidegate.yaml',
    'source: ./base.jsonl\ncandidate: ./candidate.jsonl\nstore: { path: ./store/tidegate.db }\n',
  )
  bench.write(
    'base.jsonl',
    rowsText(12, () => 1),
  )
  bench.write(
    'candidate.jsonl',
    rowsText(12, index => (index < 9 ? 0 : 1)),
  )
})
afterEach(() => bench.dispose())

const CONFIG = ['-c', 'tidegate.yaml'] as const

function json(args: readonly string[]) {
  const { stdout, stderr } = bench.run([...args, ...CONFIG, '--json', '-'])
  try {
    return JSON.parse(stdout)
  } catch (cause) {
    throw new Error(`${args.join(' ')} printed no JSON: ${stderr}`, { cause })
  }
}

function inStore<T>(work: (store: ReturnType<typeof createSqliteStore>) => T): T {
  const store = createSqliteStore(join(bench.folder, 'store/tidegate.db'))
  try {
    return work(store)
  } finally {
    store.close()
  }
}

describe('tidegate doctor', () => {
  it('finds nothing to mend in a config that runs, and makes no store', () => {
    const { status, stdout } = bench.run(['doctor', ...CONFIG])
    expect({ status, stdout }).toMatchObject({ status: 0 })
    expect(stdout).toContain('none yet')
    expect(stdout).toContain('nothing has to be mended')
  })

  it('exits 1 and names the key, the file and the config line that stop a run, and never a key', () => {
    bench.write(
      'tidegate.yaml',
      'source: ./gone.jsonl\ncandidate: ./candidate.jsonl\nevaluation: { freeform: { judge_model: claude-sonnet-4-6 } }\nmodels: { labels: gpt-5-mini }\n',
    )
    const { status, stdout } = bench.run(['doctor', ...CONFIG], { env: { OPENAI_API_KEY: 'sk-tide-secret' } })
    expect(status).toBe(1)
    expect(stdout).toMatch(/PROBLEM {2}source: no file at .*gone\.jsonl/)
    expect(stdout).toContain('PROBLEM  key for claude-sonnet-4-6: ANTHROPIC_API_KEY is not set')
    expect(stdout).toContain('key for gpt-5-mini: OPENAI_API_KEY is set')
    expect(stdout).not.toContain('sk-tide-secret')
    bench.write('tidegate.yaml', 'sorce: ./base.jsonl\n')
    expect(bench.run(['doctor', ...CONFIG]).stdout).toMatch(
      /PROBLEM {2}config: tidegate\.yaml:1:1.*did you mean/,
    )
    bench.write('tidegate.yaml', 'sorce: ./base.jsonl\nseeds: 1\n')
    expect(bench.run(['doctor']).stdout).toMatch(
      /config: 2 problems in tidegate\.yaml:\n {2}tidegate\.yaml:1:1: .*\n {2}tidegate\.yaml:2:1: /,
    )
  })

  it('with --online asks every server of a model whether it is there', () => {
    bench.write(
      'tidegate.yaml',
      'source: ./base.jsonl\ncandidate: ./candidate.jsonl\nmodels: { endpoints: { gone: { base_url: "http://127.0.0.1:9/v1" } } }\nevaluation: { freeform: { judge_model: gone/x } }\n',
    )
    expect(bench.run(['doctor', ...CONFIG]).status).toBe(0)
    const { status, stdout } = bench.run(['doctor', ...CONFIG, '--online'])
    expect(status).toBe(1)
    expect(stdout).toContain('PROBLEM  127.0.0.1:9')
  })
})

describe('what runs leave', () => {
  it('is shown by status, exported line by line, and pruned but for the result', () => {
    expect(json(['status'])).toMatchObject({ last: null, budget: null, nextRunAt: null })
    expect(bench.run(['run', ...CONFIG]).status).toBe(1)
    const { last, audits, interrupted } = json(['status'])
    expect(last).toMatchObject({ outcome: 'FAIL' })
    expect(interrupted).toEqual([])
    expect(audits).toMatchObject({ labelled: 0, wanted: 50, isDue: true, open: 12 })

    const plain = bench.run(['export', last.runId, ...CONFIG])
    const rows = plain.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows).toHaveLength(12)
    type Verdicts = {
      readonly verdicts: readonly { readonly endpoint: string; readonly candidateScore: number }[]
    }
    const isLost = ({ verdicts }: Verdicts) =>
      verdicts.some(({ endpoint, candidateScore }) => endpoint === 'outcome' && candidateScore === 0)
    expect(rows.filter(isLost)).toHaveLength(9)
    expect(plain.stdout).not.toContain('parcel')
    bench.run(['export', last.runId, ...CONFIG, '--with-texts', '-o', 'out.jsonl'])
    expect(readFileSync(join(bench.folder, 'out.jsonl'), 'utf8')).toContain('parcel')

    // The traces are of 2026-11-10 and this run is of today.
    const days = [
      'prune',
      '--keep-days',
      String(Math.floor((Date.now() - Date.UTC(2026, 10, 12)) / 86_400_000)),
    ]
    expect(json([...days, '--dry-run'])).toMatchObject({ traces: 24, undatedTraces: 0, runDetails: 0 })
    expect(inStore(store => [...store.traces('baseline')])).toHaveLength(12)
    const pruned = json(days)
    expect(pruned).toMatchObject({ traces: 24, runDetails: 0 })
    expect(pruned.vectors).toBeGreaterThan(0)
    inStore(store => {
      expect([...store.traces('baseline'), ...store.traces('candidate')]).toEqual([])
      expect(store.runs().map(({ runId }) => runId)).toEqual([last.runId])
      // A run of another year than its traces: kept, its pairs with it.
      expect(store.runPart(last.runId, 'pairs')).toHaveLength(12)
      const [run] = store.runs()
      if (run !== undefined) store.putRun({ ...run, startedAtMs: 0, finishedAtMs: 1 })
    })
    expect(json(days)).toMatchObject({ traces: 0, runDetails: 1 })
    expect(bench.run(['export', last.runId, ...CONFIG]).stderr).toContain('pruned')
    expect(json(['runs']).runs).toHaveLength(1)
  })

  it('says that there is no such run', () => {
    bench.run(['run', ...CONFIG])
    const { status, stderr } = bench.run(['export', 'run-none', ...CONFIG])
    expect(status).toBe(2)
    expect(stderr).toContain('found none named run-none')
  })
})

describe('tidegate resume', () => {
  it('gives the newest command that did not end well again, with its flags, and forgets it when it has', () => {
    bench.write('candidate.jsonl', '{}\n')
    expect(bench.run(['run', ...CONFIG, '--seed', '7', '--html', 'out.html']).status).toBe(3)
    expect(json(['status']).interrupted).toMatchObject([
      { args: ['run', '-c', 'tidegate.yaml', '--seed', '7', '--html', 'out.html'], error: 'IngestError' },
    ])
    bench.write(
      'candidate.jsonl',
      rowsText(12, () => 1),
    )
    const { status, stderr } = bench.run(['resume', ...CONFIG])
    expect({ status, stderr }).toMatchObject({ status: 4 })
    expect(stderr).toContain('goes on with: tidegate run -c tidegate.yaml --seed 7 --html out.html')
    expect(readFileSync(join(bench.folder, 'out.html'), 'utf8')).toContain('INCONCLUSIVE')
    expect(json(['status'])).toMatchObject({ interrupted: [], last: { outcome: 'INCONCLUSIVE' } })
    expect(bench.run(['resume', ...CONFIG]).status).toBe(2)
  })

  it('has nothing to go on with after a config that is wrong', () => {
    bench.write('tidegate.yaml', 'candidate: ./candidate.jsonl\nstore: { path: ./store/tidegate.db }\n')
    expect(bench.run(['run', ...CONFIG]).status).toBe(2)
    expect(json(['status']).interrupted).toEqual([])
  })
})

describe('tidegate config show', () => {
  it('says of every value where it comes from', () => {
    bench.write('tidegate.yaml', 'preset: rapid\nsource: ./base.jsonl\nsampling: { target_size: 300 }\n')
    const { settings } = json(['config', 'show', '--changed'])
    expect(settings).toContainEqual({ path: 'sampling.target_size', value: 300, from: 'file', line: 3 })
    expect(settings).toContainEqual({
      path: 'sampling.stratify_by',
      value: ['flags'],
      from: 'preset',
      line: 1,
    })
    expect(settings.filter(({ from }: { readonly from: string }) => from === 'default')).toEqual([])
    expect(bench.run(['validate', ...CONFIG]).stdout).toContain('  sampling.stratify_by: ["flags"]')
  })
})
