import { request as httpRequest } from 'node:http'
import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { until } from '../core/__fixtures__/until.ts'
import { createVirtualClock } from '../core/create-virtual-clock.ts'
import type { FaultKind } from '../core/fault.ts'
import { HELLO, startAnthropic } from './__fixtures__/start-anthropic.ts'

/** The first call strikes the fault, the second does not. */
async function struck(fault: FaultKind) {
  const anthropic = await startAnthropic({
    faults: [{ ...fault, endpoint: 'messages', when: { call: 1 } }],
  })
  const error = await anthropic.client.messages.create(HELLO).then(
    message => message,
    (thrown: unknown) => thrown,
  )
  const billed = anthropic.billing.charges.length
  const { stop_reason } = await anthropic.client.messages.create(HELLO)
  expect(stop_reason).toBe('end_turn')
  return Object.assign(anthropic, { error, billed })
}

describe('errors with a status', () => {
  it.each([
    [{ kind: 'rate-limit' }, 429, 'rate_limit_error', null, 0],
    [{ kind: 'rate-limit', retryAfter: '0' }, 429, 'rate_limit_error', '0', 0],
    [{ kind: 'rate-limit', retryAfter: '1' }, 429, 'rate_limit_error', '1', 0],
    [{ kind: 'rate-limit', retryAfter: '3600' }, 429, 'rate_limit_error', '3600', 0],
    [{ kind: 'rate-limit', retryAfter: 'soon' }, 429, 'rate_limit_error', 'soon', 0],
    [
      { kind: 'rate-limit', retryAfter: { dateInMs: 90_000 } },
      429,
      'rate_limit_error',
      'Mon, 23 Nov 2026 00:01:30 GMT',
      0,
    ],
    [{ kind: 'quota-exhausted' }, 429, 'rate_limit_error', null, 0],
    [{ kind: 'overloaded' }, 529, 'overloaded_error', null, 0],
    [{ kind: 'unavailable', retryAfter: '5' }, 503, 'api_error', '5', 0],
    [{ kind: 'server-error' }, 500, 'api_error', null, 0],
    [{ kind: 'server-error-after-work' }, 500, 'api_error', null, 1],
    [{ kind: 'timeout-after-work' }, 504, 'timeout_error', null, 1],
  ] as const)('%o', async (fault, status, type, retryAfter, billedCalls) => {
    await using anthropic = await struck(fault)
    const { error, billed } = anthropic
    expect(error).toBeInstanceOf(Anthropic.APIError)
    if (!(error instanceof Anthropic.APIError)) return
    expect([error.status, error.type, error.headers?.get('retry-after')]).toEqual([status, type, retryAfter])
    expect(billed).toBe(billedCalls)
  })

  it('a spend limit is told apart by its code', async () => {
    await using anthropic = await struck({ kind: 'quota-exhausted' })
    expect(anthropic.error).toMatchObject({
      error: { error: { details: { error_code: 'enforced_spend_limit_reached' } } },
    })
  })
})

describe('connections that break', () => {
  it.each([
    [{ kind: 'outage' }, 0],
    [{ kind: 'reset-before-work' }, 0],
    [{ kind: 'reset-before-headers' }, 1],
    [{ kind: 'reset-after-headers' }, 1],
  ] as const)('%o', async (fault, billedCalls) => {
    await using anthropic = await struck(fault)
    expect(anthropic.error).toBeInstanceOf(Error)
    expect(anthropic.error).not.toHaveProperty('status', expect.any(Number))
    expect(anthropic.billed).toBe(billedCalls)
    expect(anthropic.requests.records.map(record => record.outcome)).toEqual(['cut', 'answered'])
  })
})

describe('answers that are not what they should be', () => {
  it('JSON cut in half is no JSON, and billed', async () => {
    await using anthropic = await struck({ kind: 'truncated-json' })
    expect(anthropic.error).toBeInstanceOf(SyntaxError)
    expect(anthropic.billed).toBe(1)
  })

  it('a wrong content type makes the client hand out text', async () => {
    await using anthropic = await struck({ kind: 'wrong-content-type' })
    expect(anthropic.error).toMatch(/^\{"id":"msg_/)
  })

  it('headers come twice, in two casings', async () => {
    await using anthropic = await startAnthropic({
      faults: [{ kind: 'duplicate-headers', endpoint: '*', when: { every: 1 } }],
    })
    const names = await new Promise<readonly string[]>((resolve, reject) => {
      const outgoing = httpRequest(`${anthropic.baseUrl}/v1/messages/batches`, {
        headers: { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' },
      })
      outgoing.on('response', incoming =>
        resolve(incoming.resume().rawHeaders.filter((_, at) => at % 2 === 0)),
      )
      outgoing.on('error', reject).end()
    })
    expect(names).toEqual(
      expect.arrayContaining(['Content-Type', 'content-type', 'Request-Id', 'request-id']),
    )
    expect(names.filter(name => name.toLowerCase() === 'content-length')).toHaveLength(1)
  })

  it('a refusal is a message with its reason', async () => {
    await using anthropic = await struck({ kind: 'refusal' })
    expect(anthropic.error).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: 'general_harms' },
    })
  })

  it('an answer cut at the limit keeps its beginning', async () => {
    await using anthropic = await struck({ kind: 'truncated-output' })
    expect(anthropic.error).toMatchObject({
      stop_reason: 'max_tokens',
      content: [{ text: 'hell' }],
      usage: { output_tokens: 1 },
    })
  })

  it('any reply can stand in, billed or not', async () => {
    const reply = { status: 200, body: { type: 'message' } }
    await using free = await struck({ kind: 'replaced', reply, isBilled: false })
    await using billed = await struck({ kind: 'replaced', reply, isBilled: true })
    expect([free.error, free.billed, billed.billed]).toEqual([{ type: 'message' }, 0, 1])
  })
})

