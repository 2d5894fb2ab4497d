import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultDetectors } from './default-detectors.ts'
import { createRedactText } from './redact-text.ts'

function create() {
  return createRedactText({ detectors: defaultDetectors, tokenKey: { id: 'k1', bytes: new Uint8Array(32) } })
}

const personal = fc.constantFrom(
  'ann@example.com',
  '4111 1111 1111 1111',
  '4155552671',
  '(415) 555-2671',
  '+44 20 7946 0958',
  'GB82WEST12345698765432',
  '078-05-1120',
  '203.0.113.9',
  '2001:db8::1',
  'https://example.com/?q=1',
  'sk-ant-api03-AAAAbbbbCCCCdddd',
)
const glue = fc.constantFrom(
  ' ',
  '',
  ',',
  ':',
  '-',
  '.',
  '"',
  '\\n',
  '\n',
  '😀',
  '\u200b',
  '(',
  ')',
  '/',
  '<',
  '@',
  '+',
)
const word = fc.constantFrom(
  'phone',
  'password:',
  'token=',
  'order',
  '12',
  '7',
  'x',
  'card',
  'ssn',
  '_k1_',
  'www.',
  '０',
  'é',
)
const text = fc
  .array(fc.oneof(personal, glue, word, fc.string({ maxLength: 4, unit: 'binary' })), { maxLength: 14 })
  .map(parts => parts.join(''))
const field = fc.record({
  text,
  context: fc.option(fc.constantFrom('phone', 'card', 'note', 'api_key'), { nil: undefined }),
})

describe('redaction', () => {
  it('done twice equals once, for one text', () => {
    fc.assert(
      fc.property(text, given => {
        const once = create()(given)
        expect(create()(once)).toBe(once)
      }),
      { numRuns: 1_500 },
    )
  })

  it('done twice equals once, for the texts of a trace', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 5 }), fields => {
        const once = create().together(fields)
        const again = create().together(
          once.map((redacted, index) => ({ text: redacted, context: fields[index]?.context })),
        )
        expect(again).toEqual(once)
      }),
      { numRuns: 600 },
    )
  })

  it('keeps equal texts equal and does not depend on what was redacted before', () => {
    fc.assert(
      fc.property(text, text, (first, second) => {
        const shared = create()
        shared(first)
        expect(shared(second)).toBe(create()(second))
      }),
      { numRuns: 400 },
    )
  })

  it('leaves everything outside the findings as it was', () => {
    const plain = fc
      .array(fc.constantFrom('hello', 'wörld', '😀', '𝐱', 'ﬁ', '\\n', '\u200b', '日本'), { maxLength: 6 })
      .map(parts => parts.join(' '))
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const token = create()('ann@example.com')
        expect(create()(`${before} ann@example.com ${after}`)).toBe(`${before} ${token} ${after}`)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves a JSON document parseable, whatever numbers and strings it holds', () => {
    const number = fc.constantFrom(4111111111111111, 12, -3.5, 4155552671)
    const value = fc.oneof(text, number, fc.array(fc.oneof(text, number), { maxLength: 3 }))
    const key = fc.constantFrom('phone', 'card', 'note', 'ann@example.com')
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom(0, 2), (document, indent) => {
        const redacted = create()(JSON.stringify(document, null, indent))
        expect(Object.keys(JSON.parse(redacted)).length).toBe(Object.keys(document).length)
      }),
      { numRuns: 600 },
    )
  })
})
