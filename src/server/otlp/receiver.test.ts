import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RedactionError } from '../../errors/redaction-error.ts'
import { StoreError } from '../../errors/store-error.ts'
import { defaultDetectors } from '../../privacy/default-detectors.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import { createMemoryStore } from '../../store/memory/create-memory-store.ts'
import type { RunStore } from '../../store/run-store.ts'
import { createSpool } from '../../store/spool/create-spool.ts'
import type { Spool } from '../../store/spool/spool.ts'
import { createSessions } from '../security/sessions.ts'
import { otlpRoutes } from './otlp-routes.ts'
import { createReceiver, type Receiver, type ReceiverOptions } from './receiver.ts'
import { createTracesOf } from './traces-of.ts'

const QUIET_MS = 30_000
const TOKEN = 'a-token-of-enough-length'
const TENANT_KEY = Buffer.alloc(32, 3)
const TRACE = '5b8efff798038103d269b633813fc60c'
const OTHER = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
let folder = ''
const spools: Spool[] = []
let nowMs = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-receiver-'))
  nowMs = 1_000_000
})
afterEach(async () => {
  await Promise.all(spools.splice(0).map(spool => spool.close()))
  rmSync(folder, { recursive: true })
})

describe('createReceiver', () => {
  it('stores a trace, redacted, when nothing came for it for the quiet period, and erases what it kept', async () => {
    const { post, receiver, store } = open()
    await post(spansOf(TRACE, [chat('1', 'my mail is ann@example.com', 'noted')]))
    await advance(receiver, QUIET_MS - 1)
    expect([store.trace('baseline', TRACE as never), spooled().length]).toEqual([undefined, 1])
    await advance(receiver, 1)
    const stored = JSON.stringify(store.trace('baseline', TRACE as never))
    expect(stored).toContain('noted')
    expect(stored).not.toContain('ann@example.com')
    expect(readdirSync(join(folder, 'spool'))).toEqual([])
  })

  it('joins spans that come in any order and any number of requests, each once', async () => {
    const { post, receiver, store } = open()
    const [first, second] = [chat('1', 'hello', 'hi there'), chat('2', 'more', 'of course', 5)]
    await post(spansOf(TRACE, [second]))
    await advance(receiver, QUIET_MS - 1)
    await post(spansOf(OTHER, [chat('3', 'alone', 'yes')]))
    await post(spansOf(TRACE, [first, second]))
    await advance(receiver, QUIET_MS)
    const { post: again, receiver: whole, store: expected } = open({ name: 'whole' })
    await again(spansOf(TRACE, [first, second]))
    await again(spansOf(OTHER, [chat('3', 'alone', 'yes')]))
    await advance(whole, QUIET_MS)
    expect(byId(store)).toEqual(byId(expected))
    expect(byId(store)).toHaveLength(2)
  })

  it('goes on after a kill with what was acknowledged: nothing lost, nothing twice', async () => {
    const before = open()
    await before.post(spansOf(TRACE, [chat('1', 'hello', 'hi')]))
    await before.post(spansOf(OTHER, [chat('2', 'open', 'still')]))
    // Nothing is closed: the next process finds what a killed one leaves.
    const after = open({ store: before.store })
    expect(after.receiver.status().openTraces).toBe(2)
    await advance(after.receiver, QUIET_MS)
    expect(byId(before.store)).toHaveLength(2)
    expect(spooled()).toEqual([])
  })

  it('does not take half of a stored trace for a whole one when the kill came before its segments were erased', async () => {
    const first = open()
    await first.post(spansOf(TRACE, [chat('1', 'hello', 'hi')]))
    nowMs += QUIET_MS
    await first.post(spansOf(OTHER, [chat('2', 'open', 'still')]))
    await first.receiver.drain()
    const stored = first.store.trace('baseline', TRACE as never)
    const second = open({ store: first.store })
    expect(second.receiver.status().openTraces).toBe(1)
    await advance(second.receiver, QUIET_MS)
    expect([first.store.trace('baseline', TRACE as never), second.receiver.status().storedTraces]).toEqual([
      stored,
      1,
    ])
  })

  it('counts spans that come after their trace was stored and leaves the stored one alone', async () => {
    const { post, receiver, store } = open()
    await post(spansOf(TRACE, [chat('1', 'one', 'two'), chat('2', 'three', 'four', 5)]))
    await advance(receiver, QUIET_MS)
    const stored = store.trace('baseline', TRACE as never)
    await post(spansOf(TRACE, [chat('9', 'late', 'x', 9)]))
    await advance(receiver, QUIET_MS)
    expect([receiver.status().lateSpans, store.trace('baseline', TRACE as never), spooled()]).toEqual([
      1,
      stored,
      [],
    ])
  })

  it('keeps everything while the store cannot be written, says so, and stores it when it can', async () => {
    const store = createMemoryStore()
    let isFull = true
    const failing: RunStore = {
      ...store,
      putTraces: (side, traces) => {
        if (isFull) throw new StoreError('Store x ran out of disk space', { location: 'x' })
        store.putTraces(side, traces)
      },
    }
    const { post, receiver } = open({ store: failing })
    await post(spansOf(TRACE, [chat('1', 'hello', 'hi')]))
    await advance(receiver, QUIET_MS)
    expect([receiver.status().problem, spooled().length]).toEqual(['Store x ran out of disk space', 1])
    isFull = false
    await receiver.drain()
    expect([receiver.status().problem, byId(store).length, spooled()]).toEqual([null, 1, []])
  })

  it('never stores text that a detector failed on, nor stops for it or for a trace that cannot be read', async () => {
    const broken = () => {
      throw new RedactionError('detector x failed', { detector: 'x' })
    }
    const redactText = createRedactText({
      detectors: [{ name: 'x', entities: [], find: broken } as never],
      tokenKey: { id: 'k1', bytes: TENANT_KEY },
    })
    const { post, receiver, store } = open({ options: { redactText } })
    await post(spansOf(TRACE, [chat('1', 'hello', 'hi')]))
    await advance(receiver, QUIET_MS)
    expect([byId(store), receiver.status().skippedTraces, spooled()]).toEqual([
      [],
      { 'redaction failed': 1 },
      [],
    ])
    const other = open({
      name: 'b',
      options: {
        tracesOf: () => {
          throw new TypeError('x')
        },
      },
    })
    await other.post(spansOf(TRACE, [chat('1', 'hello', 'hi')]))
    await advance(other.receiver, QUIET_MS)
    expect(other.receiver.status().skippedTraces).toEqual({ 'cannot be read': 1 })
  })

  it('reads log records as part of the trace of their span', async () => {
    const { post, receiver, store } = open()
    const span = chat('1', undefined, undefined)
    await post(spansOf(TRACE, [span]))
    const record = (eventName: string, body: object, at: number) => ({
      traceId: TRACE,
      spanId: span.spanId,
      eventName,
      timeUnixNano: String(at),
      body: anyValue(body),
      attributes: [],
    })
    const logs = {
      resourceLogs: [
        {
          scopeLogs: [
            {
              logRecords: [
                record('gen_ai.user.message', { content: 'what time is it' }, 1),
                record('gen_ai.choice', { index: 0, finish_reason: 'stop', message: { content: 'late' } }, 2),
              ],
            },
          ],
        },
      ],
    }
    expect((await post(logs, { path: '/v1/logs' })).status).toBe(200)
    await advance(receiver, QUIET_MS)
    expect(JSON.stringify(byId(store))).toContain('what time is it')
  })
})

