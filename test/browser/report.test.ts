import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RunId } from '../../src/records/ids.ts'
import type { PairView, RunMap } from '../../src/server/contract.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { openWeek, screenPath } from './open-week.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const PAIRS = 2_000
const POINTS = 5_000
const MOST_BYTES = 2 * 1024 * 1024

it('is one file under 2 MB for a run of 2,000 pairs, with every picture, and needs neither script nor network', async () => {
  const week = await openWeek({ prepare: enlarge })
  try {
    const file = join(week.folder, 'report.html')
    const made = spawnSync(
      process.execPath,
      [MAIN, 'report', week.runIds[0] ?? '', '-c', 'tidegate.yaml', '--html', file],
      { cwd: week.folder, encoding: 'utf8' },
    )
    expect([made.status, made.stderr]).toEqual([0, ''])
    expect(statSync(file).size).toBeLessThan(MOST_BYTES)
    expect(readFileSync(file, 'utf8')).not.toMatch(/<script|<img|<link|\ssrc=/)
    const { page } = week
    await page.goto(`file://${file}`)
    const pictures = await page
      .getByRole('img')
      .evaluateAll(each => each.map(one => one.getAttribute('aria-label')))
    expect(pictures).toEqual([
      expect.stringContaining('per slice'),
      expect.stringContaining('Map of the strata'),
      expect.stringContaining('by window'),
      expect.stringContaining('by stage'),
    ])
    expect(await page.locator('svg.map .ring').count()).toBeGreaterThan(0)
    await page.screenshot({ path: screenPath('report'), fullPage: true })
    expect(week.complaints).toEqual([])
  } finally {
    await week.close()
  }
})

/** The newest run's pairs and map, repeated to the size of an ordinary week. */
function enlarge(folder: string): void {
  const store = createSqliteStore(join(folder, 'tidegate.db'))
  const runId = (store.runStates()[0]?.runId ?? '') as RunId
  const views = store.runPart(runId, 'pairs').map(text => JSON.parse(text) as PairView)
  const rows = Array.from({ length: PAIRS }, (_, position) =>
    JSON.stringify({ ...views[position % views.length], position }),
  )
  store.putRunPart(runId, 'pairs', rows)
  const map = JSON.parse(store.runPart(runId, 'map')[0] ?? '') as RunMap
  const { length } = map.x
  const repeated = <T>(values: readonly T[]): readonly (T | undefined)[] =>
    Array.from({ length: POINTS }, (_, point) => values[point % length])
  // Beside the point it repeats, so that no two points are drawn as one.
  const spread = (values: readonly number[]) =>
    repeated(values).map((value, point) => (value ?? 0) + 0.0008 * Math.floor(point / length))
  const large = {
    ...map,
    requests: POINTS,
    x: spread(map.x),
    y: spread(map.y),
    stratum: repeated(map.stratum),
    count: repeated(map.count),
    traceId: repeated(map.traceId),
  }
  store.putRunPart(runId, 'map', [JSON.stringify(large)])
  store.close()
}
