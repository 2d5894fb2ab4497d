import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { ARTICLE_TEMPLATE, loadText } from './__fixtures__/load-text.ts'

const LINES = ARTICLE_TEMPLATE.split('\n')

it('whatever the bytes, a config loads or is refused with a ConfigError', async () => {
  const yamlish = fc
    .array(
      fc.constantFrom(
        'sampling',
        'map',
        ': ',
        ':',
        '\n',
        '\n  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '*a',
        '&a ',
        '"',
        `\${X}`,
        '\t',
        '!t ',
        '~',
        '1',
        '<<',
      ),
      { maxLength: 30 },
    )
    .map(parts => parts.join(''))
  await fc.assert(
    fc.asyncProperty(fc.oneof(yamlish, fc.uint8Array({ maxLength: 60 }), fc.string()), async text => {
      const result = await loadText(text).catch((error: unknown) => error)
      if (result instanceof Error) expect(result).toBeInstanceOf(ConfigError)
    }),
    { numRuns: 400 },
  )
})

it('a line of the template mangled in one place is never an internal error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(LINES.length - 1), fc.string({ maxLength: 8 }), async (place, junk) => {
      const text = LINES.map((line, index) => (index === place ? `${line}${junk}` : line)).join('\n')
      const result = await loadText(text).catch((error: unknown) => error)
      if (result instanceof Error) expect(result).toBeInstanceOf(ConfigError)
    }),
    { numRuns: 200 },
  )
})
