import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorkbench, rowsText, rowText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write('tidegate.yaml', 'source: ./base.jsonl\ncandidate: ./candidate.jsonl\n')
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

const RUN = ['run', '-c', 'tidegate.yaml', '--json', 'out.json'] as const

type ResultJson = {
  readonly timing?: unknown
  readonly rejected: { readonly sources: readonly { readonly rows: readonly unknown[] }[] }
  readonly unmatched: unknown
  readonly gates: { readonly outcome: { readonly regressed: readonly string[] } }
}

function resultOf(): ResultJson {
  return JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
}

describe('tidegate run', () => {
  it('exits with the decision and writes the documented result', () => {
    const { status, stdout } = bench.run(RUN)
    expect(status).toBe(1)
    expect(stdout.split('\n')[0]).toMatch(/^HOLD: /)
    expect(resultOf()).toMatchObject({
      kind: 'tidegate-result',
      schemaVersion: 1,
      outcome: 'FAIL',
      exitCode: 1,
      gates: {
        global: { verdict: 'not-evaluated', estimate: null, interval: null },
        outcome: { verdict: 'FAIL', n: 12, paired: { won: 0, lost: 9, tied: 3 } },
        adversarial: { verdict: 'not-evaluated', estimate: null },
      },
      sample: { population: 12, size: 12 },
      rejected: { total: 0 },
      cost: { picoUsd: 0 },
      manifest: { isJudgeLanguageModel: false },
    })
  })

  it('writes an HTML report that loads nothing and executes nothing', () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>'
    bench.write('base.jsonl', rowsText(6, () => 1) + rowText(`"><b>x`, { outcome: 1, intent: hostile }))
    bench.write('candidate.jsonl', rowsText(6, () => 0) + rowText(`"><b>x`, { outcome: 0 }))
    bench.run([...RUN, '--html', 'out.html'])
    const page = readFileSync(join(bench.folder, 'out.html'), 'utf8')
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<img|<b>x|https?:\/\//)
  })

  it('counts malformed rows with line and reason and goes on', () => {
    bench.write('base.jsonl', `${rowsText(12, () => 1)}{"trace_id": "broken"\n[1,2]\n`)
    const { status } = bench.run(RUN)
    expect(status).toBe(1)
    const [baseline] = resultOf().rejected.sources
    expect(baseline?.rows).toMatchObject([
      { file: 'base.jsonl', line: 13 },
      { file: 'base.jsonl', line: 14 },
    ])
  })

  it('lists candidate ids that do not match, and counts a missing answer as a loss where the baseline succeeded', () => {
    bench.write(
      'candidate.jsonl',
      rowsText(12, index => (index < 2 ? undefined : 1)).replaceAll('"t12"', '"stranger"'),
    )
    const { stdout } = bench.run(RUN)
    const result = resultOf()
    expect(result.unmatched).toEqual({ candidateOnly: ['stranger'], baselineOnly: ['t12'] })
    expect(result.gates.outcome.regressed).toContain('t12')
    expect(stdout).toContain('candidate ids without a baseline 1')
  })

  it('reads tidegate.yaml of the working folder when no config is named', () => {
    const { status, stdout } = bench.run(['run', '--source', 'base.jsonl'])
    expect({ status, headline: stdout.slice(0, 5) }).toEqual({ status: 1, headline: 'HOLD:' })
  })

  it('gives standard output to the report that is named -, and what people read to standard error', () => {
    const { stdout, stderr } = bench.run(['run', '--markdown', '-'])
    expect(stdout).toMatch(/^## HOLD: /)
    expect(stderr).toContain('verdict FAIL, exit code 1')
    expect(existsSync(join(bench.folder, '-'))).toBe(false)
  })

  it('keeps its exit code and says nothing of itself when nobody reads what it prints', () => {
    const main = resolve('src/cli/main.ts')
    const run = `"${process.execPath}" "${main}" run 2> errors.txt | true; exit "\${PIPESTATUS[0]}"`
    expect(bench.shell(run, {}).status).toBe(1)
    expect(readFileSync(join(bench.folder, 'errors.txt'), 'utf8')).not.toMatch(/EPIPE/)
    const drained = bench.shell(`"${process.execPath}" "${main}" prices | true; exit "\${PIPESTATUS[0]}"`, {})
    expect(drained).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  it('says with its exit code that standard output was not written, and loses no verdict for standard error', () => {
    const main = resolve('src/cli/main.ts')
    const run = `"${process.execPath}" "${main}" run`
    const { status, stderr } = bench.shell(`${run} > /dev/full`, {})
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('got ENOSPC') })
    expect(bench.shell(`${run} --json out.json 2> /dev/full`, {})).toMatchObject({ status: 1 })
    expect(existsSync(join(bench.folder, 'out.json'))).toBe(true)
  })

  it('ends with 5, never with the exit code of a verdict, when it falls over', () => {
    // The handler of Ctrl-C is set once a run has begun.
    const bug = `process.on('newListener', name => { if (name === 'SIGINT') setImmediate(() => { throw new Error('a bug') }) })`
    const preload = `--import "data:text/javascript,${encodeURIComponent(bug)}"`
    const { status, stderr } = bench.run(['run'], { env: { NODE_OPTIONS: preload } })
    expect({ status, stderr }).toEqual({ status: 5, stderr: expect.stringContaining('error (invariant)') })
  })

  it('reads standard input as a source', () => {
    const { status } = bench.run([...RUN, '--source', '-'], { input: rowsText(12, () => 1) })
    expect(status).toBe(1)
  })

  it('is the same run again after it was run once: nothing is ingested twice', () => {
    bench.run(RUN)
    const first = { ...resultOf(), timing: undefined }
    bench.run(RUN)
    expect({ ...resultOf(), timing: undefined }).toEqual(first)
  })
})

