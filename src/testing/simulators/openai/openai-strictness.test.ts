import { describe, expect, it } from 'vitest'
import { KEY, startOpenAi } from './__fixtures__/start-openai.ts'

const messages = [{ role: 'user', content: 'Hello, in JSON.' }]
const chat = { model: 'gpt-5-mini', messages }
const plain = { model: 'gpt-4.1', messages }
const responses = { model: 'gpt-5-mini', input: 'Hello.' }
const embeddings = { model: 'text-embedding-3-small', input: ['x'] }
const decisions = {
  model: 'gpt-6-luna',
  input: 'x',
  questions: [{ type: 'predicate', instructions: 'True?' }],
}

function format(schema: object, strict = true): object {
  return { type: 'json_schema', json_schema: { name: 'verdict', strict, schema } }
}

function object(properties: object, more: object = {}): object {
  const required = Object.keys(properties)
  return { type: 'object', properties, required, additionalProperties: false, ...more }
}

type Case = readonly [what: string, path: string, body: object, param: string, code: string | null]

const REFUSED: readonly Case[] = [
  ['an unknown field', 'chat/completions', { ...chat, cost: 1 }, 'cost', 'unknown_parameter'],
  [
    'an unknown field of a message',
    'chat/completions',
    { ...chat, messages: [{ role: 'user', content: 'x', id: 'm' }] },
    'messages[0].id',
    'unknown_parameter',
  ],
  [
    "Chat's format in Responses",
    'responses',
    { ...responses, response_format: {} },
    'response_format',
    'unknown_parameter',
  ],
  [
    'a nested format in Responses',
    'responses',
    { ...responses, text: { format: { ...format(object({})), name: 'v', schema: {} } } },
    'text.format.json_schema',
    'unknown_parameter',
  ],
  ['no model', 'chat/completions', { messages }, 'model', 'missing_required_parameter'],
  ['a model of the wrong type', 'chat/completions', { ...chat, model: 5 }, 'model', 'invalid_value'],
  [
    'temperature on a reasoning model',
    'chat/completions',
    { ...chat, temperature: 0 },
    'temperature',
    'unsupported_value',
  ],
  [
    'temperature on a reasoning model',
    'responses',
    { ...responses, temperature: 0.5 },
    'temperature',
    'unsupported_value',
  ],
  [
    'temperature on an o model',
    'chat/completions',
    { ...chat, model: 'o3', temperature: 0 },
    'temperature',
    'unsupported_value',
  ],
  [
    'top_p on a reasoning model',
    'chat/completions',
    { ...chat, top_p: 0.5 },
    'top_p',
    'unsupported_parameter',
  ],
  [
    'max_tokens on a reasoning model',
    'chat/completions',
    { ...chat, max_tokens: 9 },
    'max_tokens',
    'unsupported_parameter',
  ],
  [
    'an effort the model has not',
    'responses',
    { ...responses, reasoning: { effort: 'xhigh' } },
    'reasoning.effort',
    'unsupported_value',
  ],
  [
    'an effort on a plain model',
    'chat/completions',
    { ...plain, reasoning_effort: 'low' },
    'reasoning_effort',
    'unsupported_parameter',
  ],
  ['a stream', 'chat/completions', { ...chat, stream: true }, 'stream', 'invalid_value'],
  [
    'an optional property in a strict schema',
    'chat/completions',
    { ...chat, response_format: format(object({ score: { type: 'integer' } }, { required: [] })) },
    'response_format',
    'invalid_json_schema',
  ],
  [
    'an open object deep in a strict schema',
    'responses',
    {
      ...responses,
      text: {
        format: {
          type: 'json_schema',
          name: 'v',
          strict: true,
          schema: object({ list: { type: 'array', items: { type: 'object', properties: {} } } }),
        },
      },
    },
    'text.format.schema',
    'invalid_json_schema',
  ],
  [
    'a strict tool with an optional argument',
    'responses',
    {
      ...responses,
      tools: [{ type: 'function', name: 'f', strict: true, parameters: { type: 'object', properties: {} } }],
    },
    'tools[0].parameters',
    'invalid_function_parameters',
  ],
  [
    'a name with a space',
    'chat/completions',
    { ...chat, response_format: { type: 'json_schema', json_schema: { name: 'a b', schema: {} } } },
    'response_format.json_schema.name',
    'invalid_value',
  ],
  [
    'a tool result without a call',
    'chat/completions',
    { ...chat, messages: [...messages, { role: 'tool', tool_call_id: 'c', content: '' }] },
    'messages',
    null,
  ],
  ['a tool choice without tools', 'chat/completions', { ...chat, tool_choice: 'auto' }, 'tool_choice', null],
  ['an empty text', 'embeddings', { ...embeddings, input: ['x', ''] }, 'input[1]', 'invalid_value'],
  ['too many texts', 'embeddings', { ...embeddings, input: Array(2049).fill('x') }, 'input', 'invalid_value'],
  [
    'a text too long',
    'embeddings',
    { ...embeddings, input: ['x'.repeat(8192 * 4 + 1)] },
    'input',
    'context_length_exceeded',
  ],
  [
    'texts too long together',
    'embeddings',
    { ...embeddings, input: Array(40).fill('x'.repeat(8192 * 4)) },
    'input',
    'max_tokens_per_request',
  ],
  ['more dimensions than there are', 'embeddings', { ...embeddings, dimensions: 1537 }, 'dimensions', null],
  [
    'a single choice',
    'decisions',
    { ...decisions, questions: [{ type: 'choice', instructions: 'x', choices: [{ value: 'A' }] }] },
    'questions[0].choices',
    'invalid_value',
  ],
  [
    'equal choices',
    'decisions',
    {
      ...decisions,
      questions: [{ type: 'choice', instructions: 'x', choices: [{ value: 'A' }, { value: 'A' }] }],
    },
    'questions[0].choices',
    'invalid_value',
  ],
  [
    'another model than the one for it',
    'decisions',
    { ...decisions, model: 'gpt-5-mini' },
    'model',
    'model_not_supported',
  ],
]

