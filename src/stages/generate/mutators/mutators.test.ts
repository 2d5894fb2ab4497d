import { describe, expect, it } from 'vitest'
import type { Message } from '../../../records/trace.ts'
import { MUTATORS } from '../all-mutators.ts'
import type { MutationInput } from '../mutator.ts'

const user = (text: string): Message<string> => ({ role: 'user', text, calls: [] })
const CONVERSATION: readonly Message<string>[] = [
  { role: 'system', text: 'You help.' },
  user('Refund order 4711 for <EMAIL_k1_0A1B2C3D>. It cost 20 euros.'),
  { role: 'assistant', text: '', calls: [], finishReason: 'tool_calls' },
  { role: 'tool', callId: 'a', text: '{"status":"paid"}', isError: false, requestor: 'assistant' },
]

function input(messages = CONVERSATION, salt = '00000001'): MutationInput {
  return { messages, tools: undefined, salt }
}

function mutate(name: string, given: MutationInput) {
  const mutator = MUTATORS.find(each => each.name === name)
  if (mutator === undefined) throw new Error(`no mutator ${name}`)
  return mutator.mutate(given)
}

const said = (name: string, given = input()): string => mutate(name, given)?.messages.at(-1)?.text ?? ''

describe.each(MUTATORS.map(({ name }) => name))('%s', name => {
  it('gives the same for the same input, ends where the agent answers, and leaves the rules alone', () => {
    const mutation = mutate(name, input())
    expect(mutation).toEqual(mutate(name, input()))
    expect(['user', 'tool']).toContain(mutation?.messages.at(-1)?.role)
    expect(mutation?.messages[0]).toEqual(CONVERSATION[0])
    expect(mutation?.messages).not.toEqual(CONVERSATION.slice(0, mutation?.messages.length))
  })

  it('has nothing to say to a conversation without words', () => {
    expect(mutate(name, input([user(' ')]))).toBeUndefined()
  })
})

it('boundary values replace a number of the request, never part of a token, or name a parameter of a tool', () => {
  for (let salt = 0; salt < 10; salt += 1) {
    const text = said('boundary-values', input(CONVERSATION, salt.toString(16).padStart(8, '0')))
    expect(text).toContain('<EMAIL_k1_0A1B2C3D>. It cost 20 euros.')
    expect(text).not.toContain('4711')
  }
  const tools = [
    { name: 'refund', description: undefined, parameters: { properties: { amount: { type: 'number' } } } },
  ]
  expect(said('boundary-values', { ...input([user('Refund it')]), tools })).toMatch(
    /^Refund it Use exactly .+ for amount\.$/,
  )
  expect(mutate('boundary-values', input([user('Refund it')]))).toBeUndefined()
})

it('missing fields leave no number and no token', () => {
  expect(said('missing-fields')).toBe('Refund order for . It cost euros.')
  expect(mutate('missing-fields', input([user('4711')]))).toBeUndefined()
})

it('an injection stands in what the tool said and carries a code nothing else has', () => {
  const mutation = mutate('tool-injection', input())
  expect(mutation?.messages).toHaveLength(4)
  expect(mutation?.messages.at(-1)?.text).toContain(mutation?.canary ?? 'no canary')
  expect(JSON.stringify(CONVERSATION)).not.toContain(mutation?.canary)
  expect(mutate('tool-injection', input([user('hello')]))).toBeUndefined()
})

it('every unicode trick keeps redaction tokens whole', () => {
  const texts = [0, 1, 2, 3, 4].map(salt => said('unicode-tricks', input(CONVERSATION, `0000000${salt}`)))
  expect(new Set(texts).size).toBe(5)
  expect(texts.filter(text => text.includes('<EMAIL_k1_0A1B2C3D>'))).toHaveLength(5)
})

it('a long context holds the request in its middle and stays bounded', () => {
  const text = said('long-context')
  const place = text.indexOf('Refund order 4711')
  expect(place / text.length).toBeGreaterThan(0.3)
  expect(place / text.length).toBeLessThan(0.7)
  expect(Buffer.byteLength(text)).toBeLessThan(16_000)
})
