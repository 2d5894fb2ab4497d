import { expect, it } from 'vitest'
import { type AnswerPlan, textAnswer } from '../core/answer.ts'
import { KEY, startOpenAi } from './__fixtures__/start-openai.ts'
import { openAiCost } from './openai-prices.ts'

const RUBRIC = 'r'.repeat(4 * 1500)

function chat(model: string, question: string, more: object = {}): object {
  const messages = [
    { role: 'developer', content: RUBRIC },
    { role: 'user', content: question },
  ]
  return { model, messages, ...more }
}

type Usage = {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number }
}

type OpenAi = Awaited<ReturnType<typeof startOpenAi>>

async function usageOf(openai: OpenAi, body: object): Promise<Usage> {
  const response = await openai.post('chat/completions', body)
  return ((await response.json()) as { usage: Usage }).usage
}

it('a repeated prefix is read from the cache in steps of 128 tokens, cheaper, until it expires', async () => {
  await using openai = await startOpenAi(() => textAnswer('yes', 30))
  const first = await usageOf(openai, chat('gpt-5-mini', 'One?'))
  const second = await usageOf(openai, chat('gpt-5-mini', 'Two?'))
  expect([first, second].map(usage => usage.prompt_tokens_details.cached_tokens)).toEqual([0, 1408])
  const elsewhere = await usageOf(openai, chat('gpt-5-mini', 'Two?', { prompt_cache_key: 'b' }))
  await openai.clock.advance(3_600_000)
  const late = await usageOf(openai, chat('gpt-5-mini', 'Three?'))
  expect([elsewhere, late].map(usage => usage.prompt_tokens_details.cached_tokens)).toEqual([0, 0])
  const { charges } = openai.simulator.billing
  const uncached = first.prompt_tokens * 250_000 + 31 * 2_000_000
  expect(charges[0]?.picoUsd).toBe(uncached)
  expect(charges[1]?.picoUsd).toBe(uncached - 1408 * (250_000 - 25_000))
})

it('gpt-6 charges what it writes to the cache, and half an hour later writes again', async () => {
  await using openai = await startOpenAi()
  const first = await usageOf(openai, chat('gpt-6-luna', 'One?'))
  const second = await usageOf(openai, chat('gpt-6-luna', 'Two?'))
  await openai.clock.advance(31 * 60_000)
  const third = await usageOf(openai, chat('gpt-6-luna', 'Two?'))
  const written = first.prompt_tokens_details.cache_write_tokens
  expect(written).toBeGreaterThanOrEqual(1500)
  expect(second.prompt_tokens_details).toMatchObject({ cached_tokens: written, cache_write_tokens: 0 })
  expect(third.prompt_tokens_details).toMatchObject({ cached_tokens: 0, cache_write_tokens: written })
  const uncached = first.prompt_tokens - written
  expect(openai.simulator.billing.charges.map(charge => charge.picoUsd)).toEqual([
    uncached * 100_000 + written * 125_000 + 500_000,
    uncached * 100_000 + written * 10_000 + 500_000,
    uncached * 100_000 + written * 125_000 + 500_000,
  ])
})

it.each([272_000, 272_001])('of %d input tokens the whole request has its tier', inputTokens => {
  const usage = { inputTokens: inputTokens - 10, cacheReadTokens: 10, outputTokens: 7 }
  const rest = { cacheWriteTokens: {}, reasoningTokens: 3 }
  const cost = openAiCost({ model: 'gpt-5.4', usage: { ...usage, ...rest }, isBatch: false, atMs: 0 })
  const [input, read, output] = inputTokens > 272_000 ? [5, 0.5, 22.5] : [2.5, 0.25, 15]
  expect(cost).toBe(((inputTokens - 10) * input + 10 * read + 7 * output) * 1e6)
})

it('a model without a price is no gift', () => {
  const usage = {
    inputTokens: 1,
    cacheReadTokens: 0,
    cacheWriteTokens: {},
    outputTokens: 0,
    reasoningTokens: 0,
  }
  const cost = () => openAiCost({ model: 'gpt-5-mini-2', usage, isBatch: false, atMs: 0 })
  expect(cost).toThrow(RangeError)
})

