import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorkbench, rowsText, rowText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write('base.jsonl', rowsText(12, () => 1) + FLAGGED.map(id => rowText(id, FLAG)).join(''))
  bench.write(
    'candidate.jsonl',
    rowsText(12, () => 1) + FLAGGED.map(id => rowText(id, { outcome: 1 })).join(''),
  )
  bench.write('tidegate.yaml', CONFIG)
})
afterEach(() => bench.dispose())

const FLAGGED = ['f1', 'f2']
const FLAG = { outcome: 0, support_flag: { reason: 'wrong parcel, says ann@example.com' } }
const AUDITS = 'state/audits'
const CONFIG = `source: ./base.jsonl
candidate: ./candidate.jsonl
store: { path: ./state/tidegate.db }
evaluation: { adversarial: { source: ./data/set.jsonl } }
`

function run() {
  const { status, stdout, stderr } = bench.run(['run', '-c', 'tidegate.yaml', '--json', 'out.json'])
  const result = JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8'))
  return { status, stdout, stderr, result }
}

it('what support flagged is in the permanent set after the run, once, and the next run is another run', () => {
  const first = run()
  expect(first.stdout).toContain('2 support-flagged traces joined the set for the next run')
  expect(first.result).toMatchObject({
    adversarialGrowth: { kind: 'grown', added: 2, present: 0, erased: 0 },
    manifest: { adversarialSet: null },
    gates: { adversarial: { n: 2, passed: 2 } },
  })
  expect(bench.run(['adversarial', 'verify', '-c', 'tidegate.yaml']).stdout).toMatch(/^intact: 2 traces/)
  expect(readFileSync(join(bench.folder, 'data/set.jsonl'), 'utf8')).not.toMatch(/ann@example|parcel/)

  const second = run()
  expect(second.result).toMatchObject({
    adversarialGrowth: { added: 0, present: 2 },
    manifest: { adversarialSet: { lines: 3, entries: 2, erased: 0 } },
    gates: { adversarial: { n: 2, passed: 2 } },
  })
  expect(second.stdout).toMatch(/set: 2 traces, 0 erased, chain of 3 lines, last hash [0-9a-f]{64}/)
  expect(second.result.runId).not.toBe(first.result.runId)
  const third = run()
  expect(third.result.runId).toBe(second.result.runId)
})

it('an erased trace stays erased although its window still flags it', () => {
  run()
  const [queue = ''] = readdirSync(join(bench.folder, AUDITS))
  const textsOf = (): readonly string[] =>
    readFileSync(join(bench.folder, AUDITS, queue), 'utf8')
      .split('\n')
      .filter(line => line.includes('"texts"'))
  expect(textsOf()).toHaveLength(14)
  const erased = bench.run(['adversarial', 'erase', 'f1', '-c', 'tidegate.yaml'])
  expect(erased.stdout).toBe('erased: its key is destroyed\nits texts are taken out of 1 audit queue\n')
  expect(textsOf()).toHaveLength(13)
  expect(textsOf().join()).not.toContain('"f1"')
  expect(run().result).toMatchObject({ adversarialGrowth: { added: 0, present: 1, erased: 1 } })
})

it('a plain file is left as it is, and the report says so', () => {
  bench.write('plain.jsonl', rowText('f1', FLAG))
  bench.write('tidegate.yaml', CONFIG.replace('./data/set.jsonl', './plain.jsonl'))
  const { stdout, result } = run()
  expect(result.adversarialGrowth).toEqual({ kind: 'plain-file', flagged: 2 })
  expect(stdout).toContain('the set is a plain file: support-flagged traces were not added to it')
  expect(readFileSync(join(bench.folder, 'plain.jsonl'), 'utf8')).toBe(rowText('f1', FLAG))
})

it('a set somebody changed stops the run before anything is asked, and is not added to', () => {
  run()
  const path = join(bench.folder, 'data/set.jsonl')
  const cut = readFileSync(path, 'utf8').split('\n').slice(0, -2).join('\n')
  bench.write('data/set.jsonl', `${cut}\n`)
  const { status, stderr } = bench.run(['run', '-c', 'tidegate.yaml'])
  expect(status).toBe(3)
  expect(stderr).toContain('it was cut from 3 lines to 2')
  expect(readFileSync(path, 'utf8')).toBe(`${cut}\n`)
  expect(existsSync(`${path}.unfinished`)).toBe(false)
})
