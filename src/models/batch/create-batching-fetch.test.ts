import { expect, it } from 'vitest'
import { InvariantError } from '../../errors/invariant-error.ts'
import {
  createAnthropicSimulator,
  createOpenAiSimulator,
  createVirtualClock,
  echo,
} from '../../testing/index.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import { ANTHROPIC_DIALECT } from '../sdk/anthropic-dialect.ts'
import { createSdkLanguageModel } from '../sdk/create-sdk-language-model.ts'
import { OPENAI_DIALECT } from '../sdk/openai-dialect.ts'
import { askAll, aVote, memoryRows } from './__fixtures__/batch-bench.ts'
import { ANTHROPIC_BATCHES } from './anthropic-batches.ts'
import { createBatchJournal } from './batch-journal.ts'
import type { BatchProtocol } from './batch-protocol.ts'
import { createBatchingFetch } from './create-batching-fetch.ts'
import { OPENAI_BATCHES } from './openai-batches.ts'

const HOUR_MS = 3_600_000

it('requests that begin alike are next to each other, so that much more is cached than in the order of arrival', async () => {
  const shares: number[] = []
  for (const promptOf of [OPENAI_BATCHES.promptOf, () => []]) {
    const clock = createVirtualClock({ autoAdvance: true })
    await using vendor = await createOpenAiSimulator({ clock, policy: echo(), batchDurationMs: 20 * HOUR_MS })
    const baseUrl = `${vendor.baseUrl}/v1`
    const fetch = createBatchingFetch({
      provider: 'openai',
      protocol: { ...OPENAI_BATCHES, promptOf },
      failureOf: OPENAI_DIALECT.failureOf,
      fetch: createGuardedFetch({ provider: 'openai', baseUrl }),
      runId: 'run-1',
      journal: createBatchJournal(memoryRows(), 'run-1'),
      nowMs: clock.nowMs,
      sleep: (ms, signal) => clock.sleep(20 * ms, signal),
    })
    const options = { model: 'gpt-5-mini', apiKey: 'key', baseUrl, nowMs: clock.nowMs, fetch }
    const model = createSdkLanguageModel({ provider: 'openai', ...options })
    // Eight structures in turn, ten requests of each.
    const requests = Array.from({ length: 80 }, (_, n) =>
      aVote(n, { system: `Structure ${n % 8}. ${'Weigh it. '.repeat(800)}` }),
    )
    await askAll(model, requests)
    const cached = vendor.billing.charges.filter(({ usage }) => usage.cacheReadTokens > 0)
    shares.push(cached.length / vendor.billing.charges.length)
  }
  // Four requests an hour: in turn none comes again before it is forgotten; sorted, three of four find the one before.
  expect(shares).toEqual([expect.closeTo(0.7, 1), 0])
})

async function twoBatches(maxItems: number) {
  const clock = createVirtualClock({ autoAdvance: true })
  const vendor = await createAnthropicSimulator({ clock, policy: echo() })
  const baseUrl = `${vendor.baseUrl}/v1`
  const protocol: BatchProtocol = { ...ANTHROPIC_BATCHES, limits: { ...ANTHROPIC_BATCHES.limits, maxItems } }
  const fetch = createBatchingFetch({
    provider: 'anthropic',
    protocol,
    failureOf: ANTHROPIC_DIALECT.failureOf,
    fetch: createGuardedFetch({ provider: 'anthropic', baseUrl }),
    runId: 'run-1',
    journal: createBatchJournal(memoryRows(), 'run-1'),
    nowMs: clock.nowMs,
    sleep: clock.sleep,
  })
  return { vendor, fetch, baseUrl, clock }
}

it('more requests than fit one batch become several, which are waited for side by side', async () => {
  const { vendor, fetch, baseUrl, clock } = await twoBatches(4)
  await using _ = vendor
  const model = createSdkLanguageModel({
    provider: 'anthropic',
    model: 'claude-sonnet-4-6',
    apiKey: 'key',
    baseUrl,
    nowMs: clock.nowMs,
    fetch,
  })
  const settled = await askAll(
    model,
    Array.from({ length: 10 }, (_each, n) => aVote(n)),
  )
  expect(settled.map(each => each.status)).toEqual(Array(10).fill('fulfilled'))
  expect(vendor.requests.count('batches.create')).toBe(3)
  expect(vendor.billing.charges.at(-1)?.atMs).toBeLessThan(Date.UTC(2026, 10, 23) + 1.1 * HOUR_MS)
})

it('custom ids carry the run and the request, fit Anthropic, and tell nothing else', async () => {
  const { vendor, fetch, baseUrl, clock } = await twoBatches(4)
  await using _ = vendor
  const options = { model: 'claude-sonnet-4-6', apiKey: 'key', baseUrl, nowMs: clock.nowMs, fetch }
  const model = createSdkLanguageModel({ provider: 'anthropic', ...options })
  await askAll(model, [aVote(1), aVote(2), aVote(1)])
  const created = vendor.requests.records.find(({ endpoint }) => endpoint === 'batches.create')
  const { requests } = JSON.parse(created?.body ?? '{}') as { requests: { custom_id: string }[] }
  const ids = requests.map(request => request.custom_id)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{16}-\d+$/)
  expect(new Set(ids.map(id => id.slice(0, 8))).size).toBe(1)
  expect(ids.map(id => id.slice(26)).toSorted()).toEqual(['0', '0', '1'])
})

it('anything but a live call is our mistake', async () => {
  const { vendor, fetch, baseUrl } = await twoBatches(4)
  await using _ = vendor
  await expect(fetch(`${baseUrl}/models`)).rejects.toBeInstanceOf(InvariantError)
  await expect(fetch(`${baseUrl}/messages/count_tokens`, { body: '{}' })).rejects.toBeInstanceOf(
    InvariantError,
  )
})
