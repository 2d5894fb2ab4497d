import { expect, it } from 'vitest'
import type { RunId } from '../records/ids.ts'
import { createMemoryStore } from '../store/memory/create-memory-store.ts'
import { isCheckDue } from './check-due.ts'

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 10, 23)

/** A store with weekly runs; the one so many weeks ago had its judge checked. */
function storeChecked(weeksAgo: number | undefined) {
  const store = createMemoryStore()
  for (let week = 1; week <= 20; week += 1) {
    const crossCheck = week === weeksAgo ? { pairs: 200 } : null
    store.putRun({
      runId: `run-${week}` as RunId,
      configHash: 'c',
      seed: '1',
      state: 'finished',
      startedAtMs: NOW - week * 7 * DAY_MS,
      finishedAtMs: NOW - week * 7 * DAY_MS,
      report: JSON.stringify({
        judge: week % 2 === 0 ? { crossCheck } : week === weeksAgo ? { crossCheck } : null,
      }),
    })
  }
  return store
}

it('a weekly run is the one that checks the judge when no run of the last quarter did', () => {
  expect(isCheckDue(createMemoryStore(), NOW)).toBe(true)
  expect(isCheckDue(storeChecked(undefined), NOW)).toBe(true)
  expect(isCheckDue(storeChecked(1), NOW)).toBe(false)
  expect(isCheckDue(storeChecked(12), NOW)).toBe(false)
  expect(isCheckDue(storeChecked(13), NOW)).toBe(true)
})
