import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunId } from '../../src/records/ids.ts'
import type { RedactedTrace } from '../../src/records/trace.ts'
import { createAdversarialLedger } from '../../src/store/ledger/create-adversarial-ledger.ts'
import { createSqliteLedger } from '../../src/store/spend/create-sqlite-ledger.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { loadOrCreateTenantKey } from '../../src/store/tenant-key.ts'
import { type OpenedWeek, openWeek, placesOf, screenPath, settled } from './open-week.ts'
import { writeCalibrations } from './write-calibrations.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

const PAYLOADS = [
  '"><img src=x onerror="window.wasHit=1;alert(1)">',
  '</pre></td></table><script>window.wasHit=1;alert(2)</script>',
  "<svg onload='window.wasHit=1;alert(3)'>",
  '<a href="javascript:window.wasHit=1">x</a>',
  '<iframe srcdoc="<script>parent.wasHit=1</script>"></iframe>',
  '\u202e<style>*{display:none}</style>',
] as const
/** Fields whose values the page compares, or by which one part of the store names another. */
const KEPT =
  /^(kind|outcome|verdict|rule|family|endpoint|finding|role|order|choice|basis|tier|tags|level|change|mode|candidateModes|baselineModes|origin|runId|id|stratumId|position|state|subject|schemaVersion|side|alarm|unusable|cached|finish|itemId|seed)$/

let week: OpenedWeek
beforeAll(async () => {
  week = await openWeek({ prepare: poison })
})
afterAll(() => week.close())

it('shows payloads in traces, answers, reasons, names and rubrics as text on every view, and runs none of them', async () => {
  const { page } = week
  const silent: string[] = []
  const runId = week.runIds[0] ?? ''
  const places = [...placesOf(runId), ['pairs-all', `/runs/${runId}/pairs`]] as const
  for (const [name, place] of places) {
    await week.go(place)
    if (name === 'audits') await label(PAYLOADS[2])
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    await settled(week)
    await page.screenshot({ path: screenPath(`hostile-${name}`), fullPage: true })
    expect([name, await harm()]).toEqual([name, NONE])
    if (!SEEN.test(await page.locator('main').innerText())) silent.push(name)
  }
  // A list of ids, dates and numbers, and a view of nothing.
  expect(silent).toEqual(['runs', 'not-found'])
  await page.getByRole('link', { name: 'Map' }).click()
  expect(week.complaints).toEqual([])
})

it('shows a trace of the adversarial set, a model that was paid, a stage and a rater by the names strangers gave them', async () => {
  const { page } = week
  await week.go('/adversarial')
  await page.getByRole('row', { name: PAYLOADS[0] }).waitFor()
  await week.go('/budget')
  await page.getByRole('row', { name: `${PAYLOADS[1]}/${PAYLOADS[2]}` }).waitFor()
  await page.getByRole('alert').getByText(`a call to ${PAYLOADS[3]}/${PAYLOADS[4]} cost`).waitFor()
  await week.go('/live')
  await page.getByRole('row', { name: PAYLOADS[4] }).waitFor()
  await week.go('/audits')
  await page.getByText(`0 labelled by ${PAYLOADS[2]}`).waitFor()
  expect([await harm(), week.complaints]).toEqual([NONE, []])
})

it('runs nothing that stands in an address or in the answer of a server', async () => {
  const { page } = week
  const runId = week.runIds[0] ?? ''
  for (const payload of PAYLOADS) {
    const text = encodeURIComponent(payload)
    for (const place of [
      `/${text}`,
      `/runs/${text}`,
      `/runs/${runId}/${text}`,
      `/runs/${runId}/pairs?filter=${text}`,
      `/runs/${runId}/pairs?stratum=${text}&mode=${text}&pair=${text}`,
      `/map/${text}`,
      `/drift?from=${text}&to=${text}`,
      `/audits?run=${text}`,
    ]) {
      await week.go(place)
      expect([place, await harm()]).toEqual([place, NONE])
    }
    await week.go(`/runs/${runId}/pairs?stratum=${text}`)
    await page.getByText(`stratum ${payload}`).first().waitFor()
  }
  // Chromium itself notes answers of 400 and more.
  const noted = week.complaints.filter(each => !each.startsWith('Failed to load resource'))
  expect(noted).toEqual([])
  const [payload] = PAYLOADS
  await page.route('**/api/budget', route =>
    route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: payload } } }),
  )
  await week.go('/budget')
  expect(await page.getByRole('alert').locator('p').innerText()).toBe(payload)
  expect(await harm()).toEqual(NONE)
})

