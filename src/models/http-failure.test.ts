import { expect, it } from 'vitest'
import { httpFailureError } from './http-failure.ts'

const NOW_MS = Date.UTC(2026, 10, 24, 12)

function errorOf(status: number, headers: Readonly<Record<string, string>> = {}) {
  return httpFailureError({ provider: 'openai', status, headers: new Headers(headers), nowMs: NOW_MS })
}

it.each([
  [400, 'bad-request', false, false],
  [401, 'auth', false, false],
  [403, 'auth', false, false],
  [404, 'bad-request', false, false],
  [408, 'timeout', true, true],
  [413, 'bad-request', false, false],
  [429, 'rate-limit', true, false],
  [500, 'overloaded', true, true],
  [502, 'overloaded', true, true],
  [503, 'overloaded', true, false],
  [504, 'overloaded', true, true],
  [529, 'overloaded', true, false],
] as const)(
  'status %d is %s, retryable %s, perhaps billed %s',
  (status, reason, isRetryable, mayBeBilled) => {
    expect(errorOf(status)).toMatchObject({ reason, isRetryable, mayBeBilled })
  },
)

it.each([
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '1.5' }, 1_500],
  [{ 'retry-after': 'Tue, 24 Nov 2026 12:00:20 GMT' }, 20_000],
  [{ 'retry-after': 'Tue, 24 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after-ms': '750', 'retry-after': '9' }, 750],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{}, undefined],
] as const)('%o asks to wait %s ms', (headers, expected) => {
  expect(errorOf(429, headers).retryAfterMs).toBe(expected)
})

it('is not retried here when the wait is longer than a minute, and says how long it is', () => {
  expect(errorOf(429, { 'retry-after': '60' }).isRetryable).toBe(true)
  expect(errorOf(429, { 'retry-after': '61' })).toMatchObject({
    isRetryable: false,
    hint: 'the provider asks to wait 61 s; then run the same command again',
  })
})

it.each([
  ['a refused key', { status: 401 }, true],
  ['a refused key under another status', { status: 400, isKeyRefused: true }, true],
  ['an unpaid bill', { status: 402 }, true],
  ['a used-up quota', { status: 429, isExhausted: true }, true],
  ['a wait of more than a minute', { status: 429, retryAfterMs: 60_001 }, true],
  ['a rate limit', { status: 429, retryAfterMs: 60_000 }, false],
  ['a request that is wrong', { status: 400 }, false],
  ['an overload', { status: 529 }, false],
] as const)('%s, as %j, concerns every further call: %s', (_what, failure, expected) => {
  const error = httpFailureError({ provider: 'p', headers: new Headers(), nowMs: NOW_MS, ...failure })
  expect(error.endsRun).toBe(expected)
  expect(error.isRetryable && error.endsRun).toBe(false)
})

it('a refused key is one whatever its status', () => {
  const error = httpFailureError({
    provider: 'google',
    status: 400,
    headers: new Headers(),
    nowMs: NOW_MS,
    isKeyRefused: true,
  })
  expect(error).toMatchObject({ reason: 'auth', hint: expect.stringContaining('check the key') })
})
