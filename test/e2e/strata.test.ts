import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { simulateWeek } from '../../src/simulate/simulate-week.ts'
import { createWorkbench } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
})
afterEach(() => bench.dispose())

/** 120 traces of a simulated week, and a trace whose request is an attack on whoever shows it. */
function weekText(): string {
  const { baseline } = simulateWeek({
    seed: 'strata',
    candidate: 'healthy',
    traces: 120,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const [first] = baseline
  const hostile = { ...first, trace_id: '"><b>x', intent: '<script>alert(1)</script>\u001b[2J' }
  return [...baseline, hostile].map(row => `${JSON.stringify(row)}\n`).join('')
}

describe('tidegate strata', () => {
  it('shows what production asks for without a candidate, and needs no key of a judge', () => {
    bench.write('base.jsonl', weekText())
    bench.write(
      'tidegate.yaml',
      'source: ./base.jsonl\nevaluation: { freeform: { judge_model: claude-sonnet-4-6 } }\nclustering: { min_cluster_size: 5 }\n',
    )
    const args = ['strata', '-c', 'tidegate.yaml', '--json', '-', '--html', 'strata.html']
    const { status, stdout, stderr } = bench.run(args)
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^\d+ intents? in 121 traces, .*\n\nid +label +share +traces/m),
    })
    const strata = JSON.parse(stdout)
    expect(strata).toMatchObject({ kind: 'tidegate-strata', schemaVersion: 1, population: 121 })
    const sizes: readonly { readonly size: number; readonly share: number }[] = strata.strata
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBe(121)
    expect(sizes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)

    const page = readFileSync(join(bench.folder, 'strata.html'), 'utf8')
    expect(page).toContain('<svg class="map"')
    expect(page).not.toMatch(/<script|<b>x|https?:\/\//)
    for (const text of [stderr, page]) expect(text).not.toContain('\u001b')
  })

  it('exits 2 without a source, and for an unknown flag', () => {
    bench.write('tidegate.yaml', 'clustering: { min_cluster_size: 5 }\n')
    const runs = [[], ['--bogus']]
    expect(runs.map(flags => bench.run(['strata', '-c', 'tidegate.yaml', ...flags]).status)).toEqual([2, 2])
  })
})
