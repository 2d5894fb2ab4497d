import { expect, it } from 'vitest'
import type { RunId } from '../records/ids.ts'
import { createMemoryStore } from '../store/memory/create-memory-store.ts'
import type { RunState } from '../store/run-store.ts'
import { finishedBefore } from './finished-before.ts'

it('counts finished runs of the same config alone', () => {
  const store = createMemoryStore()
  const put = (id: string, configHash: string, state: RunState, finishedAtMs: number | undefined): void =>
    store.putRun({
      runId: id as RunId,
      configHash,
      seed: 's',
      state,
      startedAtMs: 1,
      finishedAtMs,
      report: undefined,
    })
  expect(finishedBefore(store, 'mine')).toBe(0)
  put('killed', 'mine', 'running', undefined)
  put('stopped', 'mine', 'interrupted', 90)
  put('other', 'theirs', 'finished', 80)
  expect(finishedBefore(store, 'mine')).toBe(0)
  put('first', 'mine', 'finished', 50)
  put('second', 'mine', 'finished', 70)
  expect(finishedBefore(store, 'mine')).toBe(70)
})
