import { expect, it } from 'vitest'
import { textAnswer } from '../core/answer.ts'
import { KEY, startGemini } from './__fixtures__/start-gemini.ts'

const HOUR_MS = 3_600_000
const model = 'gemini-2.5-flash'

function inlined(key: string, config: object = {}) {
  return { contents: `Question ${key}.`, metadata: { key }, config }
}

it('an inline batch goes from pending over running to succeeded, in order, at half price', async () => {
  await using gemini = await startGemini(() => textAnswer('yes', 9))
  const { batches } = gemini.client
  const src = [inlined('a'), inlined('b', { maxOutputTokens: 100_000 }), inlined('c')]
  const job = await batches.create({ model, src, config: { displayName: 'd' } })
  const name = job.name ?? ''
  expect(job.state).toBe('JOB_STATE_PENDING')
  await gemini.clock.advance(HOUR_MS / 2)
  expect((await batches.get({ name })).state).toBe('JOB_STATE_RUNNING')
  expect(gemini.simulator.billing.charges).toEqual([])
  await gemini.clock.advance(HOUR_MS)
  const done = await batches.get({ name })
  expect(done.state).toBe('JOB_STATE_SUCCEEDED')
  const [a, b, c] = done.dest?.inlinedResponses ?? []
  expect([a?.metadata, c?.metadata]).toEqual([{ key: 'a' }, { key: 'c' }])
  expect(a?.response?.candidates?.[0]?.content?.parts?.[0]?.text).toBe('yes')
  expect(b?.error).toMatchObject({ code: 400 })
  const prompt = a?.response?.usageMetadata?.promptTokenCount ?? 0
  expect(gemini.simulator.billing.totalPicoUsd()).toBe(prompt * 300_000 + 10 * 2_500_000)
  const raw = await fetch(`${gemini.baseUrl}/v1beta/${name}`, { headers: { 'x-goog-api-key': KEY } })
  expect(await raw.json()).toMatchObject({
    done: true,
    metadata: {
      state: 'BATCH_STATE_SUCCEEDED',
      batchStats: { requestCount: '3', successfulRequestCount: '2', failedRequestCount: '1' },
    },
  })
})

it('embeddings are batched inline', async () => {
  await using gemini = await startGemini()
  const { batches } = gemini.client
  const src = { inlinedRequests: { contents: ['a', 'b'], config: { outputDimensionality: 8 } } }
  const job = await batches.createEmbeddings({ model: 'gemini-embedding-001', src })
  await gemini.clock.advance(2 * HOUR_MS)
  const done = await batches.get({ name: job.name ?? '' })
  const values = done.dest?.inlinedEmbedContentResponses?.map(
    each => each.response?.embedding?.values?.length,
  )
  expect(values).toEqual([8, 8])
  expect(gemini.simulator.billing.totalPicoUsd()).toBe(2 * 75_000)
})

it('a cancelled and an expired batch have no output and no bill', async () => {
  await using gemini = await startGemini(undefined, { batchDurationMs: 50 * HOUR_MS })
  const { batches } = gemini.client
  const [first, second] = [
    await batches.create({ model, src: [inlined('a')] }),
    await batches.create({ model, src: [inlined('b')] }),
  ]
  await gemini.clock.advance(HOUR_MS)
  await batches.cancel({ name: first.name ?? '' })
  await gemini.clock.advance(48 * HOUR_MS)
  const states = []
  for await (const job of await batches.list({ config: { pageSize: 1 } }))
    states.push([job.name, job.state, job.dest])
  expect(states).toEqual([
    [second.name, 'JOB_STATE_EXPIRED', undefined],
    [first.name, 'JOB_STATE_CANCELLED', undefined],
  ])
  expect(gemini.simulator.billing.charges).toEqual([])
  await batches.delete({ name: first.name ?? '' })
  await expect(batches.get({ name: first.name ?? '' })).rejects.toMatchObject({ status: 404 })
})

it('a file that is none of a batch fails the job', async () => {
  await using gemini = await startGemini()
  const file = new Blob(['{"no":"key"}\n'], { type: 'application/jsonl' })
  const { name: src = '' } = await gemini.client.files.upload({ file })
  const job = await gemini.client.batches.create({ model, src })
  await gemini.clock.advance(HOUR_MS)
  expect((await gemini.client.batches.get({ name: job.name ?? '' })).state).toBe('JOB_STATE_FAILED')
})

it('a batch whose reply was lost is found again by its display name, and was paid for', async () => {
  await using gemini = await startGemini(undefined, {
    faults: [{ endpoint: 'batches.create', when: { call: 1 }, kind: 'reset-before-headers' }],
  })
  const { batches } = gemini.client
  const creating = batches.create({ model, src: [inlined('a')], config: { displayName: 'run-7' } })
  await expect(creating).rejects.toThrow('fetch failed')
  await gemini.clock.advance(2 * HOUR_MS)
  const names = []
  for await (const job of await batches.list()) names.push(job.displayName)
  expect(names).toEqual(['run-7'])
  expect(gemini.simulator.billing.charges).toHaveLength(1)
})
