import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedWeek, openWeek, placesOf, screenPath, settled, until } from './open-week.ts'
import { writeShop } from './write-week.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { readonly id: string; readonly impact: string; readonly targets: readonly string[] }

let week: OpenedWeek
beforeAll(async () => {
  week = await openWeek()
})
afterAll(() => week.close())

describe('every view of two weeks', () => {
  it.each([
    ['light', 1280, 'light'],
    ['dark', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone-dark', 390, 'dark'],
  ] as const)(
    'opens without a complaint, fits, and axe finds nothing serious: %s',
    async (look, width, colorScheme) => {
      const { page } = week
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      const violations: (Violation & { readonly view: string })[] = []
      const tooWide: string[] = []
      for (const [name, place] of placesOf(week.runIds[0] ?? '')) {
        await week.go(place)
        if (name === 'audits') await startAs('ann')
        await page.screenshot({ path: screenPath(`${name}-${look}`), fullPage: true })
        violations.push(...(await axeViolations()).map(each => ({ view: name, ...each })))
        const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        if (excess > 0) tooWide.push(`${name} by ${excess} pixels`)
      }
      expect(violations).toEqual([])
      expect(tooWide).toEqual([])
      expect(week.complaints).toEqual([])
    },
  )

  it('says the verdict first, and every gate with its number and bounds', async () => {
    await week.page.setViewportSize({ width: 1280, height: 900 })
    await week.go(`/runs/${week.runIds[0]}`)
    expect(await week.page.getByRole('heading', { level: 1 }).innerText()).toMatch(
      /^HOLD: truncated-tool-call/,
    )
    const traffic = week.page.getByRole('row', { name: /^Traffic/ })
    expect(await traffic.innerText()).toMatch(/−0\.\d{3}\s+\[−0\.\d{3}, [+−]0\.\d{3}\]\s+\d+ pairs/)
  })

  it('has one heading of the first level on every view, and none that skips a level', async () => {
    for (const [name, place] of placesOf(week.runIds[0] ?? '')) {
      await week.go(place)
      const levels = await week.page.evaluate<number[]>(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map(each => Number(each.tagName[1]))",
      )
      const skips = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)
      expect([name, levels.filter(level => level === 1).length, skips]).toEqual([name, 1, []])
    }
  })
})

describe('a run from its verdict on', () => {
  it('shows the truncated tool call in at most three clicks', async () => {
    const { page } = week
    await week.go(`/runs/${week.runIds[0]}`)
    await page.getByRole('link', { name: 'truncated-tool-call' }).click()
    await settled(week)
    await page.getByText('arguments are no JSON object').first().waitFor()
    const candidate = page.getByRole('region', { name: 'Candidate' })
    const shown = await candidate.locator('.call pre').last().innerText()
    // Shown as it was recorded, since nobody can parse it.
    expect(() => JSON.parse(shown)).toThrow(SyntaxError)
    expect(shown).toMatch(/^\{/)
    await page.screenshot({ path: screenPath('truncated-tool-call'), fullPage: true })
  })

  it('filters pairs, counts every filter, and goes through them by keyboard', async () => {
    const { page } = week
    await week.go(`/runs/${week.runIds[0]}/pairs?filter=lost`)
    const list = page.getByRole('list', { name: 'Pairs' })
    const count = await list.getByRole('link').count()
    expect(await page.getByRole('link', { name: `lost ${count}` }).getAttribute('aria-current')).toBe('true')
    const current = () => list.locator('[aria-current]').innerText()
    const first = await current()
    await page.keyboard.press('j')
    await expect.poll(current, PATIENT).not.toBe(first)
    const second = await current()
    await page.keyboard.press('k')
    await expect.poll(current, PATIENT).not.toBe(second)
    expect(await current()).toBe(first)
  })
})

describe('the keyboard alone', () => {
  it('reaches the content by the first key, and every view by its link, and hears where it is', async () => {
    const { page } = week
    await week.go('/runs')
    await page.reload()
    await settled(week)
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to content')
    for (const title of ['Runs', 'Map', 'Drift']) {
      await page.keyboard.press('Tab')
      expect(await focused()).toBe(title)
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Drift of the traffic' }).waitFor()
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('page-content')
    expect(await page.title()).toBe('Drift · Tidegate')
    await page.keyboard.press('Tab')
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('INPUT')
  })

  it('moves and zooms the map and reads the request in the middle', async () => {
    const { page } = week
    await week.go(`/map/${week.runIds[0]}`)
    const map = page.getByRole('application')
    await map.focus()
    const before = await drawn()
    await page.keyboard.press('+')
    await expect.poll(picture, PATIENT).not.toBe(before)
    const zoomed = await drawn()
    await page.keyboard.press('ArrowDown')
    await expect.poll(picture, PATIENT).not.toBe(zoomed)
    await page.keyboard.press('0')
    await expect.poll(picture, PATIENT).toBe(before)
  })
})

describe('what is not there', () => {
  it('says on every view of an empty store what would fill it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-empty-'))
    writeShop(folder)
    const empty = await openWeek({ folder })
    try {
      for (const [name, place] of placesOf('').filter(([each]) => !['run', 'pairs'].includes(each))) {
        await empty.go(place === '/map/' ? '/map' : place)
        const text = await empty.page.locator('main').innerText()
        expect([name, text.length > 30, /undefined|NaN|\[object/.test(text)]).toEqual([name, true, false])
      }
      expect(empty.complaints).toEqual([])
    } finally {
      await empty.close()
    }
  })

  it('says that a run does not exist, and that the server has gone, with a way to try again', async () => {
    const other = await openWeek()
    try {
      await other.go('/runs/run-000000000000')
      await other.page.getByRole('alert').getByText('no such run').waitFor()
      await other.server.stop()
      await other.page.evaluate("location.hash = '#/budget'")
      const alert = other.page.getByRole('alert')
      await alert.getByText('The server does not answer').waitFor()
      await alert.getByRole('button', { name: 'Try again' }).click()
      await alert.getByText('The server does not answer').waitFor()
    } finally {
      await other.close()
    }
  })
})

const CANVAS = "document.querySelector('.map canvas').toDataURL()"

/** A busy machine draws late. */
const PATIENT = { interval: 50, timeout: 30_000 }
const HAS_POINTS = `(() => {
  const canvas = document.querySelector('.map canvas')
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte !== 0)
})()`

/** The map's picture once it is drawn and changes no more. */
async function drawn(): Promise<string> {
  await until(week.page, HAS_POINTS)
  let last = ''
  await expect
    .poll(async () => {
      const before = last
      last = await picture()
      return last === before
    }, PATIENT)
    .toBe(true)
  return last
}

function picture(): Promise<string> {
  return week.page.evaluate<string>(CANVAS)
}

function focused(): Promise<string> {
  return week.page.evaluate<string>('document.activeElement.textContent')
}

async function startAs(rater: string): Promise<void> {
  await week.page.getByLabel('Rater').fill(rater)
  await week.page.getByRole('button', { name: /^(Start|Change)$/ }).click()
  await week.page.getByRole('heading', { name: /^Item / }).waitFor()
}

async function axeViolations(): Promise<readonly Violation[]> {
  await week.page.evaluate(AXE)
  return week.page.evaluate<Violation[]>(
    `axe.run(document).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.slice(0, 3).map(({ target }) => String(target)) })))`,
  )
}
