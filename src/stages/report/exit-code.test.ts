import { expect, it } from 'vitest'
import { exitCodeOf } from './exit-code.ts'

it.each([
  ['PASS', 'block', 0],
  ['FAIL', 'block', 1],
  ['INCONCLUSIVE', 'block', 4],
  ['INCONCLUSIVE', undefined, 4],
  ['INCONCLUSIVE', 'warn', 0],
  // A warning is for what nobody could tell, never for a regression.
  ['FAIL', 'warn', 1],
  ['PASS', 'warn', 0],
] as const)('%s with on_inconclusive %s exits with %i', (outcome, onInconclusive, code) => {
  expect(exitCodeOf(onInconclusive === undefined ? { outcome } : { outcome, onInconclusive })).toBe(code)
})
