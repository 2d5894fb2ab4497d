import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import type { JsonObject } from '../../records/json-value.ts'
import { readAnswer } from './read-answer.ts'
import { toStrictSchema } from './to-strict-schema.ts'

const root = (properties: JsonObject, required: readonly string[] = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
})
const property = (schema: JsonObject): unknown => {
  const { properties } = toStrictSchema(root({ it: schema }), 'test')
  return (properties as JsonObject).it
}

describe('a strict schema', () => {
  it('closes objects at every depth and requires every property', () => {
    const inner = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const closed = { ...inner, additionalProperties: false }
    expect(toStrictSchema(root({ list: { type: 'array', items: inner } }), 'test')).toEqual({
      type: 'object',
      properties: { list: { type: 'array', items: closed } },
      required: ['list'],
      additionalProperties: false,
    })
  })

  it('lets an optional property be null, once', () => {
    const { properties, required } = toStrictSchema(
      root({ a: { type: 'string' }, b: { type: ['string', 'null'] } }, []),
      'test',
    )
    const orNull = { anyOf: [{ type: 'string' }, { type: 'null' }] }
    expect([properties, required]).toEqual([{ a: orNull, b: orNull }, ['a', 'b']])
  })

  it.each([
    [{ const: 'x' }, { enum: ['x'] }],
    [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      { type: 'integer', minimum: 1, maximum: 5 },
      { type: 'integer', description: 'minimum: 1\nmaximum: 5' },
    ],
    [
      { type: 'string', description: 'A name.', pattern: '^a' },
      { type: 'string', description: 'A name.\npattern: "^a"' },
    ],
    [{ $ref: '#/$defs/x' }, { $ref: '#/$defs/x' }],
    [{ type: 'string', title: 't' }, { type: 'string' }],
  ])('says %j as %j', (schema, expected) => {
    expect(property(schema)).toEqual(expected)
  })

  it.each([
    ['a root that is no object', { type: 'string' }],
    ['an object without properties', root({ a: { type: 'object' } })],
    ['an open object', { ...root({}), additionalProperties: true }],
    ['a map', root({ a: { type: 'object', properties: {}, additionalProperties: { type: 'string' } } })],
    ['a list of anything', root({ a: { type: 'array' } })],
  ])('cannot be made of %s', (_what, schema) => {
    expect(() => toStrictSchema(schema, 'the rubric x')).toThrow(ConfigError)
    expect(() => toStrictSchema(schema, 'the rubric x')).toThrow('the rubric x')
  })
})

describe('reading an answer', () => {
  const schema = root(
    {
      score: { type: 'integer', minimum: 1, maximum: 5 },
      note: { type: 'string' },
      tag: { type: ['string', 'null'] },
    },
    ['score'],
  )

  it.each([
    ['{"score":1,"note":null,"tag":null}', { score: 1, tag: null }],
    ['{"score":5,"note":"x","tag":"y"}', { score: 5, note: 'x', tag: 'y' }],
    [' {"score":5}\n', { score: 5 }],
    ['{"score":0}', undefined],
    ['{"score":6}', undefined],
    ['{"score":null}', undefined],
    ['{"score":"5"}', undefined],
    ['[{"score":5}]', undefined],
    ['null', undefined],
    ['{"score":5}{"score":1}', undefined],
    ['{"score":5', undefined],
  ])('%s gives %j', (text, expected) => {
    expect(readAnswer(text, schema)).toEqual(expected)
  })

  it('drops nulls inside lists and objects as well', () => {
    const nested = root({ list: { type: 'array', items: root({ a: { type: 'string' } }, []) } })
    expect(readAnswer('{"list":[{"a":null},{"a":"x"}]}', nested)).toEqual({ list: [{}, { a: 'x' }] })
  })

  it('keeps a null that has to be there', () => {
    const either = root({ a: { enum: [null, 'x'] } })
    expect(readAnswer('{"a":null}', either)).toEqual({ a: null })
  })

  it('keeps what may stand under any name, and takes no name of JavaScript for a property', () => {
    expect(readAnswer('{"score":5,"toString":"x"}', schema)).toEqual({ score: 5, toString: 'x' })
    const closed = { ...schema, additionalProperties: false }
    expect(readAnswer('{"score":5,"toString":"x"}', closed)).toBeUndefined()
  })

  it('gives back every valid value that was written as JSON', () => {
    fc.assert(
      fc.property(
        fc.record({ score: fc.integer({ min: 1, max: 5 }), note: fc.string() }, { requiredKeys: ['score'] }),
        value => {
          expect(readAnswer(JSON.stringify(value), schema)).toEqual(value)
        },
      ),
    )
  })
})
