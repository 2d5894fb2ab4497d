/**
 * `npm run bench -- page [runs] [pairs] [loads]`: how long it takes from opening the page until its first view shows what
 * it has and answers the keyboard, in Chromium, on a small store and on one of so many runs (default 50 of 2,000 pairs).
 * Needs the built page: `npm run build`.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { openBrowser, signIn } from '../test/browser/open-browser.ts'
import { startServe } from '../test/browser/start-serve.ts'
import { type BenchResult, median } from './machine.ts'
import { writeLargeStore } from './page-support/write-large-store.ts'

const ASSETS = join(import.meta.dirname, '../dist/ui/assets')
/** Milliseconds since the page was asked for until its main table is there and a frame was drawn with it. */
const READY = `new Promise(resolve => {
  const look = () => {
    if (document.querySelector('main table tbody tr a') === null) requestAnimationFrame(look)
    else requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
  }
  look()
})`

export async function bench([
  runs = '50',
  pairs = '2000',
  loads = '7',
]: readonly string[]): Promise<BenchResult> {
  const rows = []
  for (const size of [
    { runs: 2, pairs: 300 },
    { runs: Number(runs), pairs: Number(pairs) },
  ])
    rows.push({ ...size, ...(await measured(size, Number(loads))) })
  return { bundleGzipKiB: Math.round(gzippedBytes() / 102.4) / 10, loads: Number(loads), interactive: rows }
}

async function measured(size: { readonly runs: number; readonly pairs: number }, loads: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-bench-'))
  writeLargeStore(folder, size)
  const server = await startServe(folder)
  const browser = await openBrowser()
  try {
    const { page } = browser
    // The server has read nothing yet: the first of all pages, and the slowest.
    await signIn(page, server.link)
    const firstMs = await page.evaluate<number>(READY)
    const again: number[] = []
    const run: number[] = []
    for (let load = 0; load < loads; load += 1) {
      await page.goto(`${server.address}/?${load}#/runs`)
      again.push(await page.evaluate<number>(READY))
      const href = await page.locator('main table tbody tr a').first().getAttribute('href')
      await page.goto(`${server.address}/?run${load}${href}`)
      run.push(await page.evaluate<number>(READY))
    }
    return { firstMs: Math.round(firstMs), runsMs: Math.round(median(again)), runMs: Math.round(median(run)) }
  } finally {
    await browser.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function gzippedBytes(): number {
  return readdirSync(ASSETS).reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0)
}
