import { expect, it } from 'vitest'
import { agent, call, tool, user } from './__fixtures__/recording.ts'
import { modelConversation } from './model-conversation.ts'

it('joins system texts and lets a user speak first', () => {
  const { system, messages } = modelConversation([
    { role: 'system', text: 'One.' },
    { role: 'system', text: 'Two.' },
    agent('Hello'),
    user('Hi'),
  ])
  expect(system).toBe('One.\n\nTwo.')
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
})

it('answers every call right behind it, by id whatever the order, with one invented where it is missing', () => {
  const { messages } = modelConversation([
    user('both'),
    agent('', [call('a', {}, 'x'), call('b', {}, 'y')]),
    tool('for b', 'y'),
    tool('for a', 'x'),
    agent('', [call('c')]),
    user('never mind'),
  ])
  expect(messages.slice(1)).toEqual([
    {
      role: 'assistant',
      text: '',
      calls: [
        { id: 'x', name: 'a', arguments: '{}' },
        { id: 'y', name: 'b', arguments: '{}' },
      ],
    },
    { role: 'tool', callId: 'x', toolName: 'a', text: 'for a', isError: false },
    { role: 'tool', callId: 'y', toolName: 'b', text: 'for b', isError: false },
    { role: 'assistant', text: '', calls: [{ id: 'call_3', name: 'c', arguments: '{}' }] },
    { role: 'tool', callId: 'call_3', toolName: 'c', text: '(no result was recorded)', isError: false },
    { role: 'user', text: 'never mind' },
  ])
})

it('says in words what providers have no place for', () => {
  const { messages } = modelConversation([
    { role: 'user', text: '', calls: [call('toggle', { on: true })] },
    { role: 'tool', callId: undefined, text: 'is on', isError: false, requestor: 'user' },
    agent('', []),
    tool('stray', 'nobody'),
  ])
  expect(messages.map(({ text }) => text)).toEqual([
    '[action of the user] toggle {"on":true}',
    '[result of an action of the user] is on',
    '(no text)',
    '[tool result] stray',
  ])
})
