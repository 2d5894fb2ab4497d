import { expect, it } from 'vitest'
import type { RedactedText } from '../../records/redacted-text.ts'
import { type Answer, sendJson, serve } from '../__fixtures__/serve.ts'
import { vectorOf } from '../__fixtures__/serve-openai-embeddings.ts'
import { createProviderEmbeddingModel } from '../create-provider-embedding-model.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import { shippedPrices } from '../prices/shipped-prices.ts'
import { createRunLedger } from '../spend/create-run-ledger.ts'

type BatchRequest = {
  readonly requests: readonly {
    readonly content: { readonly parts: readonly { readonly text: string }[] }
    readonly outputDimensionality: number
  }[]
}

/** The Gemini API's answer: vectors in order, shortened ones not of unit length, no tokens counted. */
const honest: Answer = (received, response) => {
  const { requests }: BatchRequest = JSON.parse(received.body)
  sendJson(response, 200, {
    embeddings: requests.map(({ content, outputDimensionality }) => ({
      values: [...vectorOf(content.parts[0]?.text ?? '', outputDimensionality).map(value => value * 0.7)],
    })),
  })
}

async function workbench(model = 'gemini-embedding-001', faults: readonly Answer[] = []) {
  let requests = 0
  const server = await serve((received, response) => (faults[requests++] ?? honest)(received, response))
  const ledger = createRunLedger()
  const waits: number[] = []
  const warnings: string[] = []
  const embedding = createProviderEmbeddingModel({
    provider: 'google',
    model,
    dimensions: 6,
    apiKey: 'AIza-canary',
    baseUrl: `${server.origin}/v1beta`,
    fetch: createGuardedFetch({ provider: 'google', baseUrl: server.origin }),
    sleep: async ms => {
      waits.push(ms)
    },
    nowMs: () => Date.UTC(2026, 10, 24),
    ledger,
    prices: shippedPrices(),
    onWarning: warning => warnings.push(warning),
  })
  return { server, ledger, waits, warnings, embedding, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

function numbered(count: number): readonly RedactedText[] {
  return Array.from({ length: count }, (_, index) => `request ${index}` as RedactedText)
}

function exhausted(details: readonly object[]): Answer {
  return (_received, response) =>
    sendJson(response, 429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED', details } })
}

it('sends what the API documents, with the key in a header and never in the address', async () => {
  await using bench = await workbench()
  await bench.embedding.embed(numbered(1))
  const [received] = bench.server.received
  expect(received?.path).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents')
  expect(received?.headers['x-goog-api-key']).toBe('AIza-canary')
  expect(JSON.parse(received?.body ?? '')).toEqual({
    requests: [
      {
        model: 'models/gemini-embedding-001',
        content: { role: 'user', parts: [{ text: 'request 0' }] },
        taskType: 'CLUSTERING',
        outputDimensionality: 6,
      },
    ],
  })
})

it('names no task to a model that takes none', async () => {
  await using bench = await workbench('gemini-embedding-2')
  await bench.embedding.embed(numbered(1))
  expect(bench.server.received[0]?.body).not.toContain('taskType')
})

it('holds at most 100 texts in a request and brings rows back in order at unit length', async () => {
  await using bench = await workbench()
  const { data, rows } = await bench.embedding.embed(numbered(201))
  expect(rows).toBe(201)
  expect(bench.server.received.map(received => JSON.parse(received.body).requests.length)).toEqual([
    100, 100, 1,
  ])
  numbered(201).forEach((text, row) => {
    vectorOf(text, 6).forEach((value, index) => {
      expect(data[row * 6 + index]).toBeCloseTo(value, 6)
    })
  })
})

it('books an upper bound and says so, because the API counts no tokens', async () => {
  await using bench = await workbench()
  await bench.embedding.embed(numbered(2))
  expect(bench.ledger.totals()).toMatchObject({ settledPicoUsd: 18 * 150_000, estimatedCalls: 1 })
  expect(bench.warnings).toEqual([
    'google counts no tokens for embeddings: their cost is an upper bound, one token per byte',
  ])
})

it('waits as long as the body asks, since the API sends no retry-after', async () => {
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17s' }
  await using bench = await workbench('gemini-embedding-001', [exhausted([retry])])
  await bench.embedding.embed(numbered(1))
  expect(bench.waits).toEqual([17_000])
})

it.each([
  [
    'a quota per day',
    { quotaId: 'EmbedContentRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '1000' },
  ],
  ['a quota of zero', { quotaId: 'EmbedContentRequestsPerMinutePerProject', quotaValue: '0' }],
])('does not wait for %s', async (_what, violation) => {
  const quota = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] }
  await using bench = await workbench('gemini-embedding-001', [exhausted([quota])])
  await expect(bench.embedding.embed(numbered(1))).rejects.toMatchObject({
    reason: 'rate-limit',
    isRetryable: false,
    message: 'Expected an answer from google, got status 429 (RESOURCE_EXHAUSTED)',
  })
  expect(bench.server.received).toHaveLength(1)
})
