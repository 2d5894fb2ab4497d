import { describe, expect, it } from 'vitest'
import { createFieldPolicy, isSecretName } from './field-policy.ts'

describe('createFieldPolicy', () => {
  it.each([
    ['/flags/email', '/flags/email', true],
    ['/flags/email', '/flags/email2', false],
    ['/flags/*', '/flags/anything', true],
    ['/messages/*/calls/*/arguments/age', '/messages/3/calls/0/arguments/age', true],
    ['/messages/*/calls/*/arguments/address', '/messages/3/calls/0/arguments/address/zip', true],
    ['/messages/*/text', '/messages/3/calls/0/arguments/text', false],
    ['/**/age', '/expected/0/arguments/who/age', true],
    ['/**/who/**/age', '/expected/0/arguments/who/1/age', true],
    ['/**/who/**/age', '/expected/0/arguments/age/who', false],
    ['/**', '/anything', true],
  ])('deny %s and a value at %s: %s', (pattern, path, isDenied) => {
    const policy = createFieldPolicy({ deny: [pattern], allow: [] })
    expect(policy(path, 'x')?.kind === 'whole').toBe(isDenied)
  })

  it('denies before it allows, and allows before the names of secrets', () => {
    const policy = createFieldPolicy({ deny: ['/flags/pin'], allow: ['/**/pin'] })
    expect(policy('/flags/pin', 'pin')).toEqual({ kind: 'whole', entity: 'FIELD' })
    expect(policy('/messages/0/calls/0/arguments/pin', 'pin')).toEqual({ kind: 'allowed' })
    expect(policy('/messages/0/calls/0/arguments/cookie', 'Cookie')).toEqual({
      kind: 'whole',
      entity: 'SECRET',
    })
    expect(policy('/messages/0/calls/0/arguments/colour', 'colour')).toBeUndefined()
  })

  it('looks at a path once per start, however many `**` the pattern has', () => {
    const policy = createFieldPolicy({ deny: [`/${'**/a/'.repeat(15)}b`], allow: [] })
    const startedAt = process.hrtime.bigint()
    expect(policy('/a'.repeat(2_000), 'x')).toBeUndefined()
    expect(Number(process.hrtime.bigint() - startedAt) / 1e6).toBeLessThan(2_000)
  })
})

it.each([
  ['Authorization', true],
  ['api-key', true],
  ['X_API_KEY', true],
  ['set-cookie', true],
  ['accessToken', true],
  ['cvv', true],
  ['page_token', false],
  ['token', false],
  ['spin', false],
  ['keyboard', false],
])('a field called %s holds a secret: %s', (name, isSecret) => {
  expect(isSecretName(name)).toBe(isSecret)
})
