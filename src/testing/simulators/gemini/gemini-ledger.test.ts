import { expect, it } from 'vitest'
import { createGuardedFetch } from '../../../models/egress/guarded-fetch.ts'
import { costOf } from '../../../models/prices/cost-of.ts'
import { priceRowOf } from '../../../models/prices/price-of.ts'
import { shippedPrices } from '../../../models/prices/shipped-prices.ts'
import { createSdkLanguageModel } from '../../../models/sdk/create-sdk-language-model.ts'
import { textAnswer } from '../core/answer.ts'
import { KEY, startGemini } from './__fixtures__/start-gemini.ts'

it.each([
  // Flash of 2.5 is asked not to think.
  ['gemini-2.5-flash', 0],
  ['gemini-2.5-pro', 77],
  ['gemini-3.8-flash', 77],
])('by our adapter and price table %s costs what the simulator bills', async (name, thoughts) => {
  await using gemini = await startGemini(() => textAnswer('done', 77))
  const baseUrl = `${gemini.baseUrl}/v1beta`
  const model = createSdkLanguageModel({
    provider: 'google',
    model: name,
    apiKey: KEY,
    baseUrl,
    fetch: createGuardedFetch({ provider: 'google', baseUrl }),
    nowMs: gemini.clock.nowMs,
  })
  let ours = 0
  for (const text of ['one', 'two']) {
    const reply = await model.generate({
      purpose: 'judge',
      system: 'r'.repeat(20_000),
      messages: [{ role: 'user', text }],
      maxOutputTokens: 2048,
    })
    const row = priceRowOf(shippedPrices(), 'google', reply.resolvedModel ?? '', gemini.clock.nowMs())
    ours += (reply.usage && row && costOf(reply.usage, row)) ?? Number.NaN
  }
  const usages = gemini.simulator.billing.charges.map(charge => charge.usage)
  expect(usages.map(usage => usage.cacheReadTokens > 4_000)).toEqual([false, true])
  expect(usages.map(usage => usage.reasoningTokens)).toEqual([thoughts, thoughts])
  expect(ours).toBe(gemini.simulator.billing.totalPicoUsd())
})