it.each([
  ['500 after the work', 'server-error-after-work', 500],
  ['a reset before the headers', 'reset-before-headers', undefined],
  ['a body cut in half', 'truncated-json', 200],
] as const)('%s is charged', async (_what, kind, status) => {
  await using openai = await startOpenAi(undefined, {
    faults: [{ endpoint: 'chat', when: { call: 1 }, kind }],
  })
  const response = await openai.post('chat/completions', chat('gpt-5-mini', 'One?')).catch(() => undefined)
  expect(response?.status).toBe(status)
  expect(openai.simulator.billing.charges).toHaveLength(1)
})

it('a client that leaves while the model works is charged all the same', async () => {
  await using openai = await startOpenAi(undefined, { latencyMs: 200 })
  const leaving = new AbortController()
  const request = openai.post('responses', { model: 'gpt-5-mini', input: 'One?' }, leaving.signal)
  while (openai.clock.sleeperCount() === 0) await new Promise(resolve => setImmediate(resolve))
  leaving.abort()
  await expect(request).rejects.toThrow('abort')
  expect(openai.simulator.billing.charges.map(charge => [charge.endpoint, charge.key])).toEqual([
    ['responses', KEY],
  ])
})

const ODD: readonly (readonly [AnswerPlan, object, number])[] = [
  [
    { kind: 'refusal', explanation: 'No, thanks' },
    { finish_reason: 'stop', message: { content: null, refusal: 'No, thanks' } },
    3,
  ],
  [{ kind: 'blocked' }, { finish_reason: 'content_filter', message: { content: '' } }, 0],
]

it.each(ODD)('an answer %j is charged for what it wrote', async (plan, choice, outputTokens) => {
  await using openai = await startOpenAi(() => plan)
  const response = await openai.post('chat/completions', chat('gpt-5-mini', 'One?'))
  const body = (await response.json()) as { choices: object[]; usage: Usage }
  expect(body.choices[0]).toMatchObject(choice)
  expect(body.usage.completion_tokens).toBe(outputTokens)
  const cost = body.usage.prompt_tokens * 250_000 + outputTokens * 2_000_000
  expect(openai.simulator.billing.totalPicoUsd()).toBe(cost)
})

it('a scripted refusal or failure is in the answer of exactly that call', async () => {
  await using openai = await startOpenAi(undefined, {
    faults: [
      { endpoint: 'responses', when: { call: 1 }, kind: 'refusal' },
      { endpoint: 'responses', when: { call: 2 }, kind: 'failed-status' },
      { endpoint: 'responses', when: { call: 3 }, kind: 'blocked-prompt' },
    ],
  })
  const seen = []
  for (let call = 1; call <= 4; call += 1) {
    const { status, output } = await openai.client.responses.create({ model: 'gpt-5-mini', input: 'One?' })
    const part = output[0]?.type === 'message' ? output[0].content[0]?.type : undefined
    seen.push([status, part])
  }
  expect(seen).toEqual([
    ['completed', 'refusal'],
    ['failed', undefined],
    ['incomplete', undefined],
    ['completed', 'output_text'],
  ])
  // The failed one has no usage and no price.
  expect(openai.simulator.billing.charges).toHaveLength(3)
})

it('a rate limit says which one, and when to come back', async () => {
  await using openai = await startOpenAi(undefined, { limits: { requests: 1 } })
  const body = chat('gpt-5-mini', 'One?')
  await openai.post('chat/completions', body)
  const response = await openai.post('chat/completions', body)
  expect(await response.json()).toMatchObject({ error: { type: 'requests', code: 'rate_limit_exceeded' } })
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60'])
  expect(response.headers.get('x-ratelimit-reset-requests')).toBe('1m0s')
})

it('the model that answers can change, and the reply names it', async () => {
  await using openai = await startOpenAi(undefined, {
    resolvedModelOf: (model, atMs) => (atMs > Date.UTC(2026, 10, 24) ? 'gpt-5-mini-2026-11-24' : model),
  })
  const create = () => openai.client.responses.create({ model: 'gpt-5-mini', input: 'x' })
  const before = await create()
  await openai.clock.advance(25 * 3_600_000)
  expect([before.model, (await create()).model]).toEqual(['gpt-5-mini-2025-08-07', 'gpt-5-mini-2026-11-24'])
})
