import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dataFolder } from './data-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'tidegate-agent-runs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function runExample(name: string, tag = name) {
  const json = join(folder, `${tag}.json`)
  const args = [
    'src/cli/main.ts',
    'run',
    '-c',
    resolve('examples/01-agent-runs', `${name}.yaml`),
    '--json',
    json,
  ]
  const done = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, TIDEGATE_DATA: dataFolder() },
  })
  return { ...done, result: JSON.parse(readFileSync(json, 'utf8')) }
}

describe('recorded agent runs', () => {
  it('FAILs the telecom agent that loses twelve tasks and wins none', () => {
    const { status, result, stdout } = runExample('telecom')
    expect(status).toBe(1)
    expect(result).toMatchObject({ outcome: 'FAIL', exitCode: 1, sample: { population: 40, size: 40 } })
    expect(result.gates.outcome).toMatchObject({ verdict: 'FAIL', paired: { won: 0, lost: 12, tied: 28 } })
    expect(result.gates.outcome.paired.pValue).toBeCloseTo(0.00048828125, 10)
    expect(stdout).toContain('HOLD: ')
    expect(stdout).toContain('NOT a language model')
  })

  it('PASSes the same pair the other way round', () => {
    const { status, result } = runExample('telecom-swapped')
    expect(result.gates.outcome).toMatchObject({ verdict: 'PASS', paired: { won: 12, lost: 0 } })
    expect(result.outcome).toBe('PASS')
    expect(status).toBe(0)
  })

  it('is INCONCLUSIVE about retail, where the average hides six regressions, and names them', () => {
    const { status, result, stdout } = runExample('retail')
    expect(status).toBe(4)
    expect(result.gates.outcome).toMatchObject({
      verdict: 'INCONCLUSIVE',
      paired: { won: 6, lost: 6, pValue: 1 },
    })
    expect(new Set(result.gates.outcome.regressed)).toEqual(new Set(['27', '64', '18', '33', '71', '111']))
    for (const task of ['27', '64', '18', '33', '71', '111']) expect(stdout).toContain(task)
  })

  it('gives the same bytes for the same seed but for the timing', () => {
    const strip = (result: { timing?: unknown }) => JSON.stringify({ ...result, timing: undefined })
    const first = runExample('retail', 'retail-1').result
    const second = runExample('retail', 'retail-2').result
    expect(strip(second)).toBe(strip(first))
  })
})
