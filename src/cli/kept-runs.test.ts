import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import type { RunId } from '../records/ids.ts'
import type { RunRow } from '../store/run-store.ts'
import { requireNotExtended } from './kept-runs.ts'

const GATE = { verdict: 'not-evaluated', estimate: null, interval: null, n: 0, reason: '' }

/** A finished run of this size that extends another. */
function extensionOf(parent: string, runId: string, targetSize: number): RunRow {
  const share = { pass: 0.5, fail: 0.5 }
  const report = {
    kind: 'tidegate-result',
    schemaVersion: 1,
    runId,
    outcome: 'INCONCLUSIVE',
    gates: { global: { ...GATE, endpoints: [] }, outcome: GATE },
    sample: { population: 5000, size: targetSize, seed: '1' },
    cost: { picoUsd: null },
    alphaPlan: {
      targetSize,
      extendTo: 4000,
      share,
      earlier: [{ runId: parent, targetSize: 1000, share }],
    },
    manifest: { configHash: 'hash', embeddingModel: 'space', judge: 'judge', window: null },
  }
  return {
    runId: runId as RunId,
    configHash: 'hash',
    seed: '1',
    state: 'finished',
    startedAtMs: 0,
    finishedAtMs: 1,
    report: JSON.stringify(report),
  }
}

describe('requireNotExtended', () => {
  const store = { runs: () => [extensionOf('first', 'second', 2000)] }

  it('refuses a second extension of a run, which would use the rest of the error rates twice', () => {
    const again = () => requireNotExtended(store, 'first', 3000)
    expect(again).toThrow(ConfigError)
    expect(again).toThrow('first extended by second to 2000 traces')
  })

  it('lets the same extension be made again, and the extension be extended', () => {
    expect(() => requireNotExtended(store, 'first', 2000)).not.toThrow()
    expect(() => requireNotExtended(store, 'second', 3000)).not.toThrow()
  })
})
