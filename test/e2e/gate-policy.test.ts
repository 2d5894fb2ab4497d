import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorkbench, rowsText } from './command-line.ts'

let bench: ReturnType<typeof createWorkbench>
beforeEach(() => {
  bench = createWorkbench()
  bench.write(
    'base.jsonl',
    rowsText(12, () => 1),
  )
  // One of twelve lost: a difference of -0.083 that no bound can tell from none.
  bench.write(
    'candidate.jsonl',
    rowsText(12, index => (index < 1 ? 0 : 1)),
  )
})
afterEach(() => bench.dispose())

function run(gates: string): { status: number | null; stdout: string; result: Record<string, unknown> } {
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl\ncandidate: ./candidate.jsonl\nregression_gates: ${gates}\n`,
  )
  const { status, stdout } = bench.run(['run', '-c', 'tidegate.yaml', '--json', 'out.json'])
  return { status, stdout, result: JSON.parse(readFileSync(join(bench.folder, 'out.json'), 'utf8')) }
}

describe('regression_gates', () => {
  it('on_inconclusive: warn exits with 0 and still says UNDECIDED', () => {
    const blocked = run('{ on_inconclusive: block }')
    expect(blocked.status).toBe(4)
    const warned = run('{ on_inconclusive: warn }')
    expect(warned.status).toBe(0)
    expect(warned.stdout).toMatch(/^UNDECIDED: /)
    expect(warned.result).toMatchObject({ outcome: 'INCONCLUSIVE', exitCode: 0 })
  })

  it('decision: point takes the bare estimate and shows what the bounds say beside it', () => {
    const { status, stdout, result } = run('{ decision: point }')
    expect(status).toBe(1)
    expect(stdout).toMatch(/^HOLD: The bare estimates decide, without their error/)
    expect(stdout).toContain('decided by point: by bounds INCONCLUSIVE, by the bare estimates FAIL')
    expect(result).toMatchObject({
      outcome: 'FAIL',
      rule: 'point',
      byRule: { interval: 'INCONCLUSIVE', point: 'FAIL' },
    })
  })
})
