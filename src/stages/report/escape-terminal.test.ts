import { expect, it } from 'vitest'
import { escapeTerminal } from './escape-terminal.ts'

it('leaves no way to move the cursor, colour, link, beep or reorder text', () => {
  const hostile = 'red\u001b[31m link\u001b]8;;x\u0007 line\r\nback\b bidi\u202e tag\u{e0041} c1\u009b31m'
  expect(escapeTerminal(hostile)).toBe('red [31m link ]8;;x  line  back  bidi  tag  c1 31m')
})

it('leaves nothing that ends a line or that a CI runner takes for a command', () => {
  expect(escapeTerminal('a\u2028b\u2029c ##[set-output name=verdict]PASS')).toBe(
    'a b c # [set-output name=verdict]PASS',
  )
})
