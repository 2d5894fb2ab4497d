import { expect, it } from 'vitest'
import { renderGoDuration } from './go-duration.ts'

it.each([
  [0, '0s'],
  [0.9, '0s'],
  [12, '12ms'],
  [999.9, '999ms'],
  [1_500, '1.5s'],
  [6_000, '6s'],
  [90_000, '1m30s'],
  [360_000, '6m0s'],
  [3_600_000, '1h0m0s'],
  [90_061_001, '25h1m1.001s'],
])('%d milliseconds are %s, as Go prints them', (milliseconds, text) => {
  expect(renderGoDuration(milliseconds)).toBe(text)
})
