import type { ApiError as ErrorBody } from '../../src/server/contract.ts'

/** What went wrong with a request, in words for the reader. `status` is 0 when no answer came. */
export class ApiError extends Error {
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.name = 'ApiError'
    this.status = status
  }
}

type Query = Record<string, string | number | undefined>

/** The JSON body of `GET /api/...`. The caller names its type from the server's contract. */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await send(`${path}${searchOf(query)}`, signal === undefined ? {} : { signal }))
}

/** The JSON body of the answer to a `POST` of `body` as JSON. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return answerOf<T>(
    await send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function send(path: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...options, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError('The server does not answer. Is `tidegate serve` still running?', 0)
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  if (response.ok) return (await response.json()) as T
  const body = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined
  const said = body?.error?.message
  if (response.status === 401)
    throw new ApiError('Not signed in: open the link that `tidegate serve` printed.', 401)
  throw new ApiError(said ?? `The server answered with status ${response.status}.`, response.status)
}

function searchOf(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
