import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLiveProgress } from '../../src/cli/live-runs.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { openWeek, screenPath } from './open-week.ts'

it('follows a run under way, with what it found so far and bounds that hold at every moment', async () => {
  const week = await openWeek()
  const store = createSqliteStore(join(week.folder, 'tidegate.db'))
  try {
    const { page } = week
    await week.go('/live')
    await page.getByText('Nothing is running').waitFor()
    let nowMs = Date.now()
    const live = createLiveProgress(store, 'c0ffee', () => nowMs)
    live.onProgress({ kind: 'started', stage: 'judge', done: 0, total: 2_000 })
    await page.getByText('0 of 2,000').waitFor()
    await page.getByText('from 100 judged pairs on').waitFor()
    nowMs += 2_000
    live.onInterim([{ endpoint: 'preference', estimate: -0.031, interval: [-0.07, 0.008], n: 640 }])
    const row = page.getByRole('row', { name: /^Texts/ })
    await row.waitFor()
    expect(await row.innerText()).toMatch(/−0\.031\s+\[−0\.070, \+0\.008\]\s+640/)
    await page.screenshot({ path: screenPath('live-run'), fullPage: true })
    live.end()
    await page.getByText('Nothing is running').waitFor()
    expect(week.complaints).toEqual([])
  } finally {
    store.close()
    await week.close()
  }
})
