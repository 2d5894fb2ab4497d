import { expect, it } from 'vitest'
import type { RedactedText } from '../../records/redacted-text.ts'
import { type Answer, sendJson } from '../__fixtures__/serve.ts'
import { parsed, serveOpenAiEmbeddings } from '../__fixtures__/serve-openai-embeddings.ts'
import { createGuardedFetch } from '../egress/guarded-fetch.ts'
import { createRunLedger } from '../spend/create-run-ledger.ts'
import {
  type CompatibleEmbeddingOptions,
  createCompatibleEmbeddingModel,
} from './create-compatible-embedding-model.ts'

async function modelOn(
  server: { readonly baseUrl: string },
  changes: Partial<CompatibleEmbeddingOptions> = {},
) {
  const ledger = createRunLedger()
  const model = await createCompatibleEmbeddingModel({
    baseUrl: server.baseUrl,
    model: 'nomic-embed-text',
    dimensions: undefined,
    apiKey: 'sk-test',
    inputPicoUsd: 0,
    batchSize: 2,
    fetch: createGuardedFetch({ provider: 'openai-compatible', baseUrl: server.baseUrl }),
    sleep: async () => undefined,
    nowMs: () => 0,
    ledger,
    onWarning: () => undefined,
    ...changes,
  })
  return { model, ledger }
}

const texts = ['a', 'b', 'c'] as readonly string[] as readonly RedactedText[]

it('learns the size from the server when the config names none, and asks for none', async () => {
  await using server = await serveOpenAiEmbeddings({ model: 'nomic-embed-text' })
  const { model } = await modelOn(server)
  expect(model.dimensions).toBe(3_072)
  expect((await model.embed(texts)).columns).toBe(3_072)
  expect(server.received.every(received => parsed(received).dimensions === undefined)).toBe(true)
})

it('asks for the configured size, for numbers every server knows, in batches of the configured count', async () => {
  await using server = await serveOpenAiEmbeddings({ model: 'nomic-embed-text' })
  const { model } = await modelOn(server, { dimensions: 4 })
  await model.embed(texts)
  expect(server.received.map(parsed)).toEqual([
    { model: 'nomic-embed-text', input: ['a', 'b'], dimensions: 4, encoding_format: 'float' },
    { model: 'nomic-embed-text', input: ['c'], dimensions: 4, encoding_format: 'float' },
  ])
})

it('reads replies without index, model and usage, as small servers send them', async () => {
  const bare: Answer = (_received, response) =>
    sendJson(response, 200, { data: [{ embedding: [3, 4] }, { embedding: [0, 2] }] })
  await using server = await serveOpenAiEmbeddings({ faults: [bare] })
  const { model, ledger } = await modelOn(server, { dimensions: 2 })
  const { data } = await model.embed(texts.slice(0, 2))
  expect([...data]).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 1])
  expect(ledger.totals().settledPicoUsd).toBe(0)
})

it('sends no authorization without a key', async () => {
  await using server = await serveOpenAiEmbeddings()
  await expect(modelOn(server, { apiKey: undefined })).rejects.toMatchObject({ reason: 'auth' })
  expect(server.received[0]?.headers).not.toHaveProperty('authorization')
})

it('books the configured price', async () => {
  await using server = await serveOpenAiEmbeddings({ model: 'nomic-embed-text' })
  const { model, ledger } = await modelOn(server, { dimensions: 2, inputPicoUsd: 7 })
  await model.embed(texts)
  expect(ledger.totals().settledPicoUsd).toBe(server.billed.tokens * 7)
})

it('is another space on another server, since nothing says that it serves the same weights', async () => {
  await using one = await serveOpenAiEmbeddings()
  await using two = await serveOpenAiEmbeddings()
  const ids = await Promise.all([
    modelOn(one, { dimensions: 2 }),
    modelOn(one, { dimensions: 2, baseUrl: `${one.baseUrl}/` }),
    modelOn(two, { dimensions: 2 }),
    modelOn(one, { dimensions: 3 }),
  ])
  const [first, slash, other, larger] = ids.map(({ model }) => model.modelId)
  expect(slash).toBe(first)
  expect(new Set([first, other, larger]).size).toBe(3)
})
