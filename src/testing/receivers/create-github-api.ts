import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A comment on a pull request as GitHub keeps it. */
export type GithubComment = {
  readonly id: number
  readonly body: string
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' }
}

/** What one request said, and how it was answered. */
export type GithubRequest = {
  readonly method: string
  readonly path: string
  readonly authorization: string | undefined
  readonly status: number
}

export type GithubApiOptions = {
  readonly token: string
  /** Who the token is: `undefined` for a workflow's, which may not ask who it is. */
  readonly login?: string | undefined
  /** Comments that are there already. */
  readonly comments?: readonly Omit<GithubComment, 'id'>[]
}

/**
 * GitHub's comments API on a loopback server, as strict as the real one is documented to be: pages of at most 100, 401
 * without the token, 404 elsewhere, 422 for a body that is empty or longer than 65,536 characters.
 */
export interface GithubApi {
  readonly url: string
  readonly comments: readonly GithubComment[]
  readonly requests: readonly GithubRequest[]
  close(): Promise<void>
}

const MAX_BODY = 65_536
const MAX_PAGE = 100
const WORKFLOW = { login: 'github-actions[bot]', type: 'Bot' } as const

type Reply = { readonly status: number; readonly json: unknown }

/** The server, listening on a free port of the loopback interface; it knows the pull request 7 of `acme/shop`. */
export async function createGithubApi(options: GithubApiOptions): Promise<GithubApi> {
  const comments: GithubComment[] = (options.comments ?? []).map((each, index) => ({
    ...each,
    id: index + 1,
  }))
  const requests: GithubRequest[] = []
  const own = options.login === undefined ? WORKFLOW : ({ login: options.login, type: 'User' } as const)

  const reply = (method: string, url: URL, body: string): Reply => {
    if (url.pathname === '/user' && method === 'GET') {
      return options.login === undefined
        ? { status: 403, json: { message: 'Resource not accessible by integration' } }
        : { status: 200, json: own }
    }
    if (url.pathname === '/repos/acme/shop/issues/7/comments') {
      if (method === 'GET') return { status: 200, json: pageOf(comments, url.searchParams) }
      const text = bodyOf(body)
      if (text === undefined) return { status: 422, json: { message: 'Validation Failed' } }
      const created = { id: comments.length + 1, body: text, user: own }
      comments.push(created)
      return { status: 201, json: created }
    }
    const id = /^\/repos\/acme\/shop\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1]
    const index = comments.findIndex(each => String(each.id) === id)
    const before = comments[index]
    const text = bodyOf(body)
    if (method !== 'PATCH' || before === undefined) return { status: 404, json: { message: 'Not Found' } }
    if (text === undefined) return { status: 422, json: { message: 'Validation Failed' } }
    comments[index] = { ...before, body: text }
    return { status: 200, json: comments[index] }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const { authorization } = headers
    const answer =
      authorization === `Bearer ${options.token}`
        ? reply(method, new URL(url, 'http://github'), Buffer.concat(chunks).toString('utf8'))
        : { status: 401, json: { message: 'Bad credentials' } }
    requests.push({ method, path: url, authorization, status: answer.status })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.json))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    requests,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function pageOf(comments: readonly GithubComment[], query: URLSearchParams): readonly GithubComment[] {
  const size = Math.min(MAX_PAGE, Number(query.get('per_page') ?? '30'))
  const page = Number(query.get('page') ?? '1')
  return comments.slice((page - 1) * size, page * size)
}

function bodyOf(text: string): string | undefined {
  const parsed: unknown = JSON.parse(text === '' ? 'null' : text)
  const body = typeof parsed === 'object' && parsed !== null && 'body' in parsed ? parsed.body : undefined
  return typeof body === 'string' && body !== '' && body.length <= MAX_BODY ? body : undefined
}
