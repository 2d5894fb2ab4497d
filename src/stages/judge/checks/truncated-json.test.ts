import { expect, it } from 'vitest'

import { isTruncatedJsonObject } from './truncated-json.ts'

it.each([
  '{',
  '{"a',
  '{"a\\',
  '{"a\\u12',
  '{"a":',
  '{"a":tr',
  '{"a":-',
  '{"a":1.',
  '{"a":1e',
  '{"a":[1,',
  '{"a":"x",',
  ' {"a":[{}',
])('takes %j for the beginning of an object', text => {
  expect(isTruncatedJsonObject(text)).toBe(true)
})

it.each([
  ['empty text', ''],
  ['a complete object', '{"a":1}'],
  ['two objects', '{}{'],
  ['an array', '[1, 2'],
  ['a bare string', '"abc'],
  ['prose', 'I would call'],
  ['single quotes', "{'a': 1"],
  ['a trailing comma', '{"a":1,}'],
  ['a doubled comma', '{"a":[1,,'],
  ['a bracket of the wrong kind', '{"a":[1}'],
  ['an unquoted key', '{a: 1'],
  ['a number that never was', '{"a":01'],
  ['a literal of another language', '{"a":None'],
  ['a raw line break in a string', '{"a":"x\ny'],
  ['an unknown escape', '{"a":"\\x4'],
])('does not take %s for a cut-off object', (_case, text) => {
  expect(isTruncatedJsonObject(text)).toBe(false)
})

it('reads ten million characters of an unterminated string without trouble', () => {
  expect(isTruncatedJsonObject(`{"a":"${'x'.repeat(10_000_000)}`)).toBe(true)
})
