import { describe, expect, it } from 'vitest'
import { defaultDetectors } from './default-detectors.ts'
import { namesDetector } from './names/names-detector.ts'
import { createRedactText } from './redact-text.ts'

const CHARACTERS = 30_000
const DEPTH = 50_000

function create(hasSurrogates: boolean) {
  return createRedactText({
    detectors: [...defaultDetectors, namesDetector],
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
    hasSurrogates,
  })
}

describe('redaction of texts that are made to take long', () => {
  it.each([
    '"',
    '"a":"',
    '"password":"',
    '"password" : ',
    '\ncookie: ',
    'cookie=',
    'Authorization: Bearer ',
    'authorization:',
    '\\u0041',
    '\\',
    '000',
    '1900-01-',
    'Anna ',
    'Velmaldren ',
    'Anna.',
    '4000 00',
    '+1 200-555-01',
    'a@',
    'a.',
    '@a.',
    'https://',
    '::',
    '1.',
    '4111 ',
    'sk-',
    'eyJ.',
    '-----BEGIN PRIVATE KEY-----',
    '<PERSON_k1_',
    '<PERSON_k1_7F3A9C2E>',
    '\u200b',
    'five ',
    ' at ',
    '{"a":',
    '[',
    '\u0430',
    'A ',
    'Mr. ',
  ])('30,000 characters of %j end in seconds, with and without surrogates', piece => {
    const text = piece.repeat(Math.ceil(CHARACTERS / piece.length)).slice(0, CHARACTERS)
    const startedAt = process.cpuUsage()
    for (const hasSurrogates of [false, true]) create(hasSurrogates)(text)
    const { user, system } = process.cpuUsage(startedAt)
    // Of one process; what grows with the square of the length takes tens of them.
    expect((user + system) / 1e6).toBeLessThan(5)
  })

  it('100,000 objects and lists deep is a text like any other', () => {
    const text = `${'{"a":['.repeat(DEPTH)}"ann@acme.org"${']}'.repeat(DEPTH)}`
    const redacted = create(false)(text)
    expect(redacted).not.toContain('ann@')
    expect(redacted).toHaveLength(text.length - 'ann@acme.org'.length + '<EMAIL_k1_00000000>'.length)
  })
})