describe('what OpenAI refuses is refused and not charged', () => {
  it.each(REFUSED)('%s (%s)', async (_what, path, body, param, code) => {
    await using openai = await startOpenAi()
    const response = await openai.post(path, body)
    const { error } = (await response.json()) as { error: Record<string, unknown> }
    expect([response.status, error.type, error.param, error.code]).toEqual([
      400,
      'invalid_request_error',
      param,
      code,
    ])
    expect(openai.simulator.billing.charges).toEqual([])
  })
})

it.each([
  ['temperature on a plain model', 'chat/completions', { ...plain, temperature: 0, max_tokens: 9 }],
  ['the default temperature on a reasoning model', 'chat/completions', { ...chat, temperature: 1 }],
  [
    'an optional property without strict',
    'chat/completions',
    { ...chat, response_format: format({ type: 'object' }, false) },
  ],
  [
    'booleans and strings of the same text as choices',
    'decisions',
    {
      ...decisions,
      questions: [{ type: 'choice', instructions: 'x', choices: [{ value: true }, { value: 'true' }] }],
    },
  ],
])('%s is taken', async (_what, path, body) => {
  await using openai = await startOpenAi()
  expect((await openai.post(path, body)).status).toBe(200)
})

it('wrong keys and unknown models have their own errors', async () => {
  await using openai = await startOpenAi()
  const unknown = await openai.post('chat/completions', { ...chat, model: 'gpt-5-mini-2' })
  expect(await unknown.json()).toMatchObject({ error: { code: 'model_not_found', param: 'model' } })
  const strange = await fetch(`${openai.baseURL}/batches`, { headers: { authorization: `Bearer x${KEY}` } })
  expect(strange.status).toBe(401)
  expect(await strange.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
})
