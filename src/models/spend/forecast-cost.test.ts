import { describe, expect, it } from 'vitest'
import type { PriceRow } from '../prices/price-table.ts'
import { exactly, productOfRanges, sumOfRanges } from './expected-range.ts'
import {
  ADAPTIVE_VOTES,
  type CallForecast,
  type CallPlan,
  forecastCalls,
  observedShare,
  UNKNOWN_SHARE,
} from './forecast-calls.ts'
import { affordableSize, forecastCost } from './forecast-cost.ts'

const ROW: PriceRow = {
  provider: 'anthropic',
  model: 'judge-1',
  aliases: [],
  effectiveFromMs: 0,
  effectiveToMs: undefined,
  tiers: [
    {
      maxInputTokens: undefined,
      inputPicoUsd: 3_000_000,
      outputPicoUsd: 15_000_000,
      cacheReadPicoUsd: undefined,
      cacheWritePicoUsd: {},
    },
  ],
  modes: { batch: { num: 1, den: 2 } },
  source: 'test',
}

/** 10,000 judgements of 3,000 tokens in and 300 out. */
const PLAN: CallPlan = {
  purpose: 'judge',
  row: ROW,
  itemBytes: Array.from({ length: 10_000 }, () => 10_000),
  everyCallBytes: 2_000,
  share: exactly(1),
  callsPerItem: { ...exactly(1), most: 1 },
  outputTokens: exactly(300),
  maxOutputTokens: 1_000,
}

function forecast(changes: Partial<CallPlan> = {}): CallForecast {
  const found = forecastCalls({ ...PLAN, ...changes })
  if (found === undefined) throw new Error('Expected a forecast, got none')
  return found
}

describe('forecastCalls', () => {
  it('prices 10,000 judgements of 3,000 tokens in and 300 out at $135, in batch at half', () => {
    expect(forecast().costPicoUsd.expected).toBeCloseTo(135e12, 0)
    expect(forecast({ mode: 'batch' }).costPicoUsd.expected).toBeCloseTo(67.5e12, 0)
  })

  it('takes the worst case of the ledger: a token per byte, the whole output, the most votes', () => {
    const { worstPicoUsd, worstCallPicoUsd } = forecast({ callsPerItem: ADAPTIVE_VOTES })
    expect(worstCallPicoUsd).toBe((12_000 + 700) * 3_000_000 + 1_000 * 15_000_000)
    expect(worstPicoUsd).toBe(worstCallPicoUsd * 3 * 10_000)
  })

  it('keeps the expected cost inside its range and the range below the worst case', () => {
    const { costPicoUsd, worstPicoUsd, calls } = forecast({
      share: UNKNOWN_SHARE,
      callsPerItem: ADAPTIVE_VOTES,
    })
    expect(costPicoUsd.low).toBeLessThan(costPicoUsd.expected)
    expect(costPicoUsd.expected).toBeLessThan(costPicoUsd.high)
    expect(costPicoUsd.high).toBeLessThan(worstPicoUsd)
    expect(calls.expected).toBeCloseTo(10_000 * 0.6 * 2.2, 6)
  })

  it('has no forecast without a price, and never a free one', () => {
    const [tier] = ROW.tiers
    expect(forecastCalls({ ...PLAN, row: { ...ROW, modes: {} }, mode: 'batch' })).toBeUndefined()
    expect(
      forecastCalls({ ...PLAN, row: { ...ROW, tiers: [{ ...tier, maxInputTokens: 10 }] } }),
    ).toBeUndefined()
    expect(
      forecastCalls({ ...PLAN, row: { ...ROW, tiers: [{ ...tier, outputPicoUsd: undefined }] } }),
    ).toBeUndefined()
  })
})

describe('observedShare', () => {
  it('does not take ten thousand pairs of another candidate for certainty', () => {
    const share = observedShare(4_000, 10_000)
    expect(share?.expected).toBe(0.4)
    expect((share?.high ?? 0) - (share?.low ?? 0)).toBeGreaterThan(0.2)
  })

  it('knows nothing from a run without pairs, and leaves room above a run that needed none', () => {
    expect(observedShare(0, 0)).toBeUndefined()
    expect(observedShare(0, 40)).toMatchObject({ low: 0, expected: 0 })
    expect(observedShare(0, 40)?.high).toBeGreaterThan(0.05)
  })
})

describe('ranges', () => {
  it('of a sum of equal quantities widen with the root of their number', () => {
    const one = { low: 5, expected: 10, high: 20 }
    expect(sumOfRanges([one, one, one, one])).toEqual({ low: 30, expected: 40, high: 60 })
  })

  it('of a product stay within the products of the ends', () => {
    const [a, b] = [
      { low: 0, expected: 1, high: 2 },
      { low: 0, expected: 3, high: 3 },
    ]
    expect(productOfRanges(a, b)).toEqual({ low: 0, expected: 3, high: 6 })
    expect(productOfRanges(exactly(2), exactly(3))).toEqual(exactly(6))
  })
})

describe('the budget', () => {
  const part = forecast({ share: exactly(0.5) })

  it('is enough when it pays for the upper end and the last call at its worst', () => {
    const needed = Math.ceil(part.costPicoUsd.high + part.worstCallPicoUsd)
    expect(forecastCost([part], needed).budget?.isEnough).toBe(true)
    expect(forecastCost([part], needed - 1).budget?.isEnough).toBe(false)
    expect(forecastCost([part], undefined).budget).toBeUndefined()
    expect(affordableSize(10_000, [part], [], needed)).toBe(10_000)
    expect(affordableSize(10_000, [part], [], needed - 1)).toBe(9_999)
  })

  it('pays the calls that every run makes first', () => {
    const left = part.worstCallPicoUsd + part.costPicoUsd.high
    const fixed = forecast({ itemBytes: Array.from({ length: 2_500 }, () => 10_000), purpose: 'control' })
    const size = affordableSize(10_000, [part], [fixed], left)
    expect(size).toBe(Math.floor(10_000 * (1 - fixed.costPicoUsd.high / part.costPicoUsd.high)))
    expect(affordableSize(10_000, [part], [fixed], fixed.costPicoUsd.high)).toBe(0)
  })

  it('takes a run without calls for free', () => {
    expect(forecastCost([], 0)).toMatchObject({
      costPicoUsd: exactly(0),
      worstPicoUsd: 0,
      budget: { isEnough: true },
    })
  })
})
