import { describe, expect, it } from 'vitest'
import { RedactionError } from '../../errors/redaction-error.ts'
import { createPreparedFindings } from '../prepared-findings.ts'
import { createRedactText } from '../redact-text.ts'
import { createPresidio } from './create-presidio.ts'

type Finding = { readonly entity_type: string; readonly start: number; readonly end: number }

/** A server that answers every text from a table, and remembers what it was asked. */
function server(findings: Readonly<Record<string, readonly Finding[]>>, status = 200) {
  const asked: string[][] = []
  const presidio = createPresidio({
    url: 'http://127.0.0.1:5002/',
    scoreThreshold: 0.4,
    language: 'en',
    fetch: async (input, init) => {
      expect(String(input)).toBe('http://127.0.0.1:5002/analyze')
      const { text } = JSON.parse(String(init?.body)) as { readonly text: string[] }
      asked.push(text)
      return Response.json(
        text.map(each => findings[each] ?? []),
        { status },
      )
    },
  })
  return { presidio, asked }
}

function redactor(presidio: ReturnType<typeof server>['presidio'], isRequired: boolean) {
  const warnings: string[] = []
  const redactText = createRedactText({
    detectors: [],
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
    prepared: createPreparedFindings({
      server: presidio,
      isRequired,
      onWarning: warning => warnings.push(warning),
    }),
  })
  return { redactText, warnings }
}

const shortened = (text: string) => text.replace(/<([A-Z_]+)_k1_[0-9A-F]{8}>/g, '<$1>')

describe('Presidio', () => {
  it('counts in code points: an emoji in front leaves no letter of the name standing', async () => {
    const text = '😀😀 Katrine left'
    const { presidio } = server({ [text]: [{ entity_type: 'PERSON', start: 3, end: 10 }] })
    const { redactText } = redactor(presidio, true)
    await redactText.prepare([text])
    expect(shortened(redactText(text))).toBe('😀😀 <PERSON> left')
  })

  it('overlapping findings become one token, and unknown entities an identifier', async () => {
    const text = 'Katrine Vandersteen holds X1234567'
    const { presidio } = server({
      [text]: [
        { entity_type: 'PERSON', start: 0, end: 19 },
        { entity_type: 'LOCATION', start: 8, end: 19 },
        { entity_type: 'US_PASSPORT', start: 26, end: 34 },
        { entity_type: 'DATE_TIME', start: 20, end: 25 },
      ],
    })
    const { redactText } = redactor(presidio, true)
    await redactText.prepare([text])
    expect(shortened(redactText(text))).toBe('<PERSON> holds <ID_NUMBER>')
  })

  it('asks for many texts at once, for none twice, and for no text without a letter', async () => {
    const { presidio, asked } = server({})
    const { redactText } = redactor(presidio, true)
    await redactText.prepare(['one', 'two', 'one', '42', ''])
    await redactText.prepare(['two', 'three'])
    expect(asked).toEqual([['one', 'two'], ['three']])
    expect(redactText('42')).toBe('42')
  })

  it('keeps its hands off tokens', async () => {
    const text = 'from <PERSON_k1_7F3A9C2E>'
    const { presidio } = server({ [text]: [{ entity_type: 'US_BANK_NUMBER', start: 16, end: 24 }] })
    const { redactText } = redactor(presidio, true)
    await redactText.prepare([text])
    expect(redactText(text)).toBe(text)
  })

  it('required and down: nothing passes, and the error quotes no text', async () => {
    const { presidio } = server({}, 503)
    const { redactText } = redactor(presidio, true)
    const failure = await redactText.prepare(['Katrine left']).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(RedactionError)
    expect(String(failure)).not.toContain('Katrine')
    expect(() => redactText('Katrine left')).toThrow(RedactionError)
  })

  it('not required and down: one warning, and the other detectors go on', async () => {
    const { presidio, asked } = server({}, 503)
    const { redactText, warnings } = redactor(presidio, false)
    await redactText.prepare(['Katrine left'])
    await redactText.prepare(['another'])
    expect(redactText('Katrine left')).toBe('Katrine left')
    expect(warnings).toEqual(['presidio did not answer: names are found by the built-in detector alone'])
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['another number of lists', []],
    ['offsets beyond the text', [[{ entity_type: 'PERSON', start: 0, end: 99 }]]],
    ['no entity', [[{ start: 0, end: 2 }]]],
    ['an error object', { error: 'Katrine' }],
  ])('refuses %s', async (_, body) => {
    const presidio = createPresidio({
      url: 'http://127.0.0.1:5002',
      scoreThreshold: 0.4,
      language: 'en',
      fetch: async () => Response.json(body),
    })
    await expect(presidio.analyze(['Katrine'])).rejects.toThrow(/Presidio/)
  })
})
