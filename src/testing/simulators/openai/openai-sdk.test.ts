import { expect, it } from 'vitest'
import { callsAnswer, jsonAnswer, textAnswer } from '../core/answer.ts'
import { startOpenAi } from './__fixtures__/start-openai.ts'

const SCHEMA = {
  type: 'object',
  properties: { score: { type: 'integer' } },
  required: ['score'],
  additionalProperties: false,
}

it('the official SDK reads a structured chat completion, its usage and its limits', async () => {
  await using openai = await startOpenAi(() => jsonAnswer({ score: 4 }, 10), { limits: { requests: 60 } })
  const { data, response } = await openai.client.chat.completions
    .create({
      model: 'gpt-5-mini',
      messages: [
        { role: 'developer', content: 'Judge.' },
        { role: 'user', content: 'An answer.' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'verdict', strict: true, schema: SCHEMA },
      },
      max_completion_tokens: 2048,
      reasoning_effort: 'minimal',
      service_tier: 'default',
      store: false,
      prompt_cache_key: 'rubric-v3',
    })
    .withResponse()
  expect(data.model).toBe('gpt-5-mini-2025-08-07')
  expect(data.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: '{"score":4}', refusal: null },
  })
  expect(data.usage).toMatchObject({
    completion_tokens: 13,
    completion_tokens_details: { reasoning_tokens: 10 },
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  })
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '1s',
    'openai-version': '2020-10-01',
  })
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
})

it('a tool call comes back in chat, and its result is taken with it', async () => {
  await using openai = await startOpenAi(request =>
    request.messages.at(-1)?.role === 'tool'
      ? textAnswer(`heard ${request.messages.map(message => message.role).join()}`)
      : callsAnswer([{ name: 'look_up', arguments: '{"id":7}' }]),
  )
  const tools = [{ type: 'function' as const, function: { name: 'look_up', parameters: { type: 'object' } } }]
  const model = 'gpt-4.1'
  const user = { role: 'user' as const, content: 'Where is order 7?' }
  const first = await openai.client.chat.completions.create({ model, messages: [user], tools })
  const message = first.choices[0]?.message
  expect(first.choices[0]?.finish_reason).toBe('tool_calls')
  expect(message?.tool_calls?.[0]).toMatchObject({ function: { name: 'look_up', arguments: '{"id":7}' } })
  if (message === undefined) throw new Error('no message')
  const result = { role: 'tool' as const, tool_call_id: message.tool_calls?.[0]?.id ?? '', content: 'here' }
  const second = await openai.client.chat.completions.create({
    model,
    messages: [user, message, result],
    tools,
  })
  expect(second.choices[0]?.message.content).toBe('heard user,assistant,tool')
})

it('the Responses API answers, calls tools, and names reasoning tokens', async () => {
  await using openai = await startOpenAi(request =>
    request.tools.length > 0 ? callsAnswer([{ name: 'f', arguments: '{}' }]) : jsonAnswer({ score: 2 }, 64),
  )
  const answered = await openai.client.responses.create({
    model: 'gpt-5-mini',
    instructions: 'Judge.',
    input: 'An answer.',
    store: false,
    max_output_tokens: 2048,
    reasoning: { effort: 'minimal' },
    text: {
      format: { type: 'json_schema', name: 'verdict', strict: true, schema: SCHEMA },
      verbosity: 'low',
    },
  })
  expect(answered.output_text).toBe('{"score":2}')
  expect(answered.output.map(item => item.type)).toEqual(['reasoning', 'message'])
  expect(answered).toMatchObject({
    status: 'completed',
    model: 'gpt-5-mini-2025-08-07',
    usage: { output_tokens: 67, output_tokens_details: { reasoning_tokens: 64 } },
  })
  const called = await openai.client.responses.create({
    model: 'gpt-5-mini',
    input: 'Order 7.',
    tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: false }],
  })
  expect(called.output).toMatchObject([{ type: 'function_call', name: 'f', arguments: '{}' }])
})

