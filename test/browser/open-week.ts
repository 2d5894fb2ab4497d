import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import type { RunList } from '../../src/server/contract.ts'
import { type Look, type Opened, openBrowser, signIn } from './open-browser.ts'
import { type Serving, startServe, TOKEN } from './start-serve.ts'

export type OpenedWeek = Opened & {
  readonly server: Serving
  readonly folder: string
  /** Newest first. */
  readonly runIds: readonly string[]
  /** Goes to a place of the page and waits until nothing is being loaded. */
  readonly go: (place: string) => Promise<void>
}

type Options = Look & {
  /** Changes the store before it is served. */
  readonly prepare?: (folder: string) => void | Promise<void>
  /** Serves this folder in place of a copy of the two weeks. */
  readonly folder?: string
}

/** A copy of the two simulated weeks, served by the real command line, in a browser that is signed in. */
export async function openWeek({ prepare, folder: given, ...look }: Options = {}): Promise<OpenedWeek> {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'tidegate-browser-'))
  if (given === undefined) cpSync(inject('week'), folder, { recursive: true })
  await prepare?.(folder)
  const server = await startServe(folder)
  const opened = await openBrowser(look)
  const { page } = opened
  await signIn(page, server.link)
  const answer = await fetch(`${server.address}/api/runs`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const { runs } = (await answer.json()) as RunList
  return {
    ...opened,
    server,
    folder,
    runIds: runs.map(({ runId }) => runId),
    async go(place) {
      await page.goto(`${server.address}/#${place}`)
      await settled(opened)
    },
    async close() {
      await opened.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits until no view says that it is loading. */
export function settled({ page }: Pick<Opened, 'page'>): Promise<void> {
  return until(
    page,
    "document.querySelector('main h1, main [role=alert]') !== null && !document.body.innerText.includes('Loading ')",
  )
}

/** Waits until an expression of the page is true. Playwright's own way would evaluate text in the page, which its policy forbids. */
export async function until(page: Opened['page'], expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { interval: 25, timeout: 60_000 }).toBe(true)
}

/** Every view, by the name of its picture. */
export function placesOf(runId: string): readonly (readonly [name: string, place: string])[] {
  return [
    ['runs', '/runs'],
    ['run', `/runs/${runId}`],
    ['pairs', `/runs/${runId}/pairs?filter=failures`],
    ['map', `/map/${runId}`],
    ['drift', '/drift'],
    ['audits', '/audits'],
    ['adversarial', '/adversarial'],
    ['judges', '/judges'],
    ['budget', '/budget'],
    ['live', '/live'],
    ['not-found', '/nowhere'],
  ]
}

/** Where a picture is kept as an artefact of the build. */
export function screenPath(name: string): string {
  const folder = join(import.meta.dirname, '../../.ci/out/screens')
  mkdirSync(folder, { recursive: true })
  return join(folder, `${name}.png`)
}
