import { describe, expect, it } from 'vitest'
import type { TokenUsage } from '../../../records/token-usage.ts'
import { until } from '../core/__fixtures__/until.ts'
import { createVirtualClock } from '../core/create-virtual-clock.ts'
import { fixedAnswer } from '../core/policies/simple-policies.ts'
import { HELLO, MODEL, startAnthropic } from './__fixtures__/start-anthropic.ts'
import { anthropicCost } from './anthropic-prices.ts'

const USAGE: TokenUsage = {
  inputTokens: 1000,
  cacheReadTokens: 2000,
  cacheWriteTokens: { '5m': 3000, '1h': 4000 },
  outputTokens: 500,
  reasoningTokens: 400,
}
const NOW_MS = Date.UTC(2026, 10, 23)
const NOTHING: TokenUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: {},
  outputTokens: 0,
  reasoningTokens: 0,
}

describe('prices', () => {
  const cost = (model: string, usage = USAGE, isBatch = false, atMs = NOW_MS): number =>
    anthropicCost({ model, usage, isBatch, atMs })

  it('every kind of token has its own; reasoning is output and not counted twice', () => {
    // 1000 x 2 + 2000 x 0.10 + 3000 x 2.50 + 4000 x 4 + 500 x 10 dollars per million
    expect(cost(MODEL)).toBe(30_700 * 1_000_000)
  })

  it('a batch costs half, caches included', () => {
    expect(cost(MODEL, USAGE, true)).toBe(cost(MODEL) / 2)
  })

  it.each([
    [100_000, 10_000 * 1_000_000],
    [100_001, 5 * 10_000.1 * 1_000_000],
  ])('Haiku 5.5 with %d tokens of input', (inputTokens, expected) => {
    expect(cost('claude-haiku-5-5', { ...NOTHING, inputTokens })).toBe(expected)
  })

  it('reading became cheaper for Sonnet 5.5 on 2026-10-07', () => {
    const read = { ...NOTHING, cacheReadTokens: 10 }
    const change = Date.UTC(2026, 9, 7)
    expect([change - 1, change].map(atMs => cost(MODEL, read, false, atMs))).toEqual([2_000_000, 1_000_000])
  })

  it('a model without a price is refused, never free', () => {
    expect(() => cost('claude-sonnet-9')).toThrow(RangeError)
  })
})

it('a marked prefix is written once and read by the next request, at their prices', async () => {
  await using anthropic = await startAnthropic({ policy: fixedAnswer('1234') })
  const rubric = 'r'.repeat(4 * 1500)
  const judge = (item: string) =>
    anthropic.client.messages.create({
      ...HELLO,
      system: [{ type: 'text', text: rubric, cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: item }],
    })
  const first = await judge('a')
  const second = await judge('b')
  expect([first.usage, second.usage]).toMatchObject([
    { input_tokens: 2, cache_creation_input_tokens: 1500, cache_read_input_tokens: 0 },
    { input_tokens: 2, cache_creation_input_tokens: 0, cache_read_input_tokens: 1500 },
  ])
  const perToken = (dollars: number): number => dollars * 1_000_000
  expect(anthropic.billing.charges.map(charge => charge.picoUsd)).toEqual([
    2 * perToken(2) + 1500 * perToken(2.5) + perToken(10),
    2 * perToken(2) + 1500 * perToken(0.1) + perToken(10),
  ])
  await anthropic.clock.advance(5 * 60_000)
  expect((await judge('c')).usage.cache_read_input_tokens).toBe(0)
})

it('requests in flight together do not read what none of them has written yet', async () => {
  await using anthropic = await startAnthropic({ latencyMs: 200 })
  const system = [
    { type: 'text' as const, text: 'r'.repeat(8000), cache_control: { type: 'ephemeral' as const } },
  ]
  const three = await Promise.all([1, 2, 3].map(() => anthropic.client.messages.create({ ...HELLO, system })))
  const fourth = await anthropic.client.messages.create({ ...HELLO, system })
  expect([...three, fourth].map(({ usage }) => usage.cache_read_input_tokens)).toEqual([0, 0, 0, 2000])
})

it('a client that leaves is charged all the same', async () => {
  const clock = createVirtualClock()
  await using anthropic = await startAnthropic({ clock, latencyMs: 1000 })
  const stop = new AbortController()
  const leaving = anthropic.client.messages.create(HELLO, { signal: stop.signal })
  await until(() => anthropic.billing.charges.length === 1)
  stop.abort()
  await expect(leaving).rejects.toThrow('aborted')
  await until(() => anthropic.requests.records[0]?.outcome === 'cut')
  await clock.advance(1000)
  expect(anthropic.billing.totalPicoUsd()).toBe(costOfHello())
})

it('a hundred calls at once are billed to the pico-dollar, in virtual time', async () => {
  await using anthropic = await startAnthropic({ latencyMs: 200 })
  const calls = Array.from({ length: 100 }, () => anthropic.client.messages.create(HELLO))
  const usages = (await Promise.all(calls)).map(message => message.usage)
  const expected = usages.reduce((sum, u) => sum + u.input_tokens * 2e6 + u.output_tokens * 10e6, 0)
  expect(anthropic.billing.totalPicoUsd()).toBe(expected)
  expect(anthropic.clock.nowMs() - NOW_MS).toBe(200)
})

it('the model that answers is the one that is billed', async () => {
  await using anthropic = await startAnthropic({ resolvedModelOf: () => 'claude-opus-5-5' })
  expect((await anthropic.client.messages.create(HELLO)).model).toBe('claude-opus-5-5')
  expect(anthropic.billing.totalPicoUsd()).toBe(costOfHello() * 2)
})

it('an undated name is answered and billed under the dated one, whichever was asked for', async () => {
  await using anthropic = await startAnthropic()
  const dated = 'claude-haiku-4-5-20251001'
  const replies = await Promise.all(
    ['claude-haiku-4-5', dated].map(model => anthropic.client.messages.create({ ...HELLO, model })),
  )
  expect(replies.map(reply => reply.model)).toEqual([dated, dated])
  expect(anthropic.billing.totalPicoUsd()).toBe(costOfHello())
  const wrong = anthropic.client.messages.create({ ...HELLO, model: 'claude-haiku-4-5-20990101' })
  await expect(wrong).rejects.toMatchObject({ status: 404 })
})

it('the fourth of four calls at once is one too many for a key with three places', async () => {
  await using anthropic = await startAnthropic({ latencyMs: 50, limits: { concurrency: 3 } })
  const four = await Promise.allSettled([1, 2, 3, 4].map(() => anthropic.client.messages.create(HELLO)))
  expect(four.filter(call => call.status === 'fulfilled')).toHaveLength(3)
  expect(four.find(call => call.status === 'rejected')?.reason).toMatchObject({ status: 429 })
  expect(anthropic.billing.charges).toHaveLength(3)
})

function costOfHello(): number {
  const tokens = Math.ceil('user: hello'.length / 4)
  return tokens * 2_000_000 + 2 * 10_000_000
}
