import { describe, expect, it } from 'vitest'

import { FAILURE_MODES } from '../../records/failure-mode.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { Message, RedactedTrace } from '../../records/trace.ts'
import { agent, call, redacted, toolResult, trace, user } from './__fixtures__/traces.ts'
import { uncheckedCallCount } from './checks/schema-violation.ts'
import { failureModesOf } from './failure-modes-of.ts'

type Messages = readonly Message<RedactedText>[]

function modesOf(messages: Messages, overrides: Partial<RedactedTrace> = {}): readonly string[] {
  return failureModesOf({ kind: 'completed', trace: trace(messages, overrides) })
}

const tools = [
  { name: 'find', description: undefined, parameters: { type: 'object', required: ['id'] } },
  { name: 'broken', description: undefined, parameters: { type: 'dict' } },
]

describe('tool calls', () => {
  it('counts a call whose arguments break off as truncated, whatever the finish reason says', () => {
    expect(modesOf([agent('', [call('find', '{"id": "A-1')], 'tool_calls')])).toEqual(['truncated-tool-call'])
  })

  it('counts broken arguments as truncated when the token limit ended the turn with them', () => {
    for (const finish of ['length', 'max_tokens', 'MAX_TOKENS']) {
      expect(modesOf([agent('', [call('find', 'id=')], finish)])).toEqual(['truncated-tool-call'])
    }
  })

  it('counts broken arguments as unparsable when nothing was cut off', () => {
    expect(modesOf([agent('', [call('find', "{'id': 1}")], 'stop')])).toEqual(['unparsable-arguments'])
    expect(modesOf([agent('', [call('find', '[1]')])])).toEqual(['unparsable-arguments'])
  })

  it('does not blame the token limit for an earlier call of the same turn', () => {
    const turn = agent('', [call('find', 'id='), call('find', { id: 1 })], 'length')
    expect(modesOf([turn])).toEqual(['unparsable-arguments'])
  })

  it('sees schema violations and unknown tools only where tools are known', () => {
    const messages = [agent('', [call('find', {}), call('lost', {})])]
    expect(modesOf(messages, { tools })).toEqual(['schema-violation', 'unknown-tool'])
    expect(modesOf(messages, { tools: [] })).toEqual(['unknown-tool'])
    expect(modesOf(messages)).toEqual([])
  })

  it('checks a side whose source names no tools against what the other side was offered', () => {
    const answer = { kind: 'completed', trace: trace([agent('', [call('find', {})])]) } as const
    expect(failureModesOf(answer, tools)).toEqual(['schema-violation'])
  })

  it('holds a schema that cannot be used against nobody, and counts the calls it left unchecked', () => {
    const messages = [agent('', [call('broken', { id: 1 }), call('find', { id: 1 })])]
    expect(modesOf(messages, { tools })).toEqual([])
    expect(uncheckedCallCount(trace(messages, { tools }))).toBe(1)
  })

  it('does not look at calls of the user', () => {
    const calls = [call('lost', '{"x'), call('lost', '{"x'), call('lost', '{"x')]
    const messages = [{ role: 'user', text: redacted('I did it'), calls } as const, agent('Good.')]
    expect(modesOf(messages, { tools })).toEqual([])
  })
})

describe('answers', () => {
  it.each([
    "I'm sorry, but I can't help with that.",
    'Sorry, I can’t assist with this request.',
    'I cannot comply with that.',
    'Unfortunately, I am unable to fulfill your request.',
    'As an AI language model, I cannot provide assistance with this.',
    'I must decline.',
  ])('takes %j for a refusal', text => {
    expect(modesOf([user('x'), agent(text)])).toEqual(['refusal'])
  })

  it.each([
    'I cannot cancel an order that has shipped.',
    "I can't help with refunds here, but I can transfer you to an agent.",
    "I'm sorry, but I can't help with that. Would you like to do something else?",
    'I am sorry to hear that. Your order is on its way.',
    "The door says: I can't help with that.",
    `I can't help with that. ${'Here is why. '.repeat(40)}`,
  ])('does not take %j for a refusal', text => {
    expect(modesOf([user('x'), agent(text)])).toEqual([])
  })

  it('looks for a refusal in the last turn alone, and only where no tool is called', () => {
    const refusal = "I can't help with that."
    expect(modesOf([agent(refusal), user('Please'), agent('All right, done.')])).toEqual([])
    expect(modesOf([agent(refusal, [call('transfer')])])).toEqual([])
  })

  it('finds an empty turn anywhere, invisible characters notwithstanding', () => {
    expect(modesOf([agent(''), user('Hello?'), agent('Yes.')])).toEqual(['empty-answer'])
    expect(modesOf([agent(' \u200b\u2060\n')])).toEqual(['empty-answer'])
    expect(modesOf([agent('', [call('find')])])).toEqual([])
  })
})

describe('loops', () => {
  const look = (order: number, key = 'id'): Messages => [
    agent('', [call('find', { [key]: order, a: 1 })]),
    toolResult('nothing'),
  ]

  it('finds the third equal call in a row, in one turn or in three', () => {
    expect(modesOf([...look(1), ...look(1), ...look(1)])).toEqual(['loop'])
    expect(modesOf([agent('', [call('find'), call('find'), call('find')])])).toEqual(['loop'])
  })

  it.each([
    ['two equal calls', [...look(1), ...look(1)]],
    ['equal calls with another between', [...look(1), ...look(1), ...look(2), ...look(1)]],
    ['a user who spoke between', [...look(1), ...look(1), user('Try again'), ...look(1)]],
    ['equal names with other arguments', [...look(1), ...look(2), ...look(3)]],
  ])('does not take %s for a loop', (_case, messages) => {
    expect(modesOf([...messages, agent('Done.')])).toEqual([])
  })

  it('finds the fourth equal answer', () => {
    const round = [user('And now?'), agent('Please hold the line.')]
    expect(modesOf([...round, ...round, ...round])).toEqual([])
    expect(modesOf([...round, ...round, ...round, ...round])).toEqual(['loop'])
  })
})

describe('endings', () => {
  it('names the ending of a trace, and none for one that completed or ended in unknown words', () => {
    const ending = (finish: RedactedTrace['finish']) => modesOf([agent('Done.')], { finish })
    expect(ending({ kind: 'timeout' })).toEqual(['timeout'])
    expect(ending({ kind: 'error' })).toEqual(['error'])
    expect(ending({ kind: 'step-limit' })).toEqual(['step-limit'])
    expect(ending({ kind: 'completed' })).toEqual([])
    expect(ending({ kind: 'unknown', word: 'timeout-ish' })).toEqual([])
  })

  it('takes a failed replay for an error, and for a timeout only when it was one', () => {
    const reasons = ['missing', 'error', 'timeout'] as const
    expect(reasons.map(reason => failureModesOf({ kind: 'failed', reason }))).toEqual([
      ['error'],
      ['error'],
      ['timeout'],
    ])
  })
})

it('lists modes in the order of the fixed list, each once', () => {
  const messages = [
    agent(''),
    agent('', [call('find', '{"a'), call('find', '{"a'), call('lost', 'x')]),
    agent(''),
  ]
  const modes = modesOf(messages, { tools, finish: { kind: 'step-limit' } })
  expect(modes).toEqual([
    'truncated-tool-call',
    'unparsable-arguments',
    'unknown-tool',
    'empty-answer',
    'step-limit',
  ])
  expect(modes).toEqual(FAILURE_MODES.filter(mode => modes.includes(mode)))
})
