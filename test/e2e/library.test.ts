import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { releaseConfig } from '../../examples/03-library/release-config.ts'
import { defineConfig, evaluate, evaluateCandidates } from '../../src/index.ts'
import '../../src/library/vitest.ts'
import { rowsText } from './command-line.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-library-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('evaluate', () => {
  it('gives for a path what it gives for the same object, silently, and names the gate in the matcher', async () => {
    writeFileSync(
      join(folder, 'base.jsonl'),
      rowsText(12, () => 1),
    )
    writeFileSync(
      join(folder, 'candidate.jsonl'),
      rowsText(12, index => (index < 9 ? 0 : 1)),
    )
    writeFileSync(join(folder, 'tidegate.yaml'), 'source: ./base.jsonl\ncandidate: ./candidate.jsonl\n')
    const stages: string[] = []
    const warnings: string[] = []
    const byPath = await evaluate('tidegate.yaml', {
      cwd: folder,
      env: {},
      onProgress: ({ kind, stage }) => (kind === 'finished' ? stages.push(stage) : 0),
      onWarning: warning => warnings.push(warning),
    })
    const byObject = await evaluate(
      defineConfig({ source: './base.jsonl', candidate: './candidate.jsonl' }),
      { cwd: folder, env: {} },
    )
    expect(byObject.runId).toBe(byPath.runId)
    expect(byPath).toMatchObject({
      outcome: 'FAIL',
      exitCode: 1,
      costUsd: 0,
      headline: expect.stringMatching(/^HOLD: /),
    })
    expect(stages).toEqual(expect.arrayContaining(['ingest', 'replay', 'decide']))
    expect(warnings).toEqual([])
    expect(JSON.parse(byPath.toJson())).toMatchObject({ outcome: 'FAIL', runId: byPath.runId })
    expect(byPath.toMarkdown()).toMatch(/^## HOLD: /)
    expect(byPath.toJunit()).toContain('<testsuites')

    expect(() => expect(byPath).toPassGate()).toThrow(/it is FAIL: Outcomes[\s\S]*\n {2}outcome: FAIL: /)
    expect(byPath).not.toPassGate()
    expect(byPath).not.toPassGate({ allowInconclusive: true })
    expect(JSON.parse(byPath.toJson())).not.toPassGate()
  })

  it('takes a config that is wrong as an error with its key, not as a verdict', async () => {
    const wrong = { source: './base.jsonl', sampling: { target_size: 0 } }
    await expect(evaluate(wrong, { cwd: folder, env: {} })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('target_size'),
    })
  })

  it('stops when the signal says so', async () => {
    writeFileSync(
      join(folder, 'base.jsonl'),
      rowsText(12, () => 1),
    )
    const config = { source: './base.jsonl', candidate: './base.jsonl' }
    const run = evaluate(config, { cwd: folder, env: {}, signal: AbortSignal.abort() })
    await expect(run).rejects.toMatchObject({ code: 'interrupted' })
  })
})

describe('evaluateCandidates', () => {
  it('decides over all candidates, names each in the matcher, and says nothing by itself', async () => {
    const sides: readonly [string, (index: number) => number][] = [
      ['base', () => 1],
      ['worse', index => (index < 9 ? 0 : 1)],
      ['same', () => 1],
    ]
    for (const [name, outcome] of sides) writeFileSync(join(folder, `${name}.jsonl`), rowsText(12, outcome))
    const config = defineConfig({
      source: './base.jsonl',
      candidates: { worse: './worse.jsonl', same: { recorded: { path: './same.jsonl' } } },
    })
    const said = vi.spyOn(process.stderr, 'write')
    const compared = await evaluateCandidates(config, { cwd: folder, env: {} })
    expect(said).not.toHaveBeenCalled()
    said.mockRestore()
    const [worse, same] = compared.comparison.candidates
    expect([worse?.outcome, compared.outcome]).toEqual(['FAIL', same?.outcome])
    expect(compared.gates.worse).toEqual({ verdict: 'FAIL', reason: worse?.reason })
    expect(compared.runs.get('worse')).toMatchObject({ runId: worse?.runId, outcome: 'FAIL' })
    expect(JSON.parse(compared.toJson())).toMatchObject({
      kind: 'tidegate-candidates',
      exitCode: compared.exitCode,
    })
    expect(compared.toMarkdown()).toContain('### Candidate worse')
    expect(compared.toMarkdown().split('\n')[0]).toBe(`## ${compared.headline}`)
    if (compared.outcome === 'PASS') expect(compared).toPassGate()
    else expect(() => expect(compared).toPassGate()).toThrow(/\n {2}worse: FAIL: /)

    await expect(evaluate(config, { cwd: folder, env: {} })).rejects.toMatchObject({ path: 'candidates' })
    const single = { source: './base.jsonl', candidate: './same.jsonl' }
    const refused = evaluateCandidates(single, { cwd: folder, env: {} })
    await expect(refused).rejects.toMatchObject({ path: 'candidates' })
  })
})

describe('examples/03-library', () => {
  it('holds the agent back that answers half, by the scorer', async () => {
    cpSync(resolve('examples/03-library'), folder, { recursive: true })
    const run = await evaluate(releaseConfig, { cwd: folder, env: {} })
    expect(run.outcome).toBe('FAIL')
    expect(run.gates.outcome).toMatchObject({ verdict: 'FAIL', estimate: -0.5, n: 40 })
    expect(run.evaluation.manifest.scorers).toEqual(['answers_in_full'])
    expect(run.toMarkdown()).toContain('outcomes: scored by answers\\_in\\_full')
    expect(() => expect(run).toPassGate()).toThrow(/outcome: FAIL/)
  })
})

describe('a scorer that fails', () => {
  it('stops the run when it fails on more than a few', async () => {
    mkdirSync(join(folder, 'scorers'))
    symlinkSync(resolve('examples/03-library/production.jsonl'), join(folder, 'production.jsonl'))
    writeFileSync(join(folder, 'scorers/broken.ts'), 'export default () => { throw new Error("secret") }')
    const config = {
      source: './production.jsonl',
      candidate: './production.jsonl',
      scorers: [{ name: 'broken', module: './scorers/broken.ts' }],
    }
    const error = await evaluate(config, { cwd: folder, env: {} }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'config', path: 'scorers' })
    expect(String(error)).toMatch(/`broken`, it failed on 40 of 40 pairs/)
    expect(String(error)).not.toContain('secret')
  })
})
