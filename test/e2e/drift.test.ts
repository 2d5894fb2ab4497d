import { afterAll, describe, expect, it } from 'vitest'
import { createWorkbench } from './command-line.ts'

const bench = createWorkbench()
afterAll(() => bench.dispose())

function labelled(refunds: number): string {
  return Array.from({ length: 2000 }, (_, at) =>
    JSON.stringify({ stratum: at < refunds ? 'refunds' : 'orders', day: `2026-11-0${(at % 7) + 1}` }),
  ).join('\n')
}

describe('tidegate drift on labelled traces', () => {
  bench.write('before.jsonl', labelled(200))
  bench.write('same.jsonl', labelled(215))
  bench.write('more.jsonl', labelled(320))

  it('exits 1 on drift and writes the report as JSON', () => {
    const { status, stdout, stderr } = bench.run([
      'drift',
      '--from',
      'before.jsonl',
      '--to',
      'more.jsonl',
      '--json',
      '-',
    ])
    expect(status).toBe(1)
    expect(stderr).toContain('"refunds" grew: from 10% to 16%')
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'tidegate-drift',
      level: 'page',
      windows: { reference: 'before.jsonl', current: 'more.jsonl' },
      newIntents: null,
      within: null,
    })
  })

  it('exits 0 in a quiet week, and follows the threshold of the config', () => {
    expect(bench.run(['drift', '--from', 'before.jsonl', '--to', 'same.jsonl'])).toMatchObject({ status: 0 })
    bench.write('wide.yaml', 'drift: { threshold: 0.8 }\n')
    const wide = bench.run(['drift', '-c', 'wide.yaml', '--from', 'before.jsonl', '--to', 'more.jsonl'])
    expect(wide).toMatchObject({ status: 0, stderr: '' })
  })

  it('exits 2 when one window is a file and the other is not', () => {
    const { status, stderr } = bench.run(['drift', '--from', 'before.jsonl', '--to', '2026-11-01'])
    expect(status).toBe(2)
    expect(stderr).toContain('Expected a file of labelled traces in `--to`, found 2026-11-01')
  })
})
