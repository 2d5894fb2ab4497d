import { describe, expect, it } from 'vitest'
import { KEY, startGemini } from './__fixtures__/start-gemini.ts'

const contents = [{ role: 'user', parts: [{ text: 'Hello.' }] }]
const flash = 'gemini-2.5-flash:generateContent'
const three = 'gemini-3.5-flash:generateContent'
const embed = 'gemini-embedding-001:embedContent'
const several = 'gemini-embedding-001:batchEmbedContents'
const content = { parts: [{ text: 'x' }] }
const tools = [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] }]

function config(generationConfig: object): object {
  return { contents, generationConfig }
}

type Case = readonly [what: string, method: string, body: object, message: string]

const REFUSED: readonly Case[] = [
  ['an unknown field', flash, { contents, cost: 1 }, 'Unknown name "cost": Cannot find field.'],
  [
    'an unknown setting',
    flash,
    config({ cost: 1 }),
    `Unknown name "cost" at 'generation_config': Cannot find field.`,
  ],
  [
    "OpenAI's role",
    flash,
    { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] },
    'Please use a valid role: user, model.',
  ],
  [
    'a part of two kinds',
    flash,
    { contents: [{ parts: [{ text: 'x', functionCall: { name: 'f' } }] }] },
    'oneof',
  ],
  ['a part of no kind', flash, { contents: [{ parts: [{}] }] }, 'oneof'],
  ['no contents', flash, { generationConfig: {} }, 'contents is not specified'],
  [
    'additionalProperties in an OpenAPI schema',
    flash,
    config({
      responseMimeType: 'application/json',
      responseSchema: { type: 'OBJECT', additionalProperties: false },
    }),
    `Unknown name "additionalProperties" at 'generation_config.response_schema'`,
  ],
  [
    'a schema for plain text',
    flash,
    config({ responseJsonSchema: { type: 'object' } }),
    'response_mime_type',
  ],
  [
    'two schemas',
    flash,
    config({ responseMimeType: 'application/json', responseJsonSchema: {}, responseSchema: {} }),
    'mutually exclusive',
  ],
  [
    'a thinking level for 2.5',
    flash,
    config({ thinkingConfig: { thinkingLevel: 'LOW' } }),
    'Thinking level LOW is not supported',
  ],
  [
    'level and budget for 3',
    three,
    config({ thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 5 } }),
    'only one of thinking budget and thinking level',
  ],
  [
    'no thinking for Pro',
    'gemini-2.5-pro:generateContent',
    config({ thinkingConfig: { thinkingBudget: 0 } }),
    'This model only works in thinking mode',
  ],
  [
    'JSON beside tools for 2.5',
    flash,
    { ...config({ responseMimeType: 'application/json' }), tools },
    "Function calling with a response mime type: 'application/json' is unsupported",
  ],
  [
    'a call without a response',
    flash,
    { contents: [...contents, { role: 'model', parts: [{ functionCall: { name: 'f' } }] }, ...contents] },
    'number of function response parts',
  ],
  ['too much output', flash, config({ maxOutputTokens: 65_537 }), 'generation_config.max_output_tokens'],
  ['an empty text', embed, { content: { parts: [{ text: '' }] } }, 'content is empty'],
  ['a text too long', embed, { content: { parts: [{ text: 'x'.repeat(2048 * 4 + 1) }] } }, '(2049) exceeds'],
  [
    "another model's request",
    several,
    { requests: [{ model: 'models/gemini-embedding-2', content }] },
    'does not match',
  ],
  [
    'too many texts',
    several,
    { requests: Array(101).fill({ model: 'models/gemini-embedding-001', content }) },
    'at most 100 requests can be in one batch',
  ],
]

describe('what Gemini refuses is refused and not charged', () => {
  it.each(REFUSED)('%s', async (_what, method, body, message) => {
    await using gemini = await startGemini()
    const response = await gemini.post(method, body)
    expect(await response.json()).toMatchObject({
      error: { code: 400, status: 'INVALID_ARGUMENT', message: expect.stringContaining(message) },
    })
    expect(gemini.simulator.billing.charges).toEqual([])
  })
})

it.each([
  ['proto spelling', flash, { contents, generation_config: { max_output_tokens: 9 } }],
  [
    'a plain JSON Schema',
    flash,
    config({ responseMimeType: 'application/json', responseJsonSchema: { additionalProperties: false } }),
  ],
  ['JSON beside tools for 3', three, { ...config({ responseMimeType: 'application/json' }), tools }],
  ['a level in small letters', three, config({ thinkingConfig: { thinkingLevel: 'low' } })],
  ['temperature 0', flash, config({ temperature: 0 })],
])('%s is taken', async (_what, method, body) => {
  await using gemini = await startGemini()
  expect((await gemini.post(method, body)).status).toBe(200)
})

it('/v1 and /v1beta are the same service, and the key may be in the address', async () => {
  await using gemini = await startGemini()
  const statuses = []
  for (const path of ['v1', 'v1beta', 'v2']) {
    const url = `${gemini.baseUrl}/${path}/models/${flash}?key=${KEY}`
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ contents }) })
    statuses.push(response.status)
  }
  expect(statuses).toEqual([200, 200, 404])
})

it('a wrong key is an invalid argument with a reason, an unknown model is not found', async () => {
  await using gemini = await startGemini()
  const url = `${gemini.baseUrl}/v1beta/models/${flash}`
  const wrong = await fetch(url, { method: 'POST', headers: { 'x-goog-api-key': 'x' }, body: '{}' })
  expect(await wrong.json()).toMatchObject({ error: { code: 400, details: [{ reason: 'API_KEY_INVALID' }] } })
  const unknown = await gemini.post('gemini-2.5-flash-2:generateContent', { contents })
  expect(await unknown.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } })
})
