import { describe, expect, it } from 'vitest'
import { fixedAnswer } from '../core/policies/simple-policies.ts'
import { HELLO, startAnthropic } from './__fixtures__/start-anthropic.ts'

const HOUR_MS = 3_600_000

function requestsOf(count: number) {
  return Array.from({ length: count }, (_, n) => ({ custom_id: `run1-${n}`, params: HELLO }))
}

type Started = Awaited<ReturnType<typeof startAnthropic>>

async function resultsOf({ client }: Started, id: string) {
  const lines = []
  for await (const line of await client.messages.batches.results(id)) lines.push(line)
  return lines
}

it('a batch is processed all at once, answered in another order, and costs half', async () => {
  await using anthropic = await startAnthropic({ policy: fixedAnswer('1234'), batchDurationMs: HOUR_MS })
  const created = await anthropic.client.messages.batches.create({ requests: requestsOf(20) })
  expect(created).toMatchObject({
    processing_status: 'in_progress',
    created_at: '2026-11-23T00:00:00.000Z',
    expires_at: '2026-11-24T00:00:00.000Z',
    results_url: null,
  })
  await anthropic.clock.advance(HOUR_MS - 1)
  const waiting = await anthropic.client.messages.batches.retrieve(created.id)
  expect(waiting.request_counts).toEqual({
    processing: 20,
    succeeded: 0,
    errored: 0,
    canceled: 0,
    expired: 0,
  })
  await anthropic.clock.advance(1)
  const ended = await anthropic.client.messages.batches.retrieve(created.id)
  expect(ended).toMatchObject({
    processing_status: 'ended',
    ended_at: '2026-11-23T01:00:00.000Z',
    request_counts: { processing: 0, succeeded: 20 },
  })
  const lines = await resultsOf(anthropic, created.id)
  const ids = lines.map(line => line.custom_id)
  const handedIn = requestsOf(20).map(request => request.custom_id)
  expect(ids).not.toEqual(handedIn)
  expect(ids.toSorted()).toEqual(handedIn.toSorted())
  expect(lines[0]?.result).toMatchObject({ type: 'succeeded', message: { usage: { service_tier: 'batch' } } })
  // 3 tokens in at $2, 1 out at $10 per million, half of it, twenty times.
  expect(anthropic.billing.totalPicoUsd()).toBe((20 * (3 * 2 + 10) * 1_000_000) / 2)
})

it('one bad request among good ones is an errored line and free', async () => {
  await using anthropic = await startAnthropic()
  const requests = [
    { custom_id: 'good', params: HELLO },
    { custom_id: 'warm', params: { ...HELLO, max_tokens: 0 } },
    { custom_id: 'hot', params: { ...HELLO, temperature: 0 } },
  ]
  const { id } = await anthropic.client.messages.batches.create({ requests })
  await anthropic.clock.advance(HOUR_MS)
  const types = new Map((await resultsOf(anthropic, id)).map(line => [line.custom_id, line.result]))
  expect(types.get('good')).toMatchObject({ type: 'succeeded' })
  expect(types.get('hot')).toEqual({
    type: 'errored',
    error: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'temperature: Extra inputs are not permitted' },
      request_id: null,
    },
  })
  expect(types.get('warm')).toMatchObject({ type: 'errored' })
  expect(anthropic.billing.charges.map(charge => charge.requestId)).toEqual([`${id}/good`])
})

it('a cancelled batch keeps and bills what was done', async () => {
  await using anthropic = await startAnthropic({ batchDurationMs: HOUR_MS })
  const { batches } = anthropic.client.messages
  const { id } = await batches.create({ requests: requestsOf(10) })
  await anthropic.clock.advance(HOUR_MS / 2)
  expect((await batches.cancel(id)).processing_status).toBe('canceling')
  await anthropic.clock.advance(1000)
  expect((await batches.retrieve(id)).request_counts).toMatchObject({ succeeded: 5, canceled: 5 })
  expect(anthropic.billing.charges).toHaveLength(5)
  await expect(batches.cancel(id)).rejects.toMatchObject({ status: 400 })
})

