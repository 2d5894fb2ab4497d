import { describe, expect, it } from 'vitest'
import { HELLO, post, startAnthropic } from './__fixtures__/start-anthropic.ts'

const OLD = '2023-06-01'
const NEW = '2026-10-21'
const CLASSIC = 'claude-sonnet-4-6'
const TOOLS = [{ name: 'f', input_schema: { type: 'object' } }]
const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }
const open = { type: 'object', properties: {} }

function withSchema(schema: object): object {
  return { ...HELLO, output_config: { format: { type: 'json_schema', schema } } }
}

describe('what one version of the API accepts and the other does not', () => {
  const hello = { ...HELLO, model: CLASSIC }
  const shown = { role: 'assistant', content: [document] }
  it.each([
    ['temperature', { ...hello, temperature: 0 }, 'temperature: Extra inputs are not permitted'],
    ['temperature of 1', { ...hello, temperature: 1 }, 'temperature: Extra inputs are not permitted'],
    ['top_k', { ...hello, top_k: 5 }, 'top_k: Extra inputs are not permitted'],
    [
      'a document of the assistant',
      { ...hello, messages: [...HELLO.messages, shown, ...HELLO.messages] },
      'messages.1: `document` blocks are not permitted in assistant messages',
    ],
    [
      'citations of the user',
      { ...hello, messages: [{ role: 'user', content: [{ type: 'text', text: 'a', citations: [{}] }] }] },
      'messages.0: citations are not permitted in user messages',
    ],
  ])('%s', async (_what, body, message) => {
    await using anthropic = await startAnthropic()
    expect((await post(anthropic.baseUrl, body, OLD)).status).toBe(200)
    expect(await post(anthropic.baseUrl, body, NEW)).toEqual({
      status: 400,
      type: 'invalid_request_error',
      message,
    })
  })
})

describe('what one model accepts and another does not', () => {
  const prefill = { ...HELLO, messages: [...HELLO.messages, { role: 'assistant', content: '{' }] }
  const forced = { ...HELLO, tools: TOOLS, tool_choice: { type: 'tool', name: 'f' } }
  const budget = { ...HELLO, max_tokens: 4096, thinking: { type: 'enabled', budget_tokens: 1024 } }
  it.each([
    ['temperature 0.3', { ...HELLO, temperature: 0.3 }, CLASSIC, 'claude-opus-4-7'],
    ['a prefilled answer', prefill, CLASSIC, 'claude-opus-4-6'],
    ['a forced tool', forced, 'claude-sonnet-5', 'claude-sonnet-5-5'],
    ['a thinking budget', budget, CLASSIC, 'claude-sonnet-5'],
    [
      'disabled thinking',
      { ...HELLO, thinking: { type: 'disabled' } },
      'claude-sonnet-5-5',
      'claude-opus-5-5',
    ],
  ])('%s', async (_what, body, accepting, refusing) => {
    await using anthropic = await startAnthropic()
    expect((await post(anthropic.baseUrl, { ...body, model: accepting }, OLD)).status).toBe(200)
    const refused = await post(anthropic.baseUrl, { ...body, model: refusing }, OLD)
    expect([refused.status, refused.type]).toEqual([400, 'invalid_request_error'])
    expect(anthropic.billing.charges).toHaveLength(1)
  })
})

it.each([
  ['an unknown field', { ...HELLO, temprature: 1 }, 'temprature: Extra inputs are not permitted'],
  [
    'an unknown field deep down',
    { ...HELLO, messages: [{ role: 'user', content: [{ type: 'text', text: 'a', cache: 1 }] }] },
    'messages.0.content.0.cache: Extra inputs are not permitted',
  ],
  ['a missing field', { model: HELLO.model, messages: HELLO.messages }, 'max_tokens: Field required'],
  [
    'a first message of the assistant',
    { ...HELLO, messages: [{ role: 'assistant', content: 'a' }, ...HELLO.messages] },
    'messages.0: first message must be from the user',
  ],
  [
    'a result nobody asked for',
    { ...HELLO, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
    'messages.0: unexpected `tool_use_id` found in `tool_result` blocks: x. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
  ],
  [
    'a call without a result',
    {
      ...HELLO,
      messages: [
        ...HELLO.messages,
        { role: 'assistant', content: [{ type: 'tool_use', id: 'x', name: 'f', input: {} }] },
        ...HELLO.messages,
      ],
    },
    'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: x',
  ],
  [
    'five cache marks',
    {
      ...HELLO,
      system: Array.from({ length: 5 }, () => ({
        type: 'text',
        text: 'a',
        cache_control: { type: 'ephemeral' },
      })),
    },
    'A maximum of 4 blocks with cache_control may be provided.',
  ],
  [
    'a schema with an open object',
    withSchema(open),
    "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
  ],
  [
    'a schema with a range',
    withSchema({
      ...open,
      additionalProperties: false,
      properties: { n: { type: 'integer', maximum: 5 } },
    }),
    "output_config.format.schema.properties.n: property 'maximum' is not supported",
  ],
])('%s is refused', async (_what, body, message) => {
  await using anthropic = await startAnthropic()
  expect(await post(anthropic.baseUrl, body)).toEqual({ status: 400, type: 'invalid_request_error', message })
  expect(anthropic.billing.charges).toEqual([])
})

it.each([
  ['', 'anthropic-version: "" is not a valid version'],
  ['2026-10-22', 'anthropic-version: "2026-10-22" is not a valid version'],
])('the version "%s" never was', async (version, message) => {
  await using anthropic = await startAnthropic()
  expect(await post(anthropic.baseUrl, HELLO, version)).toMatchObject({ status: 400, message })
})

it('x-api-key wins over a bearer token, and a request with neither is nobody’s', async () => {
  await using anthropic = await startAnthropic({ keys: ['right'] })
  const statusWith = async (headers: Record<string, string>): Promise<number> =>
    (
      await fetch(`${anthropic.baseUrl}/v1/messages`, {
        method: 'POST',
        headers: { 'anthropic-version': NEW, ...headers },
        body: JSON.stringify(HELLO),
      })
    ).status
  expect(await statusWith({ 'x-api-key': 'right', authorization: 'Bearer wrong' })).toBe(200)
  expect(await statusWith({ 'x-api-key': 'wrong', authorization: 'Bearer right' })).toBe(401)
  expect(await statusWith({})).toBe(401)
})

it('a body above the limit is refused whole', async () => {
  await using anthropic = await startAnthropic({ maxBodyBytes: 1000 })
  const long = { ...HELLO, system: 'a'.repeat(1000) }
  expect(await post(anthropic.baseUrl, long)).toMatchObject({ status: 413, type: 'request_too_large' })
})
