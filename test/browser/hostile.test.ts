import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RunId } from '../../src/records/ids.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { openWeek, placesOf, screenPath, settled } from './open-week.ts'
import { writeCalibrations } from './write-calibrations.ts'

const PAYLOADS = [
  '"><img src=x onerror="window.wasHit=1;alert(1)">',
  '</pre></td></table><script>window.wasHit=1;alert(2)</script>',
  "<svg onload='window.wasHit=1;alert(3)'>",
  '<a href="javascript:window.wasHit=1">x</a>',
  '<iframe srcdoc="<script>parent.wasHit=1</script>"></iframe>',
  '\u202e<style>*{display:none}</style>',
]
/** Fields whose values the page compares, or by which one part of the store names another. */
const KEPT =
  /^(kind|outcome|verdict|rule|family|endpoint|finding|role|order|choice|basis|tier|tags|level|change|mode|candidateModes|baselineModes|origin|runId|id|stratumId|position|state|subject|schemaVersion|side|alarm|unusable|cached|finish|itemId|seed)$/

it('shows payloads in traces, answers, reasons, names and rubrics as text on every view, and runs none of them', async () => {
  const week = await openWeek({ prepare: poison })
  try {
    const { page } = week
    const silent: string[] = []
    const runId = week.runIds[0] ?? ''
    const places = [...placesOf(runId), ['pairs-all', `/runs/${runId}/pairs`]] as const
    for (const [name, place] of places) {
      await week.go(place)
      if (name === 'audits') {
        await page.getByLabel('Rater').fill('ann')
        await page.getByRole('button', { name: 'Start' }).click()
        await page.getByRole('heading', { name: /^Item / }).waitFor()
      }
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
      await settled(week)
      await page.screenshot({ path: screenPath(`hostile-${name}`), fullPage: true })
      const made = await page.evaluate<number>(
        "document.querySelectorAll('#page :is(img, script, iframe, style, object, embed), [onerror], [onload], a[href^=javascript]').length",
      )
      expect([name, made, await page.evaluate('window.wasHit ?? 0')]).toEqual([name, 0, 0])
      const text = await page.locator('main').innerText()
      if (!/<(img|svg|script|iframe|a href)/.test(text)) silent.push(name)
    }
    // Of the others there is nothing in this store that a stranger could have written.
    expect(silent).toEqual(['runs', 'adversarial', 'budget', 'live', 'not-found'])
    await page.getByRole('link', { name: 'Map' }).click()
    expect(week.complaints).toEqual([])
  } finally {
    await week.close()
  }
})

/** Puts a payload before every text of the store that is nobody's key. */
function poison(folder: string): void {
  const store = createSqliteStore(join(folder, 'tidegate.db'))
  for (const run of store.runs()) {
    const { runId } = run
    const report = JSON.parse(run.report ?? '{}') as { manifest: object }
    const poisoned = hostile(report) as typeof report
    store.putRun({
      ...run,
      report: JSON.stringify({
        ...poisoned,
        manifest: { ...poisoned.manifest, traceUrl: 'javascript:window.wasHit=1//{trace_id}' },
      }),
    })
    for (const part of ['pairs', 'pair-index', 'map'])
      store.putRunPart(
        runId as RunId,
        part,
        store.runPart(runId, part).map(row => JSON.stringify(hostile(JSON.parse(row)))),
      )
  }
  store.close()
  for (const name of readdirSync(join(folder, 'audits'))) {
    const path = join(folder, 'audits', name)
    writeFileSync(
      path,
      readFileSync(path, 'utf8')
        .split('\n')
        .map(line => (line === '' ? '' : JSON.stringify(withHostileTexts(JSON.parse(line) as object))))
        .join('\n'),
    )
  }
  writeCalibrations(folder, PAYLOADS[0], PAYLOADS[1])
}

let turn = 0
function hostile(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (KEPT.test(key)) return value
    turn += 1
    return `${PAYLOADS[turn % PAYLOADS.length]} ${value}`
  }
  if (Array.isArray(value)) return value.map(each => hostile(each, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hostile(each, name)]))
}

function withHostileTexts(row: object): object {
  return 'texts' in row ? { ...row, texts: hostile(row.texts) } : row
}