it('the Decisions API answers each kind of question, refuses single ones, and charges input alone', async () => {
  await using openai = await startOpenAi(request => {
    if (request.system === 'Unanswerable.') return { kind: 'refusal', explanation: 'no' }
    if (request.system === 'Grounded?') return jsonAnswer({ choice: true })
    return jsonAnswer({ choice: request.system === 'Which?' ? 'B' : 'great' })
  })
  const decision = await openai.client.decisions.create({
    model: 'gpt-6-luna',
    input: [{ role: 'user', content: [{ type: 'input_text', text: 'x'.repeat(400) }] }],
    questions: [
      { type: 'predicate', name: 'grounded', instructions: 'Grounded?' },
      { type: 'choice', name: 'winner', instructions: 'Which?', choices: [{ value: 'A' }, { value: 'B' }] },
      {
        type: 'score',
        instructions: 'How?',
        levels: [{ label: 'bad' }, { label: 'ok' }, { label: 'great' }],
      },
      { type: 'predicate', name: 'none', instructions: 'Unanswerable.' },
    ],
  })
  const [grounded, winner, helpful, refused] = decision.answers
  expect(grounded?.type === 'predicate' && grounded.probability).toBeGreaterThan(0.5)
  expect(winner).toMatchObject({ type: 'choice', name: 'winner', choice: 'B' })
  expect(helpful?.type === 'score' && helpful.score).toBeGreaterThan(1)
  expect(helpful?.name).toBeNull()
  expect(refused).toEqual({ type: 'refusal', name: 'none' })
  const sums = decision.answers.flatMap(answer =>
    'probabilities' in answer
      ? [answer.probabilities.map(each => each.probability).reduce((sum, each) => sum + each, 0)]
      : [],
  )
  expect(sums.map(sum => sum.toFixed(9))).toEqual(['1.000000000', '1.000000000'])
  expect(decision.usage.output_tokens).toBe(0)
  expect(openai.simulator.billing.totalPicoUsd()).toBe(decision.usage.input_tokens * 100_000)
})

it('embeddings come in base64 by default, are unit vectors also when shortened, and depend on the text alone', async () => {
  await using openai = await startOpenAi()
  const create = (input: string[], more: { dimensions?: number; encoding_format?: 'float' } = {}) =>
    openai.client.embeddings.create({ model: 'text-embedding-3-small', input, ...more })
  const full = await create(['x', 'y'])
  const short = await create(['y', 'x'], { dimensions: 256, encoding_format: 'float' })
  const vectors = [...full.data, ...short.data].map(each => each.embedding)
  expect(vectors.map(vector => vector.length)).toEqual([1536, 1536, 256, 256])
  for (const vector of vectors) {
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6)
  }
  const [x = [], y = [], shortY = [], shortX = []] = vectors
  const cosine = (a: readonly number[], b: readonly number[]): number => {
    const head = a.slice(0, b.length)
    return head.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) / Math.hypot(...head)
  }
  expect(cosine(x, shortX)).toBeCloseTo(1, 6)
  expect(cosine(y, shortY)).toBeCloseTo(1, 6)
  expect(Math.abs(cosine(x, shortY))).toBeLessThan(0.3)
  expect(full.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 })
  expect(openai.simulator.billing.totalPicoUsd()).toBe(4 * 20_000)
})

it('files are uploaded, listed, read and deleted, and expire', async () => {
  await using openai = await startOpenAi()
  const { files } = openai.client
  const bytes = Buffer.from('{"custom_id":"ä"}\n')
  const file = await files.create({
    file: new File([bytes], 'b.jsonl'),
    purpose: 'batch',
    expires_after: { anchor: 'created_at', seconds: 3600 },
  })
  expect(file).toMatchObject({ object: 'file', bytes: bytes.length, filename: 'b.jsonl', purpose: 'batch' })
  expect((await files.list({ purpose: 'batch' })).data.map(each => each.id)).toEqual([file.id])
  expect(await (await files.content(file.id)).text()).toBe('{"custom_id":"ä"}\n')
  await openai.clock.advance(3_600_000)
  await expect(files.retrieve(file.id)).rejects.toMatchObject({ status: 404 })
  const second = await files.create({ file: new File(['x'], 'c.jsonl'), purpose: 'batch' })
  const third = await files.create({ file: new File(['y'], 'c.jsonl'), purpose: 'batch' })
  expect(await files.delete(second.id)).toEqual({ id: second.id, object: 'file', deleted: true })
  await expect(files.content(second.id)).rejects.toMatchObject({ status: 404 })
  // A number used again would hand out somebody else's file.
  const fourth = await files.create({ file: new File(['z'], 'c.jsonl'), purpose: 'batch' })
  expect(await (await files.content(third.id)).text()).toBe('y')
  expect(await (await files.content(fourth.id)).text()).toBe('z')
})