it('a batch that would take two days expires after one', async () => {
  await using anthropic = await startAnthropic({ batchDurationMs: 48 * HOUR_MS })
  const { id } = await anthropic.client.messages.batches.create({ requests: requestsOf(10) })
  await anthropic.clock.advance(24 * HOUR_MS)
  const { request_counts } = await anthropic.client.messages.batches.retrieve(id)
  expect(request_counts).toMatchObject({ succeeded: 5, expired: 5 })
  expect(anthropic.billing.charges).toHaveLength(5)
})

it('a batch whose creation got no answer is listed, works on and is paid', async () => {
  await using anthropic = await startAnthropic({
    faults: [{ kind: 'reset-before-headers', endpoint: 'batches.create', when: { call: 1 } }],
  })
  const { batches } = anthropic.client.messages
  await expect(batches.create({ requests: requestsOf(2) })).rejects.toThrow('Connection error')
  const { data } = await batches.list()
  expect(data.map(batch => batch.request_counts.processing)).toEqual([2])
  await anthropic.clock.advance(HOUR_MS)
  expect(anthropic.billing.charges).toHaveLength(2)
})

it('a client that polls on an automatic clock gets through an hour at once', async () => {
  await using anthropic = await startAnthropic()
  const { batches } = anthropic.client.messages
  const { id } = await batches.create({ requests: requestsOf(1) })
  let polls = 0
  while ((await batches.retrieve(id)).processing_status !== 'ended') {
    polls += 1
    await anthropic.clock.sleep(60_000)
  }
  expect(polls).toBe(60)
})

it('a scripted error inside a batch strikes one item', async () => {
  await using anthropic = await startAnthropic({
    faults: [
      { kind: 'server-error', endpoint: 'batches.item', when: { call: 2 } },
      { kind: 'refusal', endpoint: 'batches.item', when: { call: 3 } },
    ],
  })
  const { id } = await anthropic.client.messages.batches.create({ requests: requestsOf(3) })
  await anthropic.clock.advance(HOUR_MS)
  const results = new Map((await resultsOf(anthropic, id)).map(line => [line.custom_id, line.result]))
  expect(results.get('run1-1')).toMatchObject({ type: 'errored', error: { error: { type: 'api_error' } } })
  expect(results.get('run1-2')).toMatchObject({ type: 'succeeded', message: { stop_reason: 'refusal' } })
})

describe('the list of batches', () => {
  it('is walked page by page, newest first, by the official client', async () => {
    await using anthropic = await startAnthropic()
    const { batches } = anthropic.client.messages
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) made.push((await batches.create({ requests: requestsOf(1) })).id)
    const seen: string[] = []
    for await (const batch of batches.list({ limit: 2 })) seen.push(batch.id)
    expect(seen).toEqual(made.toReversed())
    const [newest, next] = seen
    const before = await batches.list({ before_id: next ?? '', limit: 2 })
    expect([before.data.map(batch => batch.id), before.has_more]).toEqual([[newest], false])
  })

  it('holds what the key made, and no more after it was deleted', async () => {
    await using anthropic = await startAnthropic()
    const { batches } = anthropic.client.messages
    const { id } = await batches.create({ requests: requestsOf(1) })
    await expect(batches.delete(id)).rejects.toMatchObject({ status: 400 })
    const stranger = anthropic.client.withOptions({ apiKey: 'another' })
    await expect(stranger.messages.batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
    expect((await stranger.messages.batches.list()).data).toEqual([])
    await anthropic.clock.advance(HOUR_MS)
    expect(await batches.delete(id)).toEqual({ id, type: 'message_batch_deleted' })
    await expect(batches.retrieve(id)).rejects.toMatchObject({ status: 404 })
  })
})

it.each([
  ['the same id twice', [...requestsOf(1), ...requestsOf(1)]],
  ['an id with a space', [{ custom_id: 'a b', params: HELLO }]],
  ['nothing', []],
])('a batch of %s is refused', async (_what, requests) => {
  await using anthropic = await startAnthropic()
  const creation = anthropic.client.messages.batches.create({ requests })
  await expect(creation).rejects.toMatchObject({ status: 400 })
})
