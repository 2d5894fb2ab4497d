import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rowsText } from '../e2e/command-line.ts'
import { tidegate } from '../e2e/simulated-providers.ts'
import { openWeek, screenPath } from './open-week.ts'

it('shows each of several candidates in its own series, and what was decided over all of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-candidates-'))
  const sides: readonly [string, (index: number) => number][] = [
    ['base', () => 1],
    ['worse', index => (index < 9 ? 0 : 1)],
    ['same', () => 1],
  ]
  for (const [name, outcome] of sides) writeFileSync(join(folder, `${name}.jsonl`), rowsText(12, outcome))
  writeFileSync(
    join(folder, 'tidegate.yaml'),
    'source: ./base.jsonl\ncandidates: { worse: ./worse.jsonl, same: ./same.jsonl }\n',
  )
  const { status, stderr } = await tidegate(folder, ['run', '-c', 'tidegate.yaml'])
  expect([status, stderr.includes('error')]).toEqual([4, false])
  const week = await openWeek({ folder })
  try {
    const { page } = week
    await week.go('/runs')
    await page.getByRole('row', { name: /candidate worse/ }).waitFor()
    const series = page.getByRole('navigation', { name: 'Candidate of the charts' }).getByRole('link')
    expect((await series.allInnerTexts()).toSorted()).toEqual(['same', 'worse'])
    await page.getByRole('link', { name: 'same' }).click()
    await page.getByRole('link', { name: 'same' }).and(page.locator('[aria-current=true]')).waitFor()

    await page
      .getByRole('row', { name: /candidate same/ })
      .getByRole('link', { name: /^run-/ })
      .click()
    const table = page.getByRole('table', { name: /^Candidates beside the same production/ })
    await table.getByRole('row', { name: /^worse .*FAIL.*FAIL/ }).waitFor()
    await page.getByRole('heading', { name: 'Among 2 candidates' }).waitFor()
    await page.screenshot({ path: screenPath('candidates'), fullPage: true })
    await table.getByRole('link', { name: 'worse' }).click()
    await page.getByRole('heading', { level: 1, name: /^HOLD/ }).waitFor()
    await page.getByText(/, candidate worse$/).waitFor()
    expect(week.complaints).toEqual([])
  } finally {
    await week.close()
  }
})
