import { randomBytes } from 'node:crypto'
import type { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AuditLabel } from '../records/audit.ts'
import type { RunId } from '../records/ids.ts'
import { createMemoryStore } from '../store/memory/create-memory-store.ts'
import type { RunStore } from '../store/run-store.ts'
import { createApp } from './app.ts'
import type { AuditDesk, LabelResult, PairPage, RunDetail, RunList } from './contract.ts'
import { createSessions, type Sessions } from './security/sessions.ts'

const TOKEN = 'a-token-of-enough-length'
const HOST = '127.0.0.1:4318'
const BEARER = { authorization: `Bearer ${TOKEN}` }

type Ask = (path: string, headers?: Record<string, string>, init?: RequestInit) => Promise<Response>

describe('createApp: who is let in', () => {
  it.each([
    ['a name that points at this machine', 'evil.example'],
    ['a name that begins like ours', '127.0.0.1.evil.example:4318'],
    ['a name of ours with another behind it', 'localhost.evil.example'],
    ['an address of the network', '192.168.1.5:4318'],
    ['user information', 'localhost@evil.example'],
    ['nothing', ''],
  ])('refuses %s as Host on every address (DNS rebinding)', async (_, host) => {
    const { app } = server()
    for (const path of ['/', '/login', '/api/runs', '/v1/traces']) {
      const answer = await app.request(`http://${HOST}${path}`, { headers: { ...BEARER, host } })
      expect([path, answer.status]).toEqual([path, 403])
    }
  })

  it('answers to the names of the loopback interface and to those it was given, to addresses only where it listens to others', async () => {
    const statusOf = async (host: string, options: Parameters<typeof server>[0] = {}) =>
      (await server(options).app.request('http://x/api/runs', { headers: { ...BEARER, host } })).status
    expect(await statusOf('localhost:1')).toBe(200)
    expect(await statusOf('[::1]:4318')).toBe(200)
    expect(await statusOf('Eval.Example:443', { allowedHosts: ['eval.example'] })).toBe(200)
    expect(await statusOf('10.0.0.7:4318')).toBe(403)
    expect(await statusOf('10.0.0.7:4318', { isPublic: true })).toBe(200)
    expect(await statusOf('evil.example', { isPublic: true })).toBe(403)
  })

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'refuses %s of another site, by Origin or by Sec-Fetch-Site alone',
    async method => {
      const { ask, cookie } = await signedIn()
      for (const mark of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://localhost:9999' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const answer = await ask('/api/runs', { cookie, ...mark }, { method })
        expect([mark, answer.status]).toEqual([mark, 403])
      }
    },
  )

  it('lets a link on another site open the page, but not the API', async () => {
    const { ask, cookie } = await signedIn()
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect((await ask('/runs/run-1', link)).status).toBe(200)
    expect((await ask('/api/runs', { ...link, cookie })).status).toBe(403)
    expect((await ask('/runs/run-1', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403)
    expect((await ask('/runs/run-1', link, { method: 'POST' })).status).toBe(403)
  })

  it.each([
    '/api/health',
    '/api/runs',
    '/api/runs/run-1',
    '/api/runs/run-1/pairs',
    '/api/runs/run-1/pairs/0',
    '/api/runs/run-1/map',
    '/api/traces?id=t',
    '/api/trend',
    '/api/drift',
    '/api/drift/compare?from=a&to=b',
    '/api/audits',
    '/api/adversarial',
    '/api/budget',
    '/api/calibrations',
    '/api/live',
    '/api/schedule',
    '/api/openapi.json',
    '/api/nothing',
  ])('says nothing at %s without a session or the token', async path => {
    const { ask } = server()
    for (const headers of [
      {},
      { authorization: 'Bearer wrong-token-wrong-token' },
      { authorization: 'Bearer' },
      { authorization: `Basic ${btoa(`x:${TOKEN}`)}` },
      { cookie: 'tidegate_4318=guess' },
      { cookie: `tidegate_4318=${TOKEN}` },
    ]) {
      const answer = await ask(path, headers)
      expect([headers, answer.status]).toEqual([headers, 401])
    }
  })

  it('knows no token where none is configured, not even an empty one', async () => {
    const { ask } = server({ token: undefined })
    expect((await ask('/api/runs', { authorization: 'Bearer undefined' })).status).toBe(401)
    expect((await ask('/api/runs', { authorization: 'Bearer ' })).status).toBe(401)
  })

  it('opens one session for the code of the link, with a cookie that no script and no other site can use', async () => {
    const { ask, sessions } = server()
    const body = JSON.stringify({ code: sessions.code })
    const first = await ask('/api/session', JSON_TYPE, { method: 'POST', body })
    const cookie = first.headers.get('set-cookie') ?? ''
    expect(first.status).toBe(204)
    expect(cookie).toMatch(/^tidegate_4318=[\w-]{43}; /)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect((await ask('/api/session', JSON_TYPE, { method: 'POST', body })).status).toBe(401)
    expect((await ask('/api/runs', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200)
  })

  it('ends a session when its owner leaves and when its time is over', async () => {
    const { ask, cookie, tick } = await signedIn()
    expect((await ask('/api/runs', { cookie })).status).toBe(200)
    tick(12 * 3_600_000)
    expect((await ask('/api/runs', { cookie })).status).toBe(401)
    const other = await signedIn()
    await other.ask('/api/session', { cookie: other.cookie, origin: `http://${HOST}` }, { method: 'DELETE' })
    expect((await other.ask('/api/runs', { cookie: other.cookie })).status).toBe(401)
  })

  it('takes what a session writes only from the page itself, and only as JSON', async () => {
    const { ask, cookie } = await signedIn()
    const post = (headers: Record<string, string>, body = '{}') =>
      ask('/api/audits/labels', { cookie, ...headers }, { method: 'POST', body })
    const ours = { origin: `http://${HOST}` }
    expect((await post(JSON_TYPE)).status).toBe(403)
    expect((await post({ ...ours, 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post({ ...ours, 'content-type': 'application/x-www-form-urlencoded' }, 'a=b')).status).toBe(
      415,
    )
    expect((await post({ ...ours, ...JSON_TYPE })).status).toBe(400)
    expect((await post({ ...ours, ...JSON_TYPE }, `"${'x'.repeat(70_000)}"`)).status).toBe(413)
    expect((await post({ ...ours, ...JSON_TYPE }, '['.repeat(50_000))).status).toBe(400)
  })
})

describe('createApp: what it answers', () => {
  it('forbids inline scripts, frames, guessing of types and reading by other sites on every answer', async () => {
    const { ask } = server()
    for (const path of ['/', '/login', '/login.js', '/api/runs', '/nothing.js', '/v1/traces']) {
      const { headers } = await ask(path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
    }
    expect(await (await ask('/login')).text()).not.toMatch(/<script(?![^>]*src=)|\son\w+=/)
  })

  it.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '..\\..\\x',
    'C:%5Cx',
    'a%00b',
    'a%0d%0ab',
    '.',
    '~root',
    `${'a'.repeat(300)}`,
    '%252e%252e%252f',
    "';DROP TABLE run;--",
    '__proto__',
    'constructor',
  ])('finds nothing under the id %s and touches no file', async id => {
    const { ask, errors } = server()
    for (const path of [`/api/runs/${id}`, `/api/runs/${id}/pairs`, `/api/runs/${id}/map`, `/assets/${id}`]) {
      const answer = await ask(path, BEARER)
      expect([400, 401, 404, 200]).toContain(answer.status)
      if (answer.status === 200) expect(await answer.text()).toContain('<!doctype html>')
    }
    expect((await ask(`/api/traces?id=${id}`, BEARER)).status).toBe(404)
    expect(errors).toEqual([])
  })

  it('gives runs newest first, a page at a time, and a report as it was kept', async () => {
    const { ask, store } = server()
    for (const [index, runId] of ['run-a', 'run-b', 'run-c'].entries()) keepRun(store, runId, index)
    const first = await get<RunList>(ask, '/api/runs?limit=2')
    expect(first.runs.map(run => run.runId)).toEqual(['run-c', 'run-b'])
    const rest = await get<RunList>(ask, `/api/runs?limit=2&cursor=${first.next}`)
    expect([rest.runs.map(run => run.runId), rest.next]).toEqual([['run-a'], null])
    expect(first.runs[0]).toMatchObject({
      outcome: 'FAIL',
      headline: 'HOLD: because',
      pairs: 3,
      hasMap: false,
    })
    expect((await get<RunDetail>(ask, '/api/runs/run-a')).report).toEqual(JSON.parse(aReport('run-a')))
    expect((await ask('/api/runs?cursor=-1', BEARER)).status).toBe(400)
    expect((await ask('/api/runs?limit=1e3', BEARER)).status).toBe(400)
  })

  it('sees a run that another process finished since', async () => {
    const { ask, store } = server()
    store.putRun({
      ...RUN,
      runId: 'run-x' as RunId,
      state: 'running',
      startedAtMs: 1,
      finishedAtMs: undefined,
      report: undefined,
    })
    expect((await get<RunDetail>(ask, '/api/runs/run-x')).run.outcome).toBeNull()
    keepRun(store, 'run-x', 5)
    expect((await get<RunDetail>(ask, '/api/runs/run-x')).run.outcome).toBe('FAIL')
  })

  it('filters pairs, counts every filter and goes on where a page ended', async () => {
    const { ask, store } = server()
    keepRun(store, 'run-a', 1)
    const page = await get<PairPage>(ask, '/api/runs/run-a/pairs?filter=lost&limit=1')
    expect([page.total, page.counts, page.pairs[0]?.position, page.next]).toEqual([
      2,
      { all: 3, different: 3, lost: 2, won: 1, unresolved: 0, failures: 1, flagged: 0 },
      0,
      '2',
    ])
    const next = await get<PairPage>(ask, '/api/runs/run-a/pairs?filter=lost&limit=1&cursor=2')
    expect([next.pairs[0]?.position, next.next]).toEqual([2, null])
    const within = await get<PairPage>(ask, '/api/runs/run-a/pairs?stratum=c1&mode=loop')
    expect(within.total).toBe(1)
    expect(await get<object>(ask, '/api/runs/run-a/pairs/1')).toEqual({ position: 1 })
    expect((await ask('/api/runs/run-a/pairs?filter=everything', BEARER)).status).toBe(400)
    expect((await ask('/api/runs/run-a/pairs/9', BEARER)).status).toBe(404)
  })

  it('shows audit items without verdict or side, reveals both with the label, and keeps it once', async () => {
    const { ask, labels } = server()
    const desk = await get<AuditDesk>(ask, '/api/audits?rater=ann')
    const shown = JSON.stringify(desk.items)
    expect(Object.keys(desk.items[0] ?? {}).sort()).toEqual([
      'answerA',
      'answerB',
      'itemId',
      'mine',
      'otherRaters',
      'request',
    ])
    for (const secret of ['loss', 'isFlagged', 'candidate"', 'baseline"', 'trace-1'])
      expect(shown).not.toContain(secret)
    const post = { itemId: ITEM, rater: 'ann', better: 'A', aFailed: null, bFailed: true, failureKind: null }
    const send = (body: object) =>
      ask('/api/audits/labels', { ...BEARER, ...JSON_TYPE }, { method: 'POST', body: JSON.stringify(body) })
    const result = (await (await send(post)).json()) as LabelResult
    const better = result.revealed.candidate === 'A' ? 'candidate' : 'baseline'
    expect([result.isNew, result.revealed.verdict, labels[0]?.preference]).toEqual([true, 'loss', better])
    expect(((await (await send(post)).json()) as LabelResult).isNew).toBe(false)
    expect(labels).toHaveLength(1)
    const again = await get<AuditDesk>(ask, '/api/audits?rater=ann')
    expect(again.items[0]?.mine).toEqual({ better: 'A', aFailed: null, bFailed: true, failureKind: null })
    expect((await send({ ...post, itemId: 'f'.repeat(16) })).status).toBe(404)
    expect((await send({ ...post, better: null, bFailed: null })).status).toBe(400)
    expect((await send({ ...post, rater: '<img src=x>' })).status).toBe(400)
  })

  it('describes every address it has', async () => {
    const { ask, app } = server()
    const { paths } = await get<{ paths: object }>(ask, '/api/openapi.json')
    const described = Object.keys(paths).map(path => path.replace(/\{(\w+)\}/g, ':$1'))
    const served = app.routes
      .filter(({ method, path }) => ['GET', 'POST'].includes(method) && path.startsWith('/api/'))
      .map(({ path }) => path.replace(/\{.*\}$/, ''))
      .filter(path => path !== '/api/session')
    expect(served.filter(path => !described.includes(path))).toEqual([])
    expect(described.filter(path => path.startsWith('/api/') && !served.includes(path))).toEqual([])
  })

  it('writes down what went wrong without quoting it, and tells the client nothing of it', async () => {
    const { ask, errors } = server({
      budget: () => {
        throw new TypeError('secret of a trace')
      },
    })
    const answer = await ask('/api/budget', BEARER)
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('secret')])
    expect(errors).toEqual([expect.not.stringContaining('secret')])
  })
})

const JSON_TYPE = { 'content-type': 'application/json' }
const ITEM = '0123456789abcdef'
const RUN = { configHash: 'c', seed: '1', state: 'finished' } as const

function server(
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

async function get<T>(ask: Ask, path: string): Promise<T> {
  return (await (await ask(path, BEARER)).json()) as T
}

async function signedIn() {
  const made = server()
  const body = JSON.stringify({ code: made.sessions.code })
  const answer = await made.ask('/api/session', JSON_TYPE, { method: 'POST', body })
  return { ...made, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

function keepRun(store: RunStore, runId: string, startedAtMs: number): void {
  const id = runId as RunId
  store.putRun({ ...RUN, runId: id, startedAtMs, finishedAtMs: startedAtMs + 1, report: aReport(runId) })
  const pair = (position: number, tags: readonly string[], modes: readonly string[] = []) => ({
    position,
    traceId: `t${position}`,
    stratumId: `c${position}`,
    tags: ['different', ...tags],
    tools: [],
    candidateModes: modes,
    baselineModes: [],
    tier: 'single-step',
  })
  const index = [pair(0, ['lost']), pair(1, ['won', 'failures'], ['loop']), pair(2, ['lost'])]
  store.putRunPart(id, 'pair-index', [JSON.stringify(index)])
  store.putRunPart(
    id,
    'pairs',
    index.map(({ position }) => JSON.stringify({ position })),
  )
}

function aReport(runId: string): string {
  return JSON.stringify({
    runId,
    outcome: 'FAIL',
    reasons: ['because'],
    cost: { picoUsd: 5 },
    manifest: { window: null, judge: 'offline', tidegateVersion: '1' },
    sample: { population: 10, size: 3 },
    gates: { global: { endpoints: [] }, modes: { findings: [] } },
    drift: null,
  })
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
