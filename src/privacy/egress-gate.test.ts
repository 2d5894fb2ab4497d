import { describe, expect, it } from 'vitest'
import { createEgressGate } from './egress-gate.ts'

const CARD = '4111 1111 1111 1111'
const KEY = 'sk-ant-api03-abcdefghij1234567'

describe('the egress gate', () => {
  it.each([
    ['a grouped card', `pay ${CARD} now`, ['CREDIT_CARD']],
    ['a card without spaces', '4111111111111111', ['CREDIT_CARD']],
    ['an American Express card', '3782 822463 10005', ['CREDIT_CARD']],
    ['an account', 'to DE89 3704 0044 0532 0130 00.', ['IBAN']],
    ['a key', `use ${KEY}`, ['SECRET']],
    [
      'a card within JSON within JSON',
      JSON.stringify({ a: JSON.stringify({ b: `x\n${CARD}` }) }),
      ['CREDIT_CARD'],
    ],
    ['a card written in escapes', String.raw`{"a":"4111 1111 1111 \u0031111"}`, ['CREDIT_CARD']],
    ['a number that fails the check', '4111 1111 1111 1112', []],
    ['a fraction', '0.4111111111111111', []],
    ['a part of a word', 'x4111111111111111', []],
    ['tokens', '<CREDIT_CARD_k1_7F3A9C2E> <IBAN_k12_00000000>', []],
    ['words that begin like a key', 'the sk-something-that-is-long', []],
    ['a mail address and a telephone number', 'write to help@acme.com or call +1 202-555-0143', []],
  ])('%s', (_, text, kinds) => {
    expect(createEgressGate().check(text, 'request')).toEqual(kinds)
    expect(createEgressGate().check(Buffer.from(text), 'file')).toEqual(kinds)
  })

  it('takes a bare number of a report for an amount, and of a request for a card', () => {
    const text = '{"costPicoUsd": 4111111111111111, "n": 1}'
    expect(createEgressGate().check(text, 'file')).toEqual([])
    expect(createEgressGate().check(text, 'request')).toEqual(['CREDIT_CARD'])
    expect(createEgressGate().check('{"text": "4111111111111111"}', 'file')).toEqual(['CREDIT_CARD'])
  })

  it('watches for values it is told of, unless they are as short as a word', () => {
    const gate = createEgressGate()
    gate.watch(['Zorvath Quill', 'Zorv'])
    expect(gate.check('by Zorvath Quill', 'store')).toEqual(['CANARY'])
    expect(gate.check('by Zorvath', 'store')).toEqual([])
  })

  it('masks what cannot be refused and leaves the rest as it was', () => {
    const gate = createEgressGate()
    expect(gate.masked(`é ${CARD}, \\n ${KEY} <URL_k1_00000000>`, 'terminal')).toBe(
      'é [blocked CREDIT_CARD], \\n [blocked SECRET] <URL_k1_00000000>',
    )
    expect(gate.masked('nothing here', 'terminal')).toBe('nothing here')
  })

  it('counts what it stopped by sink and kind', () => {
    const gate = createEgressGate()
    gate.check(`${CARD} ${KEY}`, 'request')
    gate.check(CARD, 'request')
    gate.masked(CARD, 'terminal')
    expect(gate.counts()).toEqual([
      { sink: 'request', kind: 'CREDIT_CARD', count: 2 },
      { sink: 'request', kind: 'SECRET', count: 1 },
      { sink: 'terminal', kind: 'CREDIT_CARD', count: 1 },
    ])
  })

  it.each([
    ['\\'],
    ['\\u'],
    ['4111 '],
    ['GB82 '],
    ['sk-'],
    ['eyJ'],
    [' '],
    ['4111-1111-1111-1111 '],
    ['-----BEGIN '],
    ['[ '],
  ])('reads 200,000 characters of %j in time that grows with their length', piece => {
    const timeOf = (length: number): number => {
      const text = piece.repeat(Math.ceil(length / piece.length))
      const gate = createEgressGate()
      const startedAt = process.hrtime.bigint()
      gate.check(text, 'file')
      return Number(process.hrtime.bigint() - startedAt) / 1e6
    }
    // Quadratic time would be minutes at the first of them.
    expect(timeOf(200_000)).toBeLessThan(3_000)
  })
})
