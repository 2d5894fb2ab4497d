import { describe, expect, it } from 'vitest'

import type { ExpectedCall } from '../../records/trace.ts'
import { call } from './__fixtures__/traces.ts'
import { matchExpected } from './match-expected.ts'

const find: ExpectedCall = { name: 'find', arguments: { id: [1, '1'], deep: [true] }, optional: ['deep'] }
const cancel: ExpectedCall = { name: 'cancel', arguments: {}, optional: [] }

describe('matchExpected', () => {
  it('accepts any accepted value, in any spelling of JSON, without optional arguments', () => {
    expect(matchExpected([call('find', { id: 1 }), call('cancel')], { calls: [find, cancel] }).score).toBe(1)
    expect(matchExpected([call('find', { deep: true, id: '1' })], { calls: [find] }).score).toBe(1)
    const nested: ExpectedCall = { name: 'f', arguments: { a: [{ x: 1, y: [2] }] }, optional: [] }
    expect(matchExpected([call('f', { a: { y: [2.0], x: 1 } })], { calls: [nested] }).score).toBe(1)
  })

  it.each([
    ['a value that is not accepted', call('find', { id: 2 })],
    ['a missing argument that is not optional', call('find', { deep: true })],
    ['an argument nobody expects', call('find', { id: 1, more: 1 })],
    ['an argument named like a property of every object', call('find', { id: 1, constructor: 1 })],
    ['arguments that are no object', call('find', '{"id":1')],
  ])('refuses %s, without a mode of its own', (_case, made) => {
    expect(matchExpected([made], { calls: [find] })).toMatchObject({ score: 0, modes: [] })
  })

  it.each([
    ['a call that never came', [call('find', { id: 1 })], ['missing-call']],
    ['a first call that never came', [call('cancel')], ['missing-call']],
    ['no call at all', [], ['missing-call']],
    ['another tool', [call('find', { id: 1 }), call('refund')], ['wrong-tool']],
    ['the wrong order', [call('cancel'), call('find', { id: 1 })], ['wrong-tool']],
    ['one call too many', [call('find', { id: 1 }), call('cancel'), call('cancel')], ['wrong-tool']],
    ['one other tool for two', [call('refund')], ['wrong-tool', 'missing-call']],
  ] as const)('names %s', (_case, calls, modes) => {
    expect(matchExpected(calls, { calls: [find, cancel] })).toMatchObject({ score: 0, modes })
  })

  it('wants no call where none is right', () => {
    expect(matchExpected([], { calls: [] })).toMatchObject({ score: 1, modes: [] })
    expect(matchExpected([call('find', { id: 1 })], { calls: [] })).toMatchObject({
      score: 0,
      modes: ['wrong-tool'],
    })
  })

  it('never quotes a value in its reason', () => {
    const secret = 'order-of-somebody'
    expect(matchExpected([call('find', { id: secret })], { calls: [find] }).reason).not.toContain(secret)
  })
})
