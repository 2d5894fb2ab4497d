import { describe, expect, it } from 'vitest'
import type { TokenUsage } from '../../records/token-usage.ts'
import type { ModelRequest } from '../language-model.ts'
import { costOf, totalInputTokens } from './cost-of.ts'
import type { PriceRow } from './price-table.ts'
import { inputTokensAtMost, worstCostOf } from './worst-cost-of.ts'

const LOW = {
  maxInputTokens: 1_000,
  inputPicoUsd: 100,
  outputPicoUsd: 500,
  cacheReadPicoUsd: 10,
  cacheWritePicoUsd: { '5m': 125, '1h': 200 },
}
const HIGH = {
  maxInputTokens: 5_000,
  inputPicoUsd: 500,
  outputPicoUsd: 2_500,
  cacheReadPicoUsd: 50,
  cacheWritePicoUsd: { '5m': 625, '1h': 1_000 },
}
const ROW: PriceRow = {
  provider: 'anthropic',
  model: 'm',
  aliases: [],
  effectiveFromMs: 0,
  effectiveToMs: undefined,
  tiers: [LOW, HIGH],
  modes: { batch: { num: 1, den: 2 } },
  source: 'test',
}
const NOTHING: TokenUsage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: {},
  outputTokens: 0,
  reasoningTokens: 0,
}

describe('costOf', () => {
  it.each([
    [{ inputTokens: 1_000, outputTokens: 1 }, 100_500],
    [{ inputTokens: 1_001, outputTokens: 1 }, 503_000],
    // The edge is met by all input together, cached or not; then everything is dearer.
    [{ inputTokens: 990, cacheReadTokens: 10 }, 99_100],
    [{ inputTokens: 990, cacheReadTokens: 11 }, 495_550],
    [{ cacheWriteTokens: { '5m': 600, '1h': 400 } }, 155_000],
    [{ cacheWriteTokens: { '5m': 600, '1h': 401 } }, 776_000],
    // Reasoning is part of the output already.
    [{ outputTokens: 10, reasoningTokens: 9 }, 5_000],
    [{}, 0],
  ])('of %j is %d', (usage, expected) => {
    expect(costOf({ ...NOTHING, ...usage }, ROW)).toBe(expected)
  })

  it.each([
    ['a lifetime without a price', { cacheWriteTokens: { '12h': 1 } }],
    ['a lifetime that only an object of JavaScript has', { cacheWriteTokens: { constructor: 1 } }],
    ['more input than any tier', { inputTokens: 5_001 }],
  ])('of %s is unknown, never 0', (_what, usage) => {
    expect(costOf({ ...NOTHING, ...usage }, ROW)).toBeUndefined()
  })

  it.each([
    ['cacheReadPicoUsd', { cacheReadTokens: 1 }],
    ['outputPicoUsd', { outputTokens: 1 }],
  ] as const)('of tokens whose %s nobody knows is unknown, and of none of them known', (price, usage) => {
    const row: PriceRow = { ...ROW, tiers: [{ ...LOW, [price]: undefined }] }
    expect(costOf({ ...NOTHING, ...usage }, row)).toBeUndefined()
    expect(costOf({ ...NOTHING, inputTokens: 2 }, row)).toBe(200)
  })

  it('of a batch is half, and unknown where the row has no price for a batch', () => {
    const usage = { ...NOTHING, inputTokens: 3, outputTokens: 1 }
    expect(costOf(usage, ROW, 'batch')).toBe(400)
    expect(costOf(usage, { ...ROW, modes: {} }, 'batch')).toBeUndefined()
  })

  it.each([
    [1, 0],
    [3, 2],
    [5, 2],
    [7, 4],
  ])('of %d half pico-dollars is rounded to the even one, %d', (tokens, expected) => {
    const row: PriceRow = { ...ROW, tiers: [{ ...LOW, inputPicoUsd: 1 }] }
    expect(costOf({ ...NOTHING, inputTokens: tokens }, row, 'batch')).toBe(expected)
  })
})

it('all input is counted once, from wherever it came', () => {
  const usage = {
    ...NOTHING,
    inputTokens: 1,
    cacheReadTokens: 10,
    cacheWriteTokens: { '5m': 100, '1h': 1_000 },
  }
  expect(totalInputTokens({ ...usage, outputTokens: 9 })).toBe(1_111)
})

describe('the worst case', () => {
  const worst = { inputTokens: 100, maxOutputTokens: 10, cacheLifetime: undefined }

  it.each([
    [worst, 15_000],
    [{ ...worst, cacheLifetime: '5m' }, 17_500],
    [{ ...worst, cacheLifetime: '1h' }, 25_000],
    // A model that has no price for writes does not charge for them.
    [{ ...worst, cacheLifetime: '30m' }, 15_000],
    [{ ...worst, inputTokens: 1_001 }, 525_500],
    [{ ...worst, mode: 'batch' as const }, 7_500],
  ])('of %j is %d', (options, expected) => {
    expect(worstCostOf(ROW, options)).toBe(expected)
  })

  it('is rounded up', () => {
    const row: PriceRow = { ...ROW, tiers: [{ ...LOW, inputPicoUsd: 1, outputPicoUsd: 2 }] }
    expect(worstCostOf(row, { ...worst, inputTokens: 1, mode: 'batch' })).toBe(11)
  })

  it('takes a lower tier where that is the dearer one', () => {
    const row: PriceRow = { ...ROW, tiers: [LOW, { ...HIGH, inputPicoUsd: 1, outputPicoUsd: 1 }] }
    expect(worstCostOf(row, { ...worst, inputTokens: 1_001 })).toBe(1_001 * 100 + 10 * 500)
  })

  it('is unknown above every tier, and without a price for output', () => {
    expect(worstCostOf(ROW, { ...worst, inputTokens: 5_001 })).toBeUndefined()
    expect(worstCostOf({ ...ROW, tiers: [{ ...LOW, outputPicoUsd: undefined }] }, worst)).toBeUndefined()
  })
})

describe('input tokens at most', () => {
  const request: ModelRequest = {
    purpose: 'judge',
    system: undefined,
    messages: [{ role: 'user', text: '' }],
    maxOutputTokens: 1,
  }
  const base = inputTokensAtMost(request)

  it.each([
    [{ system: 'a'.repeat(100) }, 50],
    [{ system: 'ü'.repeat(100) }, 100],
    [{ messages: [{ role: 'user' as const, text: 'a'.repeat(101) }] }, 51],
    [{ tools: [{ name: 'n', description: 'd'.repeat(2_000), parameters: {} }] }, 1_600],
    [{ answerSchema: { name: 'n', schema: { description: 'd'.repeat(2_000) } } }, 1_600],
    [
      {
        messages: [
          { role: 'user' as const, text: '' },
          { role: 'assistant' as const, text: '', calls: [{ id: '', name: '', arguments: 'a'.repeat(200) }] },
        ],
      },
      100,
    ],
  ])('grow with every part of a request', (change, atLeast) => {
    expect(inputTokensAtMost({ ...request, ...change }) - base).toBeGreaterThanOrEqual(atLeast)
  })
})
