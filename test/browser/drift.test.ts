import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DriftComparison } from '../../src/server/contract.ts'
import { SIMULATED_INTENTS, simulateWeek } from '../../src/simulate/simulate-week.ts'
import { type OpenedWeek, openWeek, screenPath, settled } from './open-week.ts'

const DAY_MS = 86_400_000
const TRACES = 600
/** Ends of the weeks, exclusive. */
const WEEKS = { earlier: Date.UTC(2026, 10, 8), later: Date.UTC(2026, 10, 15) }

let week: OpenedWeek
beforeAll(async () => {
  week = await openWeek({ prepare: writeBothWeeks })
})
afterAll(() => week.close())

it('offers the two newest weeks, and compares them at one press of a key', async () => {
  const { page } = week
  await week.go('/drift')
  expect(await page.getByLabel('Earlier window, last day').inputValue()).toBe('2026-11-07')
  expect(await page.getByLabel('Later window, last day').inputValue()).toBe('2026-11-14')
  await page.getByRole('button', { name: 'Compare' }).focus()
  await page.keyboard.press('Enter')
  await page
    .getByRole('heading', { name: '2026-11-08 to 2026-11-14, against 2026-11-01 to 2026-11-07' })
    .waitFor()
  // Said aloud, and first on the page.
  expect(await page.getByRole('status').innerText()).toMatch(/^DRIFT: the traffic changed/)
  await page.screenshot({ path: screenPath('drift-compared'), fullPage: true })
})

it('shows what is new, vanished, split and merged by name, and every share with its interval', async () => {
  const { page } = week
  const seen = new Set<string>()
  // The other way round, what was merged is split.
  for (const [from, to, came, went] of [
    ['2026-11-07', '2026-11-14', 'password', 'gift card'],
    ['2026-11-14', '2026-11-07', 'gift card', 'password'],
  ] as const) {
    await week.go(`/drift?from=${from}&to=${to}`)
    const answer = await compared(from, to)
    const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ')
    expect(text).toMatch(
      new RegExp(`new: [^:]*${came}[^:]* \\(c\\d+\\), \\d+ traces, \\d+ of which no earlier intent covers`),
    )
    expect(text).toMatch(new RegExp(`vanished: [^:]*${went}[^:]* \\(c\\d+\\), from \\d+ traces to \\d+`))
    for (const sentence of changesOf(answer)) {
      expect(text).toContain(sentence)
      seen.add(sentence.split(':')[0] ?? '')
    }
    const rows = page.getByRole('table', { name: /^Share of the traffic by intent/ }).locator('tbody tr')
    const texts = await rows.allInnerTexts()
    expect(texts).toHaveLength(answer.report.shares.length)
    for (const row of texts)
      expect(row).toMatch(
        /\d+\.\d% \[\d+\.\d%, \d+\.\d%\]\s+\d+\.\d% \[\d+\.\d%, \d+\.\d%\]\s+(new|×\d+\.\d\d) \[\d/,
      )
    expect(texts).toContainEqual(expect.stringMatching(new RegExp(`^[^\\t]*${went}[^\\t]*\\t.*vanished$`)))
  }
  expect(seen).toEqual(new Set(['split', 'merged']))
  expect(week.complaints).toEqual([])
})

it('takes other windows by keyboard alone, says that one has no traffic, and finds the way back', async () => {
  const { page } = week
  await week.go('/drift')
  await page.getByLabel('Earlier window, last day').focus()
  // Month, day and year, as this browser's language has them.
  await page.keyboard.type('10202026')
  await page.keyboard.press('Enter')
  await page
    .getByRole('alert')
    .getByText(/Expected traffic in the window of `--from`.* 2026-10-20/)
    .waitFor()
  await page.getByRole('alert').getByText('the source has traces from 2026-11-01 to 2026-11-14').waitFor()
  await page.getByRole('link', { name: 'Every run against the week before it' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Week to 2026-11-14 against the one before' }).waitFor()
  // A run is a window too.
  await week.go(`/drift?from=2026-11-07&to=${week.runIds[0]}`)
  await settled(week)
  expect(await page.getByLabel('Later window, last day').inputValue()).toBe('2026-11-14')
  await page
    .getByRole('heading', { name: '2026-11-08 to 2026-11-14, against 2026-11-01 to 2026-11-07' })
    .waitFor()
})

function compared(from: string, to: string): Promise<DriftComparison> {
  return week.page.evaluate<DriftComparison>(
    `fetch('/api/drift/compare?from=${from}&to=${to}').then(answer => answer.json())`,
  )
}

/** What split and merged, in the words of the page: either week has its own names. */
function changesOf({ weeks, intents, report }: DriftComparison): readonly string[] {
  const nowOf = new Map<string, string>(intents.map(({ id, label }) => [id, `${label} (${id})`]))
  const beforeOf = new Map(
    report.shares.map(({ stratumId, label }) => [stratumId, `${label} (${stratumId})`]),
  )
  return weeks.events.flatMap(event => {
    if (event.kind === 'split')
      return [`split: ${beforeOf.get(event.from)} into ${event.into.map(id => nowOf.get(id)).join('; ')}`]
    if (event.kind === 'merged')
      return [`merged: ${event.from.map(id => beforeOf.get(id)).join('; ')} into ${nowOf.get(event.into)}`]
    return []
  })
}

/** The source with both weeks: nobody asked for a password before, and nobody asks for gift cards any more. */
function writeBothWeeks(folder: string): void {
  const rows = [...rowsOf(WEEKS.earlier, 'password reset'), ...rowsOf(WEEKS.later, 'gift cards')]
  writeFileSync(join(folder, 'production.jsonl'), rows.map(row => `${JSON.stringify(row)}\n`).join(''))
}

function rowsOf(endsAtMs: number, without: string): readonly object[] {
  const others = SIMULATED_INTENTS.filter(({ name }) => name !== without)
  expect(others).toHaveLength(SIMULATED_INTENTS.length - 1)
  const sum = others.reduce((total, { share }) => total + share, 0)
  const { baseline } = simulateWeek({
    seed: `drift-${endsAtMs / DAY_MS}`,
    candidate: 'healthy',
    traces: TRACES,
    adversarial: 0,
    suite: 0,
    endsAtMs,
    intents: others.map(intent => ({ ...intent, share: intent.share / sum })),
  })
  return baseline.map(row => ({ ...row, trace_id: `${endsAtMs}-${row.trace_id}` }))
}
