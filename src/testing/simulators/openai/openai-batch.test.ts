import { expect, it } from 'vitest'
import { textAnswer } from '../core/answer.ts'
import { startOpenAi } from './__fixtures__/start-openai.ts'

type OpenAi = Awaited<ReturnType<typeof startOpenAi>>

const HOUR_MS = 3_600_000

function chatLine(id: string, change: object = {}): object {
  const body = { model: 'gpt-5-mini', messages: [{ role: 'user', content: `Question ${id}.` }], ...change }
  return { custom_id: id, method: 'POST', url: '/v1/chat/completions', body }
}

async function startBatch({ client }: OpenAi, lines: readonly object[]) {
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  const file = await client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' })
  return await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    metadata: { run: 'r1' },
  })
}

async function linesOf({ client }: OpenAi, id: string | undefined) {
  const text = await (await client.files.content(id ?? 'none')).text()
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

function ids(lines: readonly { readonly custom_id: string }[]): readonly string[] {
  return lines.map(line => line.custom_id).toSorted()
}

const tenLines = Array.from({ length: 10 }, (_, index) => chatLine(`q${index}`))

it('a batch goes from validating over in_progress to completed, at half the price of the same calls', async () => {
  await using openai = await startOpenAi(() => textAnswer('yes', 10))
  const { batches } = openai.client
  const created = await startBatch(openai, [chatLine('a'), chatLine('b')])
  expect(created).toMatchObject({ status: 'validating', metadata: { run: 'r1' }, output_file_id: null })
  await openai.clock.advance(HOUR_MS / 4)
  expect(await batches.retrieve(created.id)).toMatchObject({
    status: 'in_progress',
    request_counts: { total: 2, completed: 0, failed: 0 },
  })
  await openai.clock.advance(HOUR_MS)
  const done = await batches.retrieve(created.id)
  expect(done).toMatchObject({
    status: 'completed',
    request_counts: { total: 2, completed: 2, failed: 0 },
    model: 'gpt-5-mini-2025-08-07',
    usage: { output_tokens: 22, output_tokens_details: { reasoning_tokens: 20 } },
    error_file_id: null,
  })
  const lines = await linesOf(openai, done.output_file_id)
  expect(ids(lines)).toEqual(['a', 'b'])
  expect(lines[0]).toMatchObject({
    response: { status_code: 200, body: { choices: [{ message: { content: 'yes' } }] } },
    error: null,
  })
  const input = done.usage?.input_tokens ?? 0
  expect(openai.simulator.billing.totalPicoUsd()).toBe((input * 250_000 + 22 * 2_000_000) / 2)
})

it('a line the endpoint rejects stands in the error file and costs nothing', async () => {
  await using openai = await startOpenAi(undefined, {
    faults: [{ endpoint: 'batches.item', when: { call: 3 }, kind: 'server-error' }],
  })
  const created = await startBatch(openai, [
    chatLine('good'),
    chatLine('bad', { temperature: 0 }),
    chatLine('broken'),
  ])
  await openai.clock.advance(2 * HOUR_MS)
  const done = await openai.client.batches.retrieve(created.id)
  expect(done.request_counts).toEqual({ total: 3, completed: 1, failed: 2 })
  const errors = await linesOf(openai, done.error_file_id)
  const statuses = Object.fromEntries(errors.map(line => [line.custom_id, line.response.status_code]))
  expect(statuses).toEqual({ bad: 400, broken: 500 })
  expect(openai.simulator.billing.charges).toHaveLength(1)
})

it('an expired batch has an output file of what was answered, and that is on the bill', async () => {
  await using openai = await startOpenAi(undefined, { batchDurationMs: 48 * HOUR_MS })
  const created = await startBatch(openai, tenLines)
  await openai.clock.advance(25 * HOUR_MS)
  const done = await openai.client.batches.retrieve(created.id)
  expect(done.status).toBe('expired')
  const answered = await linesOf(openai, done.output_file_id)
  const dropped = await linesOf(openai, done.error_file_id)
  expect(ids([...answered, ...dropped])).toEqual(ids(tenLines as { custom_id: string }[]))
  expect(dropped[0]).toMatchObject({ response: null, error: { code: 'batch_expired' } })
  expect(answered.length).toBe(4)
  expect(openai.simulator.billing.charges).toHaveLength(4)
})

it('a cancelled batch goes over cancelling, and what was answered before is kept and paid', async () => {
  await using openai = await startOpenAi()
  const { batches } = openai.client
  const created = await startBatch(openai, tenLines)
  await openai.clock.advance(HOUR_MS / 2)
  expect((await batches.cancel(created.id)).status).toBe('cancelling')
  await openai.clock.advance(HOUR_MS)
  const done = await batches.retrieve(created.id)
  expect(done.status).toBe('cancelled')
  expect(await linesOf(openai, done.output_file_id)).toHaveLength(4)
  expect(openai.simulator.billing.charges).toHaveLength(4)
  await expect(batches.cancel(created.id)).rejects.toMatchObject({ status: 409 })
})

it.each([
  ['no JSON', ['{'], 'invalid_json_line', 1],
  ['a repeated id', [chatLine('a'), chatLine('a')], 'duplicate_custom_id', 2],
  ['a second model', [chatLine('a'), chatLine('b', { model: 'gpt-5' })], 'mismatched_model', 2],
  ['another endpoint', [{ ...chatLine('a'), url: '/v1/responses' }], 'invalid_url', 1],
  ['nothing', [], 'empty_file', null],
])('a file with %s fails as a whole', async (_what, lines, code, line) => {
  await using openai = await startOpenAi()
  const text = lines.map(each => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n')
  const { client } = openai
  const file = await client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' })
  const created = await client.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  })
  await openai.clock.advance(HOUR_MS)
  expect(await client.batches.retrieve(created.id)).toMatchObject({
    status: 'failed',
    errors: { data: [{ code, line }] },
  })
  expect(openai.simulator.billing.charges).toEqual([])
})

it('a batch whose reply was lost is found again by its metadata', async () => {
  await using openai = await startOpenAi(undefined, {
    faults: [{ endpoint: 'batches.create', when: { call: 1 }, kind: 'reset-before-headers' }],
  })
  await expect(startBatch(openai, tenLines)).rejects.toThrow('Connection error')
  const listed = []
  for await (const batch of openai.client.batches.list({ limit: 1 })) listed.push(batch.metadata)
  expect(listed).toEqual([{ run: 'r1' }])
})

it('pages of the list follow each other without gap', async () => {
  await using openai = await startOpenAi()
  const created = []
  for (const id of ['a', 'b', 'c']) created.push((await startBatch(openai, [chatLine(id)])).id)
  const listed = []
  for await (const batch of openai.client.batches.list({ limit: 2 })) listed.push(batch.id)
  expect(listed).toEqual(created.toReversed())
})
