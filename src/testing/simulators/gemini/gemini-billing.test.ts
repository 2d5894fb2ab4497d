import { describe, expect, it } from 'vitest'
import { type AnswerPlan, textAnswer } from '../core/answer.ts'
import { KEY, startGemini } from './__fixtures__/start-gemini.ts'
import { geminiCost } from './gemini-prices.ts'

const RUBRIC = 'r'.repeat(4 * 1500)
const method = 'gemini-2.5-flash:generateContent'

function request(question: string): object {
  return {
    systemInstruction: { parts: [{ text: RUBRIC }] },
    contents: [{ role: 'user', parts: [{ text: question }] }],
  }
}

type Reply = {
  readonly candidates?: readonly object[]
  readonly promptFeedback?: object
  readonly usageMetadata: { readonly [count: string]: number | undefined }
}

type Gemini = Awaited<ReturnType<typeof startGemini>>

async function replyTo(gemini: Gemini, question: string): Promise<Reply> {
  return (await (await gemini.post(method, request(question))).json()) as Reply
}

it('a repeated prefix is read from the cache and cheaper, until it expires; the count includes it', async () => {
  await using gemini = await startGemini(() => textAnswer('yes', 30))
  const first = await replyTo(gemini, 'One?')
  const second = await replyTo(gemini, 'Two?')
  await gemini.clock.advance(3_600_000)
  const late = await replyTo(gemini, 'Ten?')
  const cached = [first, second, late].map(reply => reply.usageMetadata.cachedContentTokenCount)
  expect(cached).toEqual([undefined, 1280, undefined])
  expect(second.usageMetadata.promptTokenCount).toBe(first.usageMetadata.promptTokenCount)
  const uncached = (first.usageMetadata.promptTokenCount ?? 0) * 300_000 + 31 * 2_500_000
  const charges = gemini.simulator.billing.charges.map(charge => charge.picoUsd)
  expect(charges).toEqual([uncached, uncached - 1280 * (300_000 - 30_000), uncached])
})

const ODD: readonly (readonly [AnswerPlan, object, number])[] = [
  [{ kind: 'blocked' }, { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }, 0],
  [{ kind: 'refusal', explanation: 'No, thanks' }, { candidates: [{ finishReason: 'SAFETY' }] }, 3],
]

it.each(ODD)('%j is a 200, charged for prompt and output', async (plan, body, outputTokens) => {
  await using gemini = await startGemini(() => plan)
  const response = await gemini.post(method, request('One?'))
  const reply = (await response.json()) as Reply
  const { usageMetadata, ...rest } = reply
  expect([response.status, rest]).toMatchObject([200, body])
  expect('candidates' in rest).toBe(!('promptFeedback' in rest))
  const promptTokens = usageMetadata.promptTokenCount ?? 0
  expect(gemini.simulator.billing.totalPicoUsd()).toBe(promptTokens * 300_000 + outputTokens * 2_500_000)
})

it('a model that breaks down is a 500 and not charged', async () => {
  await using gemini = await startGemini(() => ({ kind: 'failed', message: 'It broke.' }))
  expect((await gemini.post(method, request('One?'))).status).toBe(500)
  expect(gemini.simulator.billing.charges).toEqual([])
})

it('a client that leaves while the model works is charged all the same', async () => {
  await using gemini = await startGemini(undefined, { latencyMs: 200 })
  const leaving = new AbortController()
  const asked = gemini.post(method, request('One?'), leaving.signal)
  while (gemini.clock.sleeperCount() === 0) await new Promise(resolve => setImmediate(resolve))
  leaving.abort()
  await expect(asked).rejects.toThrow('abort')
  expect(gemini.simulator.billing.charges.map(charge => [charge.endpoint, charge.key])).toEqual([
    ['generate', KEY],
  ])
})

describe('errors say in the body what other vendors say in headers', () => {
  it.each([
    ['the limit of a minute', { kind: 'rate-limit', retryAfter: '17' }, 429, 'PerMinute', '17s'],
    ['a limit without a time', { kind: 'rate-limit' }, 429, 'PerMinute', undefined],
    ['the quota of a day', { kind: 'quota-exhausted' }, 429, 'PerDay', '36000s'],
  ] as const)('%s', async (_what, fault, status, window, delay) => {
    await using gemini = await startGemini(undefined, {
      faults: [{ endpoint: 'generate', when: { call: 1 }, ...fault }],
    })
    const response = await gemini.post(method, request('One?'))
    const { error } = (await response.json()) as { error: { details: Record<string, unknown>[] } }
    const [quota, retry] = error.details
    expect(response.status).toBe(status)
    expect(quota).toMatchObject({ violations: [{ quotaId: expect.stringContaining(window) }] })
    expect(retry?.retryDelay).toBe(delay)
    const headers = [...response.headers.keys()]
    expect(headers.filter(name => name.includes('ratelimit') || name === 'retry-after')).toEqual([])
  })

  it.each([
    ['overloaded', 503, 'UNAVAILABLE'],
    ['server-error', 500, 'INTERNAL'],
    ['timeout-after-work', 504, 'DEADLINE_EXCEEDED'],
  ] as const)('%s is %d', async (kind, code, status) => {
    await using gemini = await startGemini(undefined, {
      faults: [{ endpoint: 'generate', when: { call: 1 }, kind }],
    })
    const response = await gemini.post(method, request('One?'))
    expect(await response.json()).toMatchObject({ error: { code, status } })
    expect(gemini.simulator.billing.charges).toHaveLength(kind === 'timeout-after-work' ? 1 : 0)
  })
})

it.each([
  ['gemini-2.5-pro', 200_000, Date.UTC(2026, 11, 31), [1.25, 0.125, 10]],
  ['gemini-2.5-pro', 200_001, Date.UTC(2026, 11, 31), [2.5, 0.25, 15]],
  ['gemini-3.8-flash', 200_001, Date.UTC(2027, 0, 1) - 1, [0.75, 0.075, 3.75]],
  ['gemini-3.8-flash', 200_001, Date.UTC(2027, 0, 1), [1.5, 0.15, 7.5]],
])(
  '%s with %d prompt tokens at %d costs as listed',
  (model, promptTokens, atMs, [input = 0, read = 0, output = 0]) => {
    const usage = {
      inputTokens: promptTokens - 10,
      cacheReadTokens: 10,
      cacheWriteTokens: {},
      outputTokens: 7,
      reasoningTokens: 3,
    }
    const listed = Math.round(((promptTokens - 10) * input + 10 * read + 7 * output) * 1e6)
    expect(geminiCost({ model, usage, isBatch: false, atMs })).toBe(listed)
    expect(geminiCost({ model, usage, isBatch: true, atMs })).toBe(listed / 2)
  },
)

it('the version that answers can change, and the reply names it', async () => {
  await using gemini = await startGemini(undefined, {
    resolvedModelOf: (model, atMs) => (atMs > Date.UTC(2026, 10, 24) ? `${model}-002` : model),
  })
  const version = async (): Promise<unknown> => {
    const reply = await gemini.client.models.generateContent({ model: 'gemini-2.5-flash', contents: 'x' })
    return reply.modelVersion
  }
  const before = await version()
  await gemini.clock.advance(25 * 3_600_000)
  expect([before, await version()]).toEqual(['gemini-2.5-flash', 'gemini-2.5-flash-002'])
})
