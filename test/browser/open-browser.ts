import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
/** Nothing but the page under test is loaded, and no graphics processor draws it. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Look = {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
}

export type Opened = {
  readonly page: Page
  /** What the console, the page itself and the content policy complained of since it was opened. */
  readonly complaints: readonly string[]
  readonly close: () => Promise<void>
}

/** Chromium as found on PATH, with a profile of its own. @throws when there is none, saying how to install it. */
export async function openBrowser(look: Look = {}): Promise<Opened> {
  const profile = mkdtempSync(join(tmpdir(), 'tidegate-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    args: FLAGS,
    colorScheme: look.colorScheme ?? 'light',
    viewport: { width: look.width ?? 1280, height: look.height ?? 900 },
    // Answers of a busy machine are late, not wrong.
    timeout: 60_000,
  })
  context.setDefaultTimeout(60_000)
  const page = context.pages()[0] ?? (await context.newPage())
  return {
    page,
    complaints: await complaintsOf(context, page),
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

/** Opens the printed link, which signs in and leads to the page. */
export async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
}

async function complaintsOf(context: BrowserContext, page: Page): Promise<readonly string[]> {
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(`uncaught: ${error.message}`))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await context.exposeBinding('reportViolation', (_, text: string) => {
    complaints.push(`policy: ${text}`)
  })
  // Text, because only the page has a document.
  await context.addInitScript(
    "addEventListener('securitypolicyviolation', event => reportViolation(event.violatedDirective + ' ' + event.blockedURI))",
  )
  return complaints
}

function chromiumPath(): string {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name)
      try {
        accessSync(path, constants.X_OK)
        return path
      } catch {
        // The next one.
      }
    }
  }
  throw new Error(`Expected ${NAMES.join(' or ')} on PATH, found none: apt-get install chromium`)
}