it('runs nothing in the HTML report of such a run', async () => {
  const file = join(week.folder, 'report.html')
  const made = spawnSync(
    process.execPath,
    [MAIN, 'report', week.runIds[0] ?? '', '-c', 'tidegate.yaml', '--html', file],
    { cwd: week.folder, encoding: 'utf8' },
  )
  expect([made.status, made.stderr]).toEqual([0, ''])
  const { page, complaints } = week
  const before = complaints.length
  await page.goto(`file://${file}`)
  await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
  await page.screenshot({ path: screenPath('hostile-report'), fullPage: true })
  expect(await harm('body', 'img, script, iframe, object, embed, meta, link, base')).toEqual(NONE)
  expect(await page.locator('body').innerText()).toMatch(SEEN)
  expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
  expect(complaints.slice(before)).toEqual([])
})

const SEEN = /<(img|svg|script|iframe|a href)/
/** Elements that payloads made, and whether one of them ran. */
const NONE = { made: 0, hit: 0 }

function harm(within = '#page', made = 'img, script, iframe, style, object, embed'): Promise<typeof NONE> {
  return week.page.evaluate(`({
    made: document.querySelectorAll('${within} :is(${made}), ${within} :is([onerror], [onload]), a[href^=javascript]').length,
    hit: window.wasHit ?? 0,
  })`)
}

async function label(rater: string): Promise<void> {
  const { page } = week
  await page.getByLabel('Rater').fill(rater)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByRole('heading', { name: /^Item / }).waitFor()
}

/** Puts a payload before every text of the store that is nobody's key. */
async function poison(folder: string): Promise<void> {
  await poisonBudget(folder)
  poisonLedger(folder)
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
  const nowMs = Date.now()
  const live = {
    startedAtMs: nowMs,
    updatedAtMs: nowMs,
    configHash: PAYLOADS[4],
    stages: [{ stage: PAYLOADS[4], done: 1, total: 2, isFinished: false }],
    interim: [],
  }
  store.putRunPart('live' as RunId, 'progress', [JSON.stringify(live)])
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

/** Models are what a config and a provider call them; a call above its worst case is named in an alert. */
async function poisonBudget(folder: string): Promise<void> {
  const ledger = createSqliteLedger({
    path: join(folder, 'spend.db'),
    scope: 'default',
    capPicoUsd: undefined,
    window: 'calendar',
    runId: undefined,
    host: 'test',
    pid: process.pid,
    isAlive: () => true,
    nowMs: Date.now,
    sleep: async () => undefined,
    onWarning: () => undefined,
  })
  const calls = [
    { provider: PAYLOADS[1], model: PAYLOADS[2], worstPicoUsd: 100 },
    { provider: PAYLOADS[3], model: PAYLOADS[4], worstPicoUsd: 10 },
  ]
  for (const { provider, model, worstPicoUsd } of calls) {
    const reservation = await ledger.reserve({ purpose: 'judge', provider, model, worstPicoUsd })
    reservation.settle({ costPicoUsd: 50, inputTokens: 1, resolvedModel: model, isEstimated: false })
  }
  ledger.close()
}

/** The set that the config names, with traces whose ids somebody else chose. */
function poisonLedger(folder: string): void {
  const path = join(folder, 'adversarial.jsonl')
  rmSync(path)
  const ledger = createAdversarialLedger({
    path,
    recordPath: join(folder, 'adversarial.db'),
    tenantKey: loadOrCreateTenantKey(folder, randomBytes),
    randomBytes,
    nowMs: Date.now,
  })
  const traces = PAYLOADS.map(traceId => ({ traceId, messages: [], flags: {} }) as unknown as RedactedTrace)
  ledger.append(traces.map(trace => ({ trace, origin: 'import', weight: undefined, reason: undefined })))
}

let turn = 0
function hostile(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (KEPT.test(key)) return value
    // What could be parsed still can be.
    if (key === 'arguments' && value.startsWith('{') && value.endsWith('}'))
      return JSON.stringify(
        { [PAYLOADS[0]]: PAYLOADS[1], ...(hostile(JSON.parse(value)) as object) },
        null,
        2,
      )
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