describe('otlpRoutes', () => {
  it('answers a full success with an empty object and a partial one with what was refused', async () => {
    const { post } = open()
    expect(await (await post(spansOf(TRACE, [chat('1', 'a', 'b')]))).json()).toEqual({})
    const bad = { ...chat('1', 'a', 'b'), traceId: '0'.repeat(32) }
    const partial = await post(spansOf(TRACE, [chat('2', 'a', 'b'), bad, { ...bad, traceId: '<script>' }]))
    expect([partial.status, await partial.json()]).toMatchObject([
      200,
      { partialSuccess: { rejectedSpans: '2' } },
    ])
    expect(await (await post({})).json()).toEqual({})
  })

  it('unpacks gzip up to a limit and refuses what is larger, packed or not', async () => {
    const { post, receiver } = open()
    const small = gzipSync(JSON.stringify(spansOf(TRACE, [chat('1', 'a', 'b')])))
    expect((await post(small, { headers: { 'content-encoding': 'gzip' } })).status).toBe(200)
    const bomb = gzipSync(Buffer.alloc(70 * 1024 * 1024, 0x20))
    expect((await post(bomb, { headers: { 'content-encoding': 'gzip' } })).status).toBe(413)
    expect((await post(Buffer.alloc(17 * 1024 * 1024, 0x20))).status).toBe(413)
    expect((await post(Buffer.from('not gzip'), { headers: { 'content-encoding': 'gzip' } })).status).toBe(
      400,
    )
    expect((await post(small, { headers: { 'content-encoding': 'br' } })).status).toBe(415)
    expect(receiver.status().acceptedSpans).toBe(1)
  })

  it.each([
    ['no JSON', '{"resourceSpans":'],
    ['a list', '[]'],
    ['another tree', '{"resourceSpans":[{"scopeSpans":[{"spans":[1]}]}]}'],
    ['lists that are none', '{"resourceSpans":{"scopeSpans":1}}'],
    ['100,000 nested lists', `{"resourceSpans":${'['.repeat(100_000)}`],
    ['two million empty objects, worth gigabytes', `{"resourceSpans":[${'{},'.repeat(2_000_000)}{}]}`],
  ])('refuses %s for good, with a google.rpc.Status', async (_, body) => {
    const answer = await open().post(Buffer.from(body))
    expect([answer.status, ((await answer.json()) as { code: number }).code]).toEqual([400, 3])
  })

  it('answers in the type it was asked in', async () => {
    const { post } = open()
    const answer = await post(Buffer.from([0xff]), { headers: { 'content-type': 'application/x-protobuf' } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/x-protobuf'])
    expect((await post(Buffer.from('a=b'), { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })

  it('refuses spans while the spool is full and says when to come again', async () => {
    const { post, receiver } = open({ options: { spoolLimitBytes: 4_000 } })
    const big = spansOf(TRACE, [chat('1', 'x'.repeat(3_000), 'y')])
    expect((await post(big)).status).toBe(200)
    const refused = await post(big)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10'])
    await advance(receiver, QUIET_MS)
    expect((await post(big)).status).toBe(200)
    expect(receiver.status().refusedRequests).toBe(1)
  })

  it('wants the token where there is one, and never lets a page in without it', async () => {
    const body = spansOf(TRACE, [chat('1', 'a', 'b')])
    const strict = open()
    expect((await strict.post(body, { token: '' })).status).toBe(401)
    expect((await strict.post(body, { token: 'wrong' })).status).toBe(401)
    const local = open({ name: 'local', needsToken: false })
    expect((await local.post(body, { token: '' })).status).toBe(200)
    expect((await local.post(body, { token: '', headers: { 'sec-fetch-site': 'none' } })).status).toBe(401)
    expect((await local.post(body, { token: '', headers: { origin: 'http://x' } })).status).toBe(401)
  })
})

type PostOptions = {
  readonly path?: string
  readonly token?: string
  readonly headers?: Record<string, string>
}

function open({
  name = 'spool',
  store = createMemoryStore(),
  needsToken = true,
  options = {},
}: {
  readonly name?: string
  readonly store?: RunStore
  readonly needsToken?: boolean
  readonly options?: Partial<ReceiverOptions>
} = {}) {
  const spool = createSpool({ folder: join(folder, name), tenantKey: TENANT_KEY, randomBytes })
  spools.push(spool)
  const receiver = createReceiver({
    spool,
    store,
    redactText: createRedactText({ detectors: defaultDetectors, tokenKey: { id: 'k1', bytes: TENANT_KEY } }),
    tracesOf: createTracesOf(() => false),
    nowMs: () => nowMs,
    quietMs: QUIET_MS,
    spoolLimitBytes: 1e9,
    ...options,
  })
  const sessions = createSessions({ randomBytes, nowMs: () => nowMs, token: TOKEN })
  const app = otlpRoutes({ receiver, sessions, needsToken })
  const post = async (
    body: object | Uint8Array,
    { path = '/v1/traces', token = TOKEN, headers = {} }: PostOptions = {},
  ) =>
    app.request(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
    })
  return { receiver, store, post }
}

async function advance(receiver: Receiver, ms: number): Promise<void> {
  nowMs += ms
  await receiver.drain()
}

function spooled(): readonly string[] {
  const path = join(folder, 'spool')
  const names = readdirSync(path).filter(name => name.endsWith('.spool'))
  for (const name of names) expect(readFileSync(join(path, name)).includes('content')).toBe(false)
  return names
}

function byId(store: RunStore) {
  return [...store.traces('baseline')].sort((a, b) => (a.traceId < b.traceId ? -1 : 1))
}

function spansOf(traceId: string, spans: readonly object[]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: [] },
        scopeSpans: [{ scope: { name: 'agent' }, spans: spans.map(span => ({ traceId, ...span })) }],
      },
    ],
  }
}

/** A call of a model in the current conventions; without content when the texts are undefined. */
function chat(digit: string, user: string | undefined, assistant: string | undefined, second = 1) {
  const text = (role: string, content: string) => [
    { role, parts: [{ type: 'text', content }], finish_reason: 'stop' },
  ]
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })
  return {
    spanId: digit.repeat(16),
    name: 'chat m',
    kind: 3,
    startTimeUnixNano: `${1_700_000_000 + second}000000000`,
    endTimeUnixNano: `${1_700_000_001 + second}000000000`,
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.provider.name', 'openai'),
      attribute('gen_ai.request.model', 'm'),
      ...(user === undefined ? [] : [attribute('gen_ai.input.messages', JSON.stringify(text('user', user)))]),
      ...(assistant === undefined
        ? []
        : [attribute('gen_ai.output.messages', JSON.stringify(text('assistant', assistant)))]),
    ],
    events: [],
    status: {},
  }
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'number') return { intValue: String(value) }
  return {
    kvlistValue: {
      values: Object.entries(value as object).map(([key, each]) => ({ key, value: anyValue(each) })),
    },
  }
}
