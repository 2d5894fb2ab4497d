import { expect, it } from 'vitest'
import { createRateLimits } from './rate-limits.ts'

it('a minute’s worth of requests passes at once, the next one after one refill', () => {
  const limits = createRateLimits({ requests: 3 })
  const answers = [0, 0, 0, 0, 19_999, 20_000].map(nowMs => limits.take(1, nowMs)?.waitMs ?? 'taken')
  expect(answers).toEqual(['taken', 'taken', 'taken', 20_000, expect.closeTo(1, 6), 'taken'])
})

it('a request that lacks input tokens takes nothing from the other buckets', () => {
  const limits = createRateLimits({ requests: 10, inputTokens: 600 })
  limits.take(500, 0)
  expect(limits.take(200, 0)).toEqual({ exceeded: 'inputTokens', waitMs: 10_000 })
  expect(limits.stateAt(0).requests.remaining).toBe(9)
})

it('output is booked afterwards and can hold up the next request', () => {
  const limits = createRateLimits({ outputTokens: 60 })
  expect(limits.take(1, 0)).toBeUndefined()
  limits.spendOutput(120, 0)
  expect(limits.stateAt(0).outputTokens).toEqual({ limit: 60, remaining: 0, resetAtMs: 120_000 })
  expect(limits.take(1, 0)).toEqual({ exceeded: 'outputTokens', waitMs: 61_000 })
})