describe('tidegate run, bad input', () => {
  const cases: readonly (readonly [title: string, change: () => void, status: number, says: RegExp])[] = [
    ['a missing config', () => bench.run(['--version']), 2, /nowhere\.yaml/],
    [
      'a missing source',
      () => bench.write('tidegate.yaml', 'source: ./gone.jsonl\ncandidate: ./candidate.jsonl\n'),
      2,
      /gone\.jsonl/,
    ],
    ['an empty source', () => bench.write('base.jsonl', ''), 3, /base\.jsonl/],
    ['too many rejected rows', () => bench.write('base.jsonl', 'nonsense\n'.repeat(9)), 3, /base\.jsonl:1/],
    ['a candidate without a usable row', () => bench.write('candidate.jsonl', '{}\n'), 3, /candidate\.jsonl/],
    [
      'a candidate that has not one id of production',
      () =>
        bench.write('candidate.jsonl', rowsText(12, () => 1).replaceAll('"trace_id":"t', '"trace_id":"x')),
      3,
      /none of 12 ids among its 12: production has for example `t1`, the candidate `x1`/,
    ],
    ['a config with tabs', () => bench.write('tidegate.yaml', 'source:\n\tpath: x\n'), 2, /tab/i],
    ['an unknown key', () => bench.write('tidegate.yaml', 'sorce: ./base.jsonl\n'), 2, /sorce.*source/s],
    [
      'a store of a newer version',
      () =>
        bench.write(
          'tidegate.yaml',
          'source: ./base.jsonl\ncandidate: ./candidate.jsonl\nstore: { path: ./base.jsonl }\n',
        ),
      3,
      /store/,
    ],
  ]

  it.each(cases)('says what is wrong with %s and exits', (title, change, status, says) => {
    change()
    const args = title === 'a missing config' ? ['run', '-c', 'nowhere.yaml'] : RUN
    const done = bench.run(args)
    expect({ status: done.status, stderr: done.stderr }).toEqual({
      status,
      stderr: expect.stringMatching(says),
    })
    expect(done.stderr).not.toMatch(/at .*\(.*:\d+:\d+\)/)
    expect(existsSync(join(bench.folder, 'out.json'))).toBe(false)
  })

  it('exits 2 for an unknown flag, an unknown command or a --config without a name', () => {
    const wrong = [['run', '--bogus'], ['rum'], ['run', '-c']]
    expect(wrong.map(args => bench.run(args).status)).toEqual([2, 2, 2])
    expect(bench.run(['rum']).stderr).toBe(
      '\nerror (config): Expected a command of tidegate, found rum\nhint: did you mean run? tidegate --help lists what there is\n',
    )
  })

  it('names the config file of the command line in its hints', () => {
    const { stderr } = bench.run(['report', 'run-none', '-c', 'tidegate.yaml'])
    expect(stderr).toContain('hint: tidegate runs -c tidegate.yaml lists them')
  })

  it('exits 3 and names the path when an output cannot be written', () => {
    bench.write('file', '')
    const { status, stderr } = bench.run(['run', '-c', 'tidegate.yaml', '--json', 'file/out.json'])
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('file/out.json') })
  })

  it('names the variable when a model of the config has no key, and says what --offline put in its place', () => {
    bench.write(
      'tidegate.yaml',
      'source: ./base.jsonl\ncandidate: ./candidate.jsonl\nsampling: { embedding_model: text-embedding-3-large }\n',
    )
    const refused = bench.run(RUN)
    expect({ status: refused.status, stderr: refused.stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('OPENAI_API_KEY'),
    })
    const offline = bench.run([...RUN, '--offline'])
    expect(offline.status).toBe(1)
    expect(offline.stdout.split('\n')[0]).toMatch(/offline run: text-embedding-3-large/)
  })
})

describe("the article's template", () => {
  it('runs unchanged with --source, --candidate and --offline, and says which channel nothing describes', () => {
    bench.write('template.yaml', readFileSync(resolve('src/config/__fixtures__/article-template.yaml')))
    const args = [
      'run',
      '-c',
      'template.yaml',
      '--source',
      'base.jsonl',
      '--candidate',
      'candidate.jsonl',
      '--offline',
    ]
    const { status, stdout, stderr } = bench.run(args)
    expect(status).toBe(1)
    expect(stdout).toMatch(/^NOTE: offline run: text-embedding-3-large/)
    expect(stdout).toContain('claude-sonnet-4-6')
    expect(stderr).toMatch(/warning: .*alert_channels.*`slack_ops`.*does not describe/)
  })
})

describe('tidegate init and validate', () => {
  it('writes a config that validates, and keeps an existing file', () => {
    expect(bench.run(['init', '-o', 'new.yaml']).status).toBe(0)
    expect(bench.run(['validate', '-c', 'new.yaml']).status).toBe(0)
    expect(bench.run(['init', '-o', 'new.yaml']).status).toBe(2)
    expect(bench.run(['init', '--preset', 'bogus', '-o', 'x.yaml']).status).toBe(2)
  })
})
