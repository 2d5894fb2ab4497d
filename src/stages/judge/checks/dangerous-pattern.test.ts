import { expect, it } from 'vitest'

import { isDangerousPattern } from './dangerous-pattern.ts'

it.each(['(a+)+', '^(a|a)*$', '((a)+)+', '(?:x*y*){2,}', '((a|b)c)+'])('takes %s for dangerous', pattern => {
  expect(isDangerousPattern(pattern)).toBe(true)
})

it.each(['^[a-z]+$', '(abc)+', '^#?\\d{3}(-\\d{4})?$', '^(red|green)$', '\\(a+\\)+', '[(+)]+', '[\\](a+)]+'])(
  'takes %s for harmless',
  pattern => {
    expect(isDangerousPattern(pattern)).toBe(false)
  },
)
