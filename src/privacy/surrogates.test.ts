import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { defaultDetectors } from './default-detectors.ts'
import { ENTITIES } from './entity.ts'
import { isLuhnValid } from './luhn.ts'
import { namesDetector } from './names/names-detector.ts'
import { createRedactText } from './redact-text.ts'
import { createSurrogates, maskSurrogates } from './surrogates.ts'

const KEY = { id: 'k1', bytes: new Uint8Array(32) }
const VALUES = Array.from({ length: 400 }, (_, index) =>
  createHash('sha256').update(`${index}`).digest('hex'),
)

function create(bytes = KEY.bytes) {
  return createRedactText({
    detectors: [...defaultDetectors, namesDetector],
    tokenKey: { id: 'k1', bytes },
    hasSurrogates: true,
  })
}

describe('surrogates', () => {
  it.each(ENTITIES)('of %s: every one is recognised as one, from its first to its last character', entity => {
    const surrogates = createSurrogates(KEY)
    const made = VALUES.flatMap(value => [
      surrogates.of(entity, value),
      surrogates.of(entity, `${value} b`),
      surrogates.of(entity, `${value}:b`),
    ]).flatMap(each => each ?? [])
    expect(made.filter(each => /[^\n]/.test(maskSurrogates(`(${each})`).slice(1, -1)))).toEqual([])
  })

  it('never pass the check of the kind they stand for, or come from a range that is nobody’s', () => {
    const surrogates = createSurrogates(KEY)
    for (const value of VALUES) {
      expect(isLuhnValid(surrogates.of('CREDIT_CARD', value)?.replaceAll(' ', '') ?? '')).toBe(false)
      expect(surrogates.of('PHONE', value)).toMatch(/^\+1 [2-9](?!11)\d\d-555-01\d\d$/)
      expect(surrogates.of('EMAIL', value)).toMatch(/@example\.com$/)
    }
  })

  it('are the same for the same value and others under another key', () => {
    const text = 'mail ann@acme.org, call (415) 555-2671, pay 4111 1111 1111 1111'
    expect(create()(text)).toBe(create()(text))
    expect(create()(text)).not.toBe(create(new Uint8Array(32).fill(1))(text))
  })

  it('keep the kind: a mail stays a mail, and redacting again changes nothing', () => {
    const redactText = create()
    const once = redactText(
      'My name is John Smith from London. Mail ann@acme.org, call (415) 555-2671, pay 4111 1111 1111 1111 from DE89370400440532013000 at 10.1.2.3',
    )
    expect(once).toMatch(/[a-z]+\.[a-z]+\d{4}@example\.com/)
    for (const gone of ['John', 'Smith', 'ann@', '2671', '4111 1111', 'DE89', '10.1.2.3']) {
      expect(once).not.toContain(gone)
    }
    expect(create()(once)).toBe(once)
  })

  it('leave kinds without a made-up form their token', () => {
    expect(create()('key sk-ant-api03-abcdefghij1234567')).toMatch(/<SECRET_k1_[0-9A-F]{8}>/)
  })
})
