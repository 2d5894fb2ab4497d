import { z } from 'zod'
import { ConfigError } from '../../errors/config-error.ts'
import { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../../models/egress/guarded-fetch.ts'

const PAGE = 100
/** A pull request with more comments than this gets a new one. */
const MAX_PAGES = 100
/** GitHub refuses a longer body, counted in characters. */
export const COMMENT_BYTES = 60_000

const comment = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
  html_url: z.string().nullish(),
})
type Comment = z.output<typeof comment>

export type CommentTarget = {
  /** `owner/name`. */
  readonly repository: string
  readonly pullRequest: number
  /** Tells the comments of several pipelines on one pull request apart: letters, digits and `._/-`. */
  readonly name: string
}

export type GithubApi = { readonly baseUrl: string; readonly fetch: Fetch; readonly token: string }

/**
 * Creates the comment of a pipeline on a pull request, or replaces the one it made before: told by a marker nobody sees,
 * and by its author. A comment of somebody else that carries the marker is left alone: who wrote it could change ours.
 *
 * @returns what was done and where it is seen.
 * @throws {ConfigError} when the target is not one; {ProviderError} when GitHub refuses.
 */
export async function putComment(
  api: GithubApi,
  target: CommentTarget,
  markdown: string,
): Promise<{ readonly kind: 'created' | 'updated'; readonly url: string | undefined }> {
  checkTarget(target)
  const marker = markerOf(target.name)
  const body = JSON.stringify({ body: `${marker}\n${markdown}` })
  const issue = `/repos/${target.repository}/issues`
  const before = await ownComment(api, `${issue}/${target.pullRequest}/comments`, marker)
  const written =
    before === undefined
      ? await call(api, 'POST', `${issue}/${target.pullRequest}/comments`, body)
      : await call(api, 'PATCH', `${issue}/comments/${before.id}`, body)
  const { html_url: url } = parsed(comment, written)
  return { kind: before === undefined ? 'created' : 'updated', url: url ?? undefined }
}

/** First line of a comment of ours. */
export function markerOf(name: string): string {
  return `<!-- tidegate-report ${name} -->`
}

function checkTarget({ repository, pullRequest, name }: CommentTarget): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/.test(repository))
    throw new ConfigError(`Expected a repository as OWNER/NAME, found ${repository}`, { path: '--repo' })
  if (!Number.isSafeInteger(pullRequest) || pullRequest < 1)
    throw new ConfigError('Expected the number of a pull request', { path: '--pr' })
  if (!/^[A-Za-z0-9][\w./-]{0,99}$/.test(name) || name.includes('--'))
    throw new ConfigError('Expected a name of letters, digits, dots, dashes and slashes', { path: '--name' })
}

async function ownComment(api: GithubApi, path: string, marker: string): Promise<Comment | undefined> {
  const login = await ownLogin(api)
  const isOwn = ({ user }: Comment): boolean =>
    login === undefined ? user?.type === 'Bot' : user?.login === login
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = parsed(z.array(comment), await call(api, 'GET', `${path}?per_page=${PAGE}&page=${page}`))
    const found = comments.find(each => isOwn(each) && (each.body ?? '').split(/\r?\n/, 1)[0] === marker)
    if (found !== undefined) return found
    if (comments.length < PAGE) return undefined
  }
  return undefined
}

/** Whose token it is; undefined for the token of a workflow or an app, which may not ask. */
async function ownLogin(api: GithubApi): Promise<string | undefined> {
  try {
    return parsed(z.object({ login: z.string() }), await call(api, 'GET', '/user')).login
  } catch (error) {
    if (error instanceof ProviderError && error.reason === 'auth' && error.message.includes(' 403'))
      return undefined
    throw error
  }
}

async function call(
  { baseUrl, fetch, token }: GithubApi,
  method: string,
  path: string,
  body?: string,
): Promise<unknown> {
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'tidegate',
      'x-github-api-version': '2022-11-28',
    },
    ...(body === undefined ? {} : { body }),
  })
  if (response.status >= 200 && response.status < 300) return response.json()
  throw refusal(method, path, response.status)
}

function refusal(method: string, path: string, status: number): ProviderError {
  const isAuth = status === 401 || status === 403
  return new ProviderError(
    `Expected GitHub to answer ${method} ${path.replace(/\?.*$/, '')}, got status ${status}`,
    {
      provider: 'github',
      reason: isAuth ? 'auth' : status === 429 ? 'rate-limit' : status >= 500 ? 'overloaded' : 'bad-request',
      isRetryable: false,
      hint: isAuth
        ? 'the job needs `permissions: { pull-requests: write }`; pull requests of forks have no such token (docs/ci.md)'
        : 'check --repo and --pr',
    },
  )
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new ProviderError('Expected a comment from GitHub, got something else', {
    provider: 'github',
    reason: 'bad-response',
    isRetryable: false,
  })
}
