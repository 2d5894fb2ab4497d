import { describe, expect, it } from 'vitest'

import type { JsonObject } from '../../../records/json-value.ts'
import { checkAgainstSchema } from './tool-schema.ts'

const base: JsonObject = {
  type: 'object',
  properties: { count: { type: 'integer' }, unit: { enum: ['km', 'mi'] } },
  required: ['count'],
  additionalProperties: false,
}

describe('checkAgainstSchema', () => {
  it.each([
    ['a missing required argument', {}],
    ['a number as text', { count: '3' }],
    ['a fraction for an integer', { count: 1.5 }],
    ['a value outside the enumeration', { count: 1, unit: 'm' }],
    ['an argument that is not declared', { count: 1, extra: true }],
  ])('finds %s', (_case, value) => {
    expect(checkAgainstSchema(base, value)).toBe('invalid')
  })

  it('accepts what the schema accepts, 3.0 for an integer included', () => {
    expect(checkAgainstSchema(base, { count: 3.0, unit: 'km' })).toBe('valid')
  })

  it('knows tuples of 2020-12 and of draft-07, with and without the name of the draft', () => {
    const tuple = { type: 'array', minItems: 2 }
    const items = [{ type: 'string' }, { type: 'number' }]
    const schemas: JsonObject[] = [
      { ...tuple, prefixItems: items },
      { ...tuple, items },
      { ...tuple, prefixItems: items, $schema: 'https://json-schema.org/draft/2020-12/schema' },
      { ...tuple, items, $schema: 'http://json-schema.org/draft-07/schema#' },
    ]
    expect(schemas.map(schema => checkAgainstSchema(schema, ['a', 'b']))).toEqual(
      schemas.map(() => 'invalid'),
    )
    expect(schemas.map(schema => checkAgainstSchema(schema, ['a', 1]))).toEqual(schemas.map(() => 'valid'))
  })

  it('resolves references inside the schema', () => {
    const schema = { $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n' } } }
    expect(checkAgainstSchema(schema, { a: 'x' })).toBe('invalid')
  })

  it.each([
    ['a type no draft knows', { type: 'dict' }],
    ['a reference to elsewhere', { $ref: 'https://example.com/other.json' }],
    ['an unknown draft', { $schema: 'http://json-schema.org/draft-04/schema#' }],
    ['an asynchronous schema', { $async: true, type: 'object' }],
    ['a pattern that can run for ever', { properties: { a: { type: 'string', pattern: '^(a+)+$' } } }],
    ['a schema of unreasonable size', { description: 'x'.repeat(300_000) }],
  ])('abstains from %s', (_case, schema) => {
    expect(checkAgainstSchema(schema, { a: `${'a'.repeat(40)}!` })).toBe('unchecked')
  })

  it('abstains when a recursive schema meets arguments deeper than the call stack', () => {
    const schema = {
      $ref: '#/$defs/list',
      $defs: { list: { type: 'array', items: { $ref: '#/$defs/list' } } },
    }
    expect(checkAgainstSchema(schema, JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toBe(
      'unchecked',
    )
  })

  it('keeps two schemas with one `$id` apart', () => {
    const schema = (type: string): JsonObject => ({
      $id: 'https://example.com/tool',
      properties: { a: { type } },
    })
    expect(checkAgainstSchema(schema('string'), { a: 'x' })).toBe('valid')
    expect(checkAgainstSchema(schema('number'), { a: 'x' })).toBe('invalid')
  })

  it('ignores keywords and formats it does not know', () => {
    const schema = { properties: { a: { type: 'string', format: 'date', example: 'x' } }, title: 'T' }
    expect(checkAgainstSchema(schema, { a: 'not a date' })).toBe('valid')
  })
})
