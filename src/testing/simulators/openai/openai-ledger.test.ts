import { expect, it } from 'vitest'
import { createGuardedFetch } from '../../../models/egress/guarded-fetch.ts'
import { costOf } from '../../../models/prices/cost-of.ts'
import { priceRowOf } from '../../../models/prices/price-of.ts'
import { shippedPrices } from '../../../models/prices/shipped-prices.ts'
import { createSdkLanguageModel } from '../../../models/sdk/create-sdk-language-model.ts'
import { textAnswer } from '../core/answer.ts'
import { KEY, startOpenAi } from './__fixtures__/start-openai.ts'

it.each([
  ['openai', 'gpt-4.1'],
  ['openai', 'gpt-5-nano'],
  ['openai', 'gpt-5.4'],
  ['openai', 'gpt-6-luna'],
  ['openai', 'gpt-6.1-terra'],
  ['openai-compatible', 'gpt-4.1-mini'],
] as const)('by our %s adapter and price table %s costs what the simulator bills', async (provider, name) => {
  await using openai = await startOpenAi(() => textAnswer('done', 77))
  const { baseURL: baseUrl, clock, simulator } = openai
  const model = createSdkLanguageModel({
    provider,
    model: name,
    apiKey: KEY,
    baseUrl,
    fetch: createGuardedFetch({ provider, baseUrl }),
    nowMs: clock.nowMs,
  })
  let ours = 0
  for (const text of ['one', 'two']) {
    const reply = await model.generate({
      purpose: 'judge',
      system: 'r'.repeat(20_000),
      messages: [{ role: 'user', text }],
      maxOutputTokens: 2048,
      cachePrefix: true,
    })
    const row = priceRowOf(shippedPrices(), 'openai', reply.resolvedModel ?? '', clock.nowMs())
    ours += (reply.usage && row && costOf(reply.usage, row)) ?? Number.NaN
  }
  const cached = simulator.billing.charges.map(charge => charge.usage.cacheReadTokens > 4_000)
  expect(cached).toEqual([false, true])
  expect(ours).toBe(simulator.billing.totalPicoUsd())
})
