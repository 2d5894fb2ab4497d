import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../records/json-value.ts'
import { checkAgainstSchema } from './tool-schema.ts'

const EMAIL = '<EMAIL_k1_7F3A9C2E>'
const SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    email: { type: 'string', maxLength: 12, pattern: '^[a-z@.]+$' },
    phone: { type: 'integer' },
    kind: {
      anyOf: [{ const: 'a' }, { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }],
    },
  },
  required: ['email'],
  additionalProperties: false,
}

describe('schema check of redacted arguments', () => {
  it('abstains where only a token breaks the schema', () => {
    expect(checkAgainstSchema(SCHEMA, { email: EMAIL })).toBe('unchecked')
    expect(checkAgainstSchema(SCHEMA, { email: 'a@b.c', phone: '<PHONE_k1_00000000>' })).toBe('unchecked')
    expect(checkAgainstSchema(SCHEMA, { email: 'a@b.c', kind: { id: '<PHONE_k1_00000000>' } })).toBe(
      'unchecked',
    )
    expect(checkAgainstSchema(SCHEMA, { [EMAIL]: 'x' })).toBe('unchecked')
  })

  it('still finds what the agent itself got wrong beside a token', () => {
    expect(checkAgainstSchema(SCHEMA, { email: EMAIL, phone: 'soon' })).toBe('invalid')
    expect(checkAgainstSchema(SCHEMA, { email: EMAIL, colour: 'red' })).toBe('invalid')
    expect(checkAgainstSchema(SCHEMA, { phone: 1, kind: EMAIL })).toBe('invalid')
  })

  it('accepts what is valid with or without tokens', () => {
    expect(checkAgainstSchema(SCHEMA, { email: 'a@b.c', phone: 1 })).toBe('valid')
    expect(
      checkAgainstSchema({ type: 'object', properties: { email: { type: 'string' } } }, { email: EMAIL }),
    ).toBe('valid')
  })
})
