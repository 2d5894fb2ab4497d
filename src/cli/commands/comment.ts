import { readFile } from 'node:fs/promises'
import { ConfigError } from '../../errors/config-error.ts'
import { createGuardedFetch } from '../../models/egress/guarded-fetch.ts'
import { renderMarkdown } from '../../stages/report/markdown.ts'
import { egressGate } from '../egress.ts'
import { COMMENT_BYTES, putComment } from '../github/pull-request-comment.ts'
import { openStore } from '../open-store.ts'
import { readConfig } from '../read-config.ts'
import { storedRun } from '../stored-run.ts'

export type CommentOptions = {
  readonly config: string
  readonly pr?: number
  readonly repo?: string
  readonly name?: string
  readonly markdown?: string
  readonly apiUrl: string
}

const GITHUB_API = 'https://api.github.com'
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost):\d{1,5}$/
const TIMEOUT_MS = 30_000
const RESPONSE_BYTES = 16 * 1024 * 1024

/** `tidegate comment [RUN]`: the run on its pull request, in the same comment every time. Exits 0 once it is there. */
export async function commentCommand(runId: string | undefined, options: CommentOptions): Promise<void> {
  const { env } = process
  const { apiUrl } = options
  if (apiUrl !== GITHUB_API && !LOOPBACK.test(apiUrl)) {
    throw new ConfigError(`Expected ${GITHUB_API}, found ${apiUrl}`, {
      path: '--api-url',
      hint: 'the token goes to GitHub alone; a loopback address is there for tests and proxies',
    })
  }
  const token = (env.GITHUB_TOKEN ?? '').trim()
  if (token === '') {
    throw new ConfigError('Expected the environment variable GITHUB_TOKEN, found none', {
      path: 'GITHUB_TOKEN',
      hint: 'in GitHub Actions set it to the token of the job, which needs `pull-requests: write` (docs/ci.md)',
    })
  }
  const repository = options.repo ?? env.GITHUB_REPOSITORY ?? ''
  const pullRequest = options.pr ?? (await pullRequestOf(env))
  if (pullRequest === undefined) {
    process.stderr.write(
      'no pull request: the event is none of one, and --pr was not given; nothing was said\n',
    )
    return
  }
  const { config } = await readConfig(options.config)
  const markdown =
    options.markdown === undefined
      ? storedMarkdown(config.store.path, runId)
      : cutLines(await readReport(options.markdown), COMMENT_BYTES)
  const fetch = createGuardedFetch({
    provider: 'github',
    baseUrl: apiUrl,
    timeoutMs: TIMEOUT_MS,
    maxResponseBytes: RESPONSE_BYTES,
    gate: egressGate,
  })
  const target = { repository, pullRequest, name: options.name ?? config.alerts.pipeline }
  const { kind, url } = await putComment({ baseUrl: apiUrl, fetch, token }, target, markdown)
  process.stdout.write(`${kind}${url === undefined ? '' : ` ${url}`}\n`)
}

function storedMarkdown(path: string, runId: string | undefined): string {
  const store = openStore(path)
  try {
    return renderMarkdown(storedRun(store, runId).run, COMMENT_BYTES)
  } finally {
    store.close()
  }
}

async function readReport(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`Expected a report of \`tidegate run --markdown\`, could not read ${path}`, {
      path: '--markdown',
      cause,
    })
  }
}

/** The first lines that fit. */
function cutLines(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  let bytes = 0
  const lines = text.split('\n')
  const end = lines.findIndex(line => {
    bytes += Buffer.byteLength(line) + 1
    return bytes > maxBytes
  })
  return lines.slice(0, end).join('\n')
}

/** Of the event that started the workflow; undefined where it has none. */
async function pullRequestOf(env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const path = env.GITHUB_EVENT_PATH
  if (path === undefined) return undefined
  try {
    const event: unknown = JSON.parse(await readFile(path, 'utf8'))
    const pull =
      typeof event === 'object' && event !== null && 'pull_request' in event ? event.pull_request : undefined
    const number = typeof pull === 'object' && pull !== null && 'number' in pull ? pull.number : undefined
    return typeof number === 'number' ? number : undefined
  } catch (cause) {
    throw new ConfigError(`Expected the event of the workflow in ${path}`, {
      path: 'GITHUB_EVENT_PATH',
      cause,
    })
  }
}
