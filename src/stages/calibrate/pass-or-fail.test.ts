import { expect, it } from 'vitest'
import { passOrFail } from './pass-or-fail.ts'

it.each([
  ['pass', 'pass'],
  [' Satisfied ', 'pass'],
  ['Compliant', 'pass'],
  ['UNSATISFACTORY', 'fail'],
  ['non-compliant', 'fail'],
  ['failure', 'fail'],
  ['partially_satisfied', null],
  ['partially satisfied', null],
  ['unknown', null],
  ['not satisfied', null],
  ['pass, but with a policy violation', null],
  ['', null],
  ['constructor', null],
])('reads %j as %s', (word, expected) => {
  expect(passOrFail(word)).toBe(expected)
})