it('a body that drips byte by byte takes as long on the simulator’s clock', async () => {
  await using anthropic = await startAnthropic({
    faults: [{ kind: 'slow-body', everyMs: 1000, endpoint: 'messages', when: { call: 1 } }],
  })
  const startedAtMs = anthropic.clock.nowMs()
  const response = await anthropic.client.messages.create(HELLO).asResponse()
  const text = await response.text()
  expect(anthropic.clock.nowMs() - startedAtMs).toBe(text.length * 1000)
})

it('a client that leaves in the midst of a dripping body is logged as cut', async () => {
  const clock = createVirtualClock()
  await using anthropic = await startAnthropic({
    clock,
    faults: [{ kind: 'slow-body', everyMs: 1000, endpoint: 'messages', when: { call: 1 } }],
  })
  const stop = new AbortController()
  const response = await anthropic.client.messages.create(HELLO, { signal: stop.signal }).asResponse()
  await clock.advance(5000)
  stop.abort()
  await expect(response.text()).rejects.toThrow()
  await until(() => anthropic.requests.records[0]?.outcome === 'cut')
  expect([anthropic.billing.charges.length, clock.sleeperCount()]).toEqual([1, 0])
})

describe('when faults strike', () => {
  async function statusesOf(
    when: Parameters<typeof startAnthropic>[0],
    calls: number,
  ): Promise<readonly string[]> {
    await using anthropic = await startAnthropic(when)
    const statuses: string[] = []
    for (let call = 0; call < calls; call += 1) {
      statuses.push(
        await anthropic.client.messages.create(HELLO).then(
          () => 'ok',
          error => String(error.status ?? 'gone'),
        ),
      )
    }
    return statuses
  }
  const overloaded = { kind: 'overloaded', endpoint: 'messages' } as const

  it('a storm covers a range of calls', async () => {
    const faults = [{ ...overloaded, when: { fromCall: 2, toCall: 3 } }]
    expect(await statusesOf({ faults }, 5)).toEqual(['ok', '529', '529', 'ok', 'ok'])
  })

  it('or every so many', async () => {
    expect(await statusesOf({ faults: [{ ...overloaded, when: { every: 2 } }] }, 4)).toEqual([
      'ok',
      '529',
      'ok',
      '529',
    ])
  })

  it('or a share of them, the same for the same seed', async () => {
    const faults = [{ ...overloaded, when: { probability: 0.5 } }]
    const once = await statusesOf({ faults, seed: 'a' }, 20)
    expect(await statusesOf({ faults, seed: 'a' }, 20)).toEqual(once)
    expect(await statusesOf({ faults, seed: 'b' }, 20)).not.toEqual(once)
    expect(new Set(once)).toEqual(new Set(['ok', '529']))
  })

  it('an outage lasts from one time of the clock to another', async () => {
    const from = Date.UTC(2026, 10, 23) + 1000
    const faults = [{ kind: 'outage', endpoint: '*', when: { fromMs: from, toMs: from + 2000 } } as const]
    expect(await statusesOf({ faults, latencyMs: 1000 }, 1)).toEqual(['ok'])
    await using anthropic = await startAnthropic({ faults })
    const attempt = () =>
      anthropic.client.messages.create(HELLO).then(
        () => 'ok',
        () => 'gone',
      )
    const seen: string[] = []
    for (const ms of [0, 1000, 1000, 1000]) {
      await anthropic.clock.advance(ms)
      seen.push(await attempt())
    }
    expect(seen).toEqual(['ok', 'gone', 'gone', 'ok'])
  })
})

it('a client that retries gets through, and both its requests are in the log', async () => {
  await using anthropic = await startAnthropic({
    faults: [
      {
        kind: 'replaced',
        reply: { status: 529, headers: { 'retry-after-ms': '1' }, body: {} },
        isBilled: false,
        endpoint: 'messages',
        when: { call: 1 },
      },
    ],
  })
  const retrying = new Anthropic({ apiKey: 'k', baseURL: anthropic.baseUrl, maxRetries: 1 })
  const { stop_reason } = await retrying.messages.create(HELLO)
  expect([stop_reason, anthropic.requests.count('messages')]).toEqual(['end_turn', 2])
})
