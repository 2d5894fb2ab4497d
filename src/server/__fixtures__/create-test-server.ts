import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import type { AuditLabel } from '../../records/audit.ts'
import type { RunId } from '../../records/ids.ts'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import { createApp } from '../app.ts'
import { createSessions, type Sessions } from '../security/sessions.ts'

export const TOKEN = 'a-token-of-enough-length'
export const HOST = '127.0.0.1:4318'
export const BEARER = { authorization: `Bearer ${TOKEN}` }
export const JSON_TYPE = { 'content-type': 'application/json' }
/** The one item that waits to be audited. */
export const ITEM = '0123456789abcdef'

/** Asks the server under its own name; headers and `init` add to that. */
export type Ask = (path: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>

/** The whole server on an empty store in memory, with one pair to audit and a clock that only `tick` moves. */
export function createTestServer(
  options: {
    readonly token?: string | undefined
    readonly allowedHosts?: readonly string[]
    readonly isPublic?: boolean
    readonly budget?: () => never
  } = {},
) {
  const store = createMemoryStore()
  const labels: AuditLabel[] = []
  const errors: string[] = []
  let nowMs = 1_000
  const token = 'token' in options ? options.token : TOKEN
  const sessions: Sessions = createSessions({ randomBytes, nowMs: () => nowMs, token })
  const unused = () => {
    throw new Error('not asked for')
  }
  const app: Hono = createApp({
    sources: {
      version: '1',
      nowMs: () => nowMs,
      store,
      audits: {
        weeklySize: 50,
        history: async () => ({ queues: [aQueue()], labels }),
        append: async added => {
          labels.push(...added)
        },
      },
      adversarial: { list: () => ({ kind: 'absent', problem: null, rows: [] }), add: unused },
      budget: options.budget ?? unused,
      calibrations: async () => [],
      liveRuns: () => ({ runs: [] }),
    },
    guard: {
      sessions,
      allowedHosts: options.allowedHosts ?? [],
      isPublic: options.isPublic ?? false,
      cookieName: 'tidegate_4318',
    },
    receiverNeedsToken: true,
    page: new Map(),
    onError: message => errors.push(message),
  })
  const ask: Ask = async (path, headers = {}, init = {}) =>
    app.request(`http://${HOST}${path}`, { ...init, headers: { host: HOST, ...headers } })
  return {
    app,
    ask,
    store,
    labels,
    errors,
    sessions,
    tick: (ms: number) => {
      nowMs += ms
    },
  }
}

/** What the API answers to the holder of the token. */
export async function get<T>(ask: Ask, path: string): Promise<T> {
  return (await (await ask(path, BEARER)).json()) as T
}

/** A server with a session that the printed link opened. */
export async function signedIn() {
  const made = createTestServer()
  const body = JSON.stringify({ code: made.sessions.code })
  const answer = await made.ask('/api/session', JSON_TYPE, { method: 'POST', body })
  return { ...made, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

function aQueue() {
  return {
    runId: 'run-a' as RunId,
    drawnAtMs: 0,
    seed: '1',
    judge: 'offline',
    populationSize: 10,
    frame: { weights: [1], flagged: [true], preferences: [-0.5] },
    items: [
      {
        itemId: ITEM,
        traceId: 'trace-1',
        stratumId: 'c1',
        verdict: 'loss',
        isFlagged: true,
        preference: -0.5,
        drawProbability: 1,
        auditProbability: 1,
        texts: { request: 'help', baseline: 'one', candidate: 'two' },
      },
    ],
  } as never
}
