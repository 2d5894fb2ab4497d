import { describe, expect, expectTypeOf, it } from 'vitest'
import { RedactionError } from '../errors/redaction-error.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import { defaultDetectors } from './default-detectors.ts'
import { createRedactText } from './redact-text.ts'
import { deriveRunKey } from './token-key.ts'

const bytes = new Uint8Array(32).fill(5)

function create(detectors = defaultDetectors, key: Uint8Array = bytes) {
  return createRedactText({ detectors, tokenKey: { id: 'k1', bytes: key } })
}

describe('createRedactText', () => {
  it('makes the token of HMAC-SHA-256(key, entity, 0x00, canonical value)', () => {
    // printf 'EMAIL\0ann@example.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0505…05
    expect(create()('Ann@Example.com')).toBe('<EMAIL_k1_96F89D26>')
  })

  it('is the only maker of its type', () => {
    expectTypeOf(create()).returns.toEqualTypeOf<RedactedText>()
    expectTypeOf<string>().not.toExtend<RedactedText>()
  })

  it('gives spellings of one value one token, and other values another', () => {
    const [first, ...others] = ['+1 (415) 555-2671', '415-555-2671', '415.555.2671', '+14155552671'].map(
      text => create()(text),
    )
    expect(others).toEqual([first, first, first])
    expect(create()('415-555-2672')).not.toBe(first)
  })

  it('gives two tenants, and two runs of one tenant, different tokens', () => {
    const text = 'ann@example.com'
    const other = new Uint8Array(32).fill(6)
    const tokens = [
      bytes,
      other,
      deriveRunKey(bytes, 'run-1'),
      deriveRunKey(bytes, 'run-2'),
      deriveRunKey(other, 'run-1'),
    ]
    expect(new Set(tokens.map(key => create(defaultDetectors, key)(text))).size).toBe(5)
  })

  it('shows the id of the key', () => {
    const redactText = createRedactText({ detectors: defaultDetectors, tokenKey: { id: 'k12', bytes } })
    expect(redactText('ann@example.com')).toMatch(/^<EMAIL_k12_[0-9A-F]{8}>$/)
  })

  it('names the detector that failed and nothing of the text, not even as a cause', () => {
    const failing = {
      name: 'broken',
      detect: (text: string) => {
        throw new Error(`cannot read ${text}`)
      },
    }
    const redactText = create([...defaultDetectors, failing])
    const error = thrownBy(() => redactText('secretword'))
    expect(error).toBeInstanceOf(RedactionError)
    expect(error).toMatchObject({ detector: 'broken', code: 'redaction' })
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('secretword')
  })

  it('counts places, texts that come again included', () => {
    const redactText = create()
    redactText('ann@example.com, bob@example.com')
    redactText('ann@example.com 4111111111111111')
    redactText('nothing')
    expect(redactText.counts()).toEqual({ CREDIT_CARD: 1, EMAIL: 3 })
  })

  it('replaces a value found in one text wherever it stands in the others', () => {
    const texts = create().together([
      { text: 'my phone is 415-555-2671, password: hunter2!x' },
      { text: 'customer 4155552671 said hunter2!x.' },
      { text: '4155552671' },
      { text: '14155552671000' },
    ])
    const phone = create()('415-555-2671')
    expect(texts[1]).toMatch(new RegExp(`^customer ${phone} said <SECRET_k1_[0-9A-F]{8}>\\.$`))
    expect(texts[2]).toBe(phone)
    expect(texts[3]).toBe('14155552671000')
  })

  it('replaces a value again within the text that gave it away', () => {
    expect(create()('phone: 4155552671. So 4155552671?')).toMatch(
      /^phone: (<PHONE_k1_[0-9A-F]{8}>)\. So \1\?$/,
    )
  })

  it('reads a bare value under the name it stands under', () => {
    const [named, unnamed] = create().together([{ text: '4155552671', context: 'mobile' }])
    expect(named).toMatch(/^<PHONE_k1_/)
    expect(unnamed).toBeUndefined()
    expect(create().together([{ text: '4155552671', context: 'item_id' }])).toEqual(['4155552671'])
  })

  it('remembers a harmless text without mistaking it for a harmful one of equal letters', () => {
    const redactText = create()
    expect(redactText.together([{ text: 'phone4155552671' }])).toEqual(['phone4155552671'])
    expect(redactText.together([{ text: '4155552671', context: 'phone' }])[0]).toMatch(/^<PHONE_k1_/)
  })

  it('does not take a token for a word or a number beside it', () => {
    const once = create()('415-555-2671 1234567890')
    expect(once).toMatch(/^<PHONE_k1_[0-9A-F]{8}> 1234567890$/)
    expect(create()(once)).toBe(once)
  })

  it('leaves no token look-alike of unknown entities unread', () => {
    expect(create()('<ann@example.com_k1_7F3A9C2E>')).toContain('<<EMAIL_k1_')
  })

  it('pseudonymises an identifier whatever it looks like, once', () => {
    const redactText = create()
    const token = redactText.pseudonym('CUSTOMER', 'ann')
    expect(token).toMatch(/^<CUSTOMER_k1_[0-9A-F]{8}>$/)
    expect(redactText.pseudonym('CUSTOMER', token)).toBe(token)
    expect(redactText.pseudonym('SESSION', 'ann').slice(-9)).not.toBe(token.slice(-9))
  })
})

function thrownBy(work: () => unknown): Error & { hint?: string } {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Expected an error, nothing was thrown')
}
