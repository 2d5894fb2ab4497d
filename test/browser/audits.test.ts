import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditLabel } from '../../src/records/audit.ts'
import { type OpenedWeek, openWeek, screenPath } from './open-week.ts'

let week: OpenedWeek
beforeAll(async () => {
  week = await openWeek()
})
afterAll(() => week.close())

it('takes ten labels by keyboard alone, keeps every one, and shows neither side nor verdict before', async () => {
  const { page } = week
  await week.go('/audits')
  // Skip link, eight views, then the field.
  await page.getByLabel('Rater').focus()
  await page.keyboard.type('ann')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Item 1 of/ }).waitFor()
  await page.evaluate('document.activeElement.blur()')
  const keys = ['1', '2', '3', 'a', 'b', '1', '2', '3', '2', '1']
  for (const [index, key] of keys.entries()) {
    await page.getByRole('heading', { name: new RegExp(`^Item ${index + 1} of`) }).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/harbour-agent|The candidate was/)
    await page.keyboard.press(key)
    await page.locator('[aria-pressed=true]').first().waitFor()
    if (index === 0) await page.screenshot({ path: screenPath('audit-item'), fullPage: true })
    await page.keyboard.press('Enter')
  }
  await page.getByRole('heading', { name: /^Item 11 of/ }).waitFor()
  const labels = kept()
  expect(labels.map(({ rater }) => rater)).toEqual(Array<string>(10).fill('ann'))
  expect(new Set(labels.map(({ itemId }) => itemId)).size).toBe(10)
  expect(labels.filter(({ preference }) => preference === 'tie')).toHaveLength(3)
  expect(labels.filter(({ preference }) => preference === null)).toHaveLength(2)
  await page.keyboard.press('k')
  await page.getByText(/The candidate was [AB]; the run said/).waitFor()
  expect(week.complaints).toEqual([])
})

it('measures the agreement of two people and counts the week', async () => {
  const { page } = week
  await week.go('/audits')
  await page.getByLabel('Rater').fill('ben')
  await page.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('heading', { name: /^Item 1 of/ }).waitFor()
  for (const index of [1, 2, 3]) {
    await page.getByRole('heading', { name: new RegExp(`^Item ${index} of`) }).waitFor()
    await page.getByRole('button', { name: 'Equally good or bad' }).click()
    await page.getByRole('button', { name: 'Neither fails' }).click()
    await page.getByRole('button', { name: 'Save and go on' }).click()
  }
  await page.getByRole('heading', { name: /^Item 4 of/ }).waitFor()
  await page.reload()
  await page.getByText('ben: 3 of').waitFor()
  const text = await page.locator('main').innerText()
  expect(text).toContain('This week 10 of 50 wanted labels')
  expect(text).toMatch(/Items of two or more raters\s+3, 2 raters/)
  expect(text).toMatch(/Raters on the better answer, Krippendorff's alpha\s+−?-?\d\.\d\d/)
  await page.screenshot({ path: screenPath('audit-agreement'), fullPage: true })
})

it('adds an audited failure to the adversarial set', async () => {
  const { page } = week
  await week.go('/audits')
  await page.getByRole('heading', { name: /^Item 4 of/ }).waitFor()
  await page.getByRole('button', { name: 'A fails', exact: true }).click()
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await page.getByRole('heading', { name: /^Item 5 of/ }).waitFor()
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByRole('button', { name: 'Add to adversarial set' }).click()
  const said = page.getByRole('status').filter({ hasText: /adversarial set|store does not|plain/ })
  await said.waitFor()
  await page.screenshot({ path: screenPath('audit-kept'), fullPage: true })
})

function kept(): readonly AuditLabel[] {
  return readFileSync(join(week.folder, 'audits/labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as AuditLabel)
}
