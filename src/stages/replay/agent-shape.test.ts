import { expect, it } from 'vitest'
import { agent, call, tool, user } from './__fixtures__/recording.ts'
import { agentQuestion, readAgentAnswer } from './agent-shape.ts'
import { createModuleAnswerer } from './module-answerer.ts'

const signal = new AbortController().signal
const QUESTION = {
  traceId: 't1' as Parameters<typeof agentQuestion>[0]['traceId'],
  step: 2,
  messages: [user('hi'), agent('', [call('find', { id: 1 }, 'a')]), tool('here', 'a')],
  tools: undefined,
}

it('tells an agent outside the conversation in the shape of canonical traces', () => {
  expect(agentQuestion(QUESTION)).toEqual({
    trace_id: 't1',
    step: 2,
    messages: [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: '', tool_calls: [{ id: 'a', name: 'find', arguments: { id: 1 } }] },
      { role: 'tool', tool_call_id: 'a', content: 'here' },
    ],
    tools: [],
  })
})

it('reads arguments as an object or as text, and keeps text that is cut short', () => {
  const { calls } = readAgentAnswer(
    { tool_calls: [{ name: 'a', arguments: '{"x":1}' }, { name: 'b', arguments: '{"x":' }, { name: 'c' }] },
    'agent',
    1,
  )
  expect(calls.map(each => each.arguments)).toEqual([
    { kind: 'parsed', value: { x: 1 } },
    { kind: 'unparsable', raw: '{"x":' },
    { kind: 'parsed', value: {} },
  ])
})

it('an agent that names no cost has an unknown one, not none', () => {
  expect(readAgentAnswer({ text: 'hi' }, 'agent', 1).costPicoUsd).toBeUndefined()
  expect(readAgentAnswer({ text: 'hi', cost_usd: 0.25 }, 'agent', 1).costPicoUsd).toBe(250_000_000_000)
})

it.each([null, 'hi', { text: 5 }, { tool_calls: [{}] }, { cost_usd: -1 }])(
  'refuses %j without quoting it',
  value => {
    expect(() => readAgentAnswer(value, 'agent', 1)).toThrow(/^Expected \{ text\?/)
  },
)

it('what a module throws is its failure, and its message goes nowhere', async () => {
  const answerer = createModuleAnswerer(
    'mine.ts',
    () => {
      throw new RangeError('customer said: 4111')
    },
    () => 0,
  )
  await expect(answerer.answer(QUESTION, { signal })).rejects.toMatchObject({
    code: 'provider',
    message: 'Expected an answer from mine.ts, got a thrown RangeError',
  })
})
