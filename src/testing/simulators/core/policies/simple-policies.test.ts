import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import type { JsonObject } from '../../../../records/json-value.ts'
import type { AnswerRequest } from '../answer.ts'
import { echo, fixedAnswer, refusing, schemaInvalid } from './simple-policies.ts'

const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    choice: { enum: ['b', 'a'] },
    score: { $ref: '#/$defs/score' },
    tags: { type: 'array', items: { type: 'string' }, minItems: 1 },
    note: { anyOf: [{ type: 'null' }, { type: 'string' }] },
    nested: { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] },
  },
  required: ['choice', 'score', 'tags', 'note', 'nested'],
  additionalProperties: false,
  $defs: { score: { type: 'integer', minimum: 1 } },
}

const isValid = new Ajv().compile(SCHEMA)

function request(seed: string): AnswerRequest {
  const none = { temperature: undefined, maxOutputTokens: undefined, tools: [], system: '' }
  const messages = [{ role: 'user', text: 'say this' }] as const
  return { provider: 'simulated', model: 'm', messages, schema: SCHEMA, seed, ...none }
}

function isAnswerValid(text: string): boolean {
  try {
    return isValid(JSON.parse(text))
  } catch {
    return false
  }
}

it('echo says the last message, or the smallest JSON of the schema', async () => {
  expect(await echo()({ ...request('s'), schema: undefined })).toMatchObject({
    text: 'say this',
    finish: 'stop',
  })
  const plan = await echo()(request('s'))
  expect(plan.kind === 'answer' && isAnswerValid(plan.text)).toBe(true)
})

it('schemaInvalid breaks every answer of its share, in more than one way, and no other', async () => {
  const policy = schemaInvalid(echo(), 0.25)
  const texts: string[] = []
  for (let n = 0; n < 400; n += 1) {
    const plan = await policy(request(`seed ${n}`))
    if (plan.kind === 'answer') texts.push(plan.text)
  }
  const broken = texts.filter(text => !isAnswerValid(text))
  expect(broken.length / 400).toBeCloseTo(0.25, 1)
  expect(new Set(broken).size).toBe(4)
})

it('refusing declines its share and asks its policy for the rest', async () => {
  const policy = refusing(fixedAnswer('fine'), 0.5)
  const kinds = await Promise.all(Array.from({ length: 200 }, (_, n) => policy(request(`seed ${n}`))))
  const refused = kinds.filter(plan => plan.kind === 'refusal').length
  expect(refused / 200).toBeCloseTo(0.5, 1)
  expect(kinds.filter(plan => plan.kind === 'answer' && plan.text === 'fine')).toHaveLength(200 - refused)
})
