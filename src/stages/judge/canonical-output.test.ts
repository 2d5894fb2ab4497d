import { expect, it } from 'vitest'

import { call } from './__fixtures__/traces.ts'
import { canonicalCalls, canonicalMessage, canonicalText, canonicalTurn } from './canonical-output.ts'

it('folds white space and composes letters, but keeps case and punctuation', () => {
  expect(canonicalText('  Cafe\u0301\n\tau   lait ')).toBe('Caf\u00e9 au lait')
  expect(canonicalText('Yes.')).not.toBe(canonicalText('yes'))
})

it('equates calls whose arguments differ in key order and call id alone', () => {
  const ours = { ...call('f', { a: 1, b: [2] }), id: 'call_1' }
  const theirs = { ...call('f', { b: [2], a: 1 }), id: 'call_2' }
  expect(canonicalCalls([ours])).toBe(canonicalCalls([theirs]))
})

it('tells calls apart by order, by argument type and by being parsable', () => {
  const variants = [
    [call('f', { a: 1 }), call('g')],
    [call('g'), call('f', { a: 1 })],
    [call('f', { a: '1' }), call('g')],
    [call('f', '{"a":1}'), call('g')],
  ]
  expect(new Set(variants.map(canonicalCalls)).size).toBe(variants.length)
})

it('sees tool errors in a conversation, but not the system prompt', () => {
  const result = { role: 'tool', callId: undefined, text: 'x', requestor: 'assistant' } as const
  expect(canonicalMessage({ ...result, isError: true })).not.toBe(
    canonicalMessage({ ...result, isError: false }),
  )
  expect(canonicalMessage({ role: 'system', text: 'be kind' })).toBeUndefined()
})

it('sees words and calls of a turn, but not why it stopped', () => {
  const turn = { role: 'assistant', text: 'hi', calls: [], finishReason: 'stop' } as const
  expect(canonicalTurn(turn)).toBe(canonicalTurn({ ...turn, finishReason: 'end_turn' }))
  expect(canonicalTurn(turn)).not.toBe(canonicalTurn({ ...turn, text: 'ho' }))
  expect(canonicalTurn(turn)).not.toBe(canonicalTurn({ ...turn, calls: [call('f')] }))
})
