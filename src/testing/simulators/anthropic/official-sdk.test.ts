import Anthropic from '@anthropic-ai/sdk'
import { expect, it } from 'vitest'
import { callsAnswer } from '../core/answer.ts'
import { fixedAnswer } from '../core/policies/simple-policies.ts'
import { HELLO, MODEL, startAnthropic } from './__fixtures__/start-anthropic.ts'

const VERDICT = {
  type: 'object',
  properties: {
    score: { type: 'integer', enum: [1, 2, 3] },
    reason: { type: 'string' },
  },
  required: ['score', 'reason'],
  additionalProperties: false,
} as const

it('a structured judgement comes back as JSON of its schema, and the request is the golden one', async () => {
  await using anthropic = await startAnthropic()
  const body = {
    model: MODEL,
    max_tokens: 2048,
    system: [{ type: 'text', text: 'Rubric.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Item.' }] }],
    output_config: { effort: 'low', format: { type: 'json_schema', schema: VERDICT } },
    thinking: { type: 'disabled' },
    metadata: { user_id: 'opaque' },
    service_tier: 'standard_only',
  } satisfies Anthropic.MessageCreateParamsNonStreaming
  const message = await anthropic.client.messages.create(body)
  expect(message).toMatchObject({
    type: 'message',
    role: 'assistant',
    model: MODEL,
    stop_reason: 'end_turn',
    content: [{ type: 'text', text: '{"score":1,"reason":"simulated"}' }],
    usage: { cache_read_input_tokens: 0, output_tokens: 8, service_tier: 'standard' },
  })
  const [request] = anthropic.requests.records
  expect(JSON.parse(request?.body ?? '')).toEqual(body)
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer sk-ant-test',
    'anthropic-version': '2026-10-21',
    'content-type': 'application/json',
    'user-agent': 'Anthropic/JS 1.12.0',
  })
  expect(message._request_id).toBe(request?.requestId)
})

it('a conversation with tools goes call, result, answer', async () => {
  await using anthropic = await startAnthropic({
    policy: ({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? {
            kind: 'answer',
            text: `It is ${messages.at(-1)?.text}.`,
            calls: [],
            finish: 'stop',
            reasoningTokens: 0,
          }
        : callsAnswer([{ name: 'weather', arguments: '{"city":"Rome"}' }], 'Let me see.'),
  })
  const tools: Anthropic.Tool[] = [
    { name: 'weather', description: 'Weather of a city', input_schema: { type: 'object', properties: {} } },
  ]
  const first = await anthropic.client.messages.create({ ...HELLO, tools })
  const call = first.content.find(block => block.type === 'tool_use')
  expect([first.stop_reason, call?.name, call?.input]).toEqual(['tool_use', 'weather', { city: 'Rome' }])
  const second = await anthropic.client.messages.create({
    ...HELLO,
    tools,
    messages: [
      ...HELLO.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'sunny' }] },
    ],
  })
  expect(second.content).toEqual([{ type: 'text', text: 'It is sunny.', citations: null }])
})

it('thinking costs output, comes before the text and can be switched off', async () => {
  const policy = fixedAnswer({
    kind: 'answer',
    text: 'done',
    calls: [],
    finish: 'stop',
    reasoningTokens: 500,
  })
  await using anthropic = await startAnthropic({ policy })
  const thought = await anthropic.client.messages.create({ ...HELLO, max_tokens: 600 })
  expect(thought.content.map(block => block.type)).toEqual(['thinking', 'text'])
  expect(thought.usage.output_tokens).toBe(501)
  expect(thought.usage.output_tokens_details).toEqual({ thinking_tokens: 500 })
  const short = await anthropic.client.messages.create({ ...HELLO, max_tokens: 64 })
  expect([short.stop_reason, short.content.map(block => block.type)]).toEqual(['max_tokens', ['thinking']])
  const plain = await anthropic.client.messages.create({ ...HELLO, thinking: { type: 'disabled' } })
  expect(plain.usage.output_tokens).toBe(1)
})

it('stops before a stop sequence and names it', async () => {
  await using anthropic = await startAnthropic({ policy: fixedAnswer('one END two') })
  const message = await anthropic.client.messages.create({ ...HELLO, stop_sequences: ['END'] })
  expect(message).toMatchObject({
    stop_reason: 'stop_sequence',
    stop_sequence: 'END',
    content: [{ text: 'one ' }],
    usage: { output_tokens: 1 },
  })
})

it('counts tokens for nothing, as many as the message is then billed for', async () => {
  await using anthropic = await startAnthropic()
  const { max_tokens: _, ...counted } = HELLO
  const { input_tokens } = await anthropic.client.messages.countTokens(counted)
  expect(anthropic.billing.totalPicoUsd()).toBe(0)
  const { usage } = await anthropic.client.messages.create(HELLO)
  expect(usage.input_tokens).toBe(input_tokens)
})

it('tells the rate limits of the key with every answer', async () => {
  await using anthropic = await startAnthropic({ limits: { requests: 60, inputTokens: 30_000 } })
  const { response } = await anthropic.client.messages.create(HELLO).withResponse()
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'anthropic-ratelimit-requests-limit': '60',
    'anthropic-ratelimit-requests-remaining': '59',
    'anthropic-ratelimit-requests-reset': '2026-11-23T00:00:01Z',
    'anthropic-ratelimit-input-tokens-limit': '30000',
    date: 'Mon, 23 Nov 2026 00:00:00 GMT',
  })
})

it.each([
  ['an unknown key', { keys: ['another'] }, HELLO, Anthropic.AuthenticationError, 401],
  ['an unknown model', {}, { ...HELLO, model: 'claude-sonnet-9' }, Anthropic.NotFoundError, 404],
  ['a message of nothing', {}, { ...HELLO, messages: [] }, Anthropic.BadRequestError, 400],
])('%s is an error of the class the client has for it', async (_what, options, body, type, status) => {
  await using anthropic = await startAnthropic(options)
  const error = await anthropic.client.messages.create(body).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(type)
  expect(error).toMatchObject({ status, requestID: 'req_sim00000001' })
  expect(anthropic.billing.charges).toEqual([])
})

it('a stream adds up to the message it would have been', async () => {
  const plan = callsAnswer([{ name: 'weather', arguments: '{"city":"Rome"}' }], 'Let me see.')
  await using anthropic = await startAnthropic({ policy: fixedAnswer({ ...plan, reasoningTokens: 9 }) })
  const whole = await anthropic.client.messages.create(HELLO)
  const streamed = await anthropic.client.messages.stream(HELLO).finalMessage()
  const blockTypes = streamed.content.map(block => block.type)
  expect(blockTypes).toEqual(['thinking', 'text', 'tool_use'])
  expect([streamed.stop_reason, streamed.usage]).toEqual([whole.stop_reason, whole.usage])
  expect(streamed.content).toMatchObject([{}, { text: 'Let me see.' }, { input: { city: 'Rome' } }])
  const [first, second] = anthropic.billing.charges
  expect(second?.picoUsd).toBe(first?.picoUsd)
})
