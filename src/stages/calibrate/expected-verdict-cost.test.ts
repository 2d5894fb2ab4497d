import { describe, expect, it } from 'vitest'
import type { PriceRow } from '../../models/prices/price-table.ts'
import { type ExpectedVote, expectedVerdictCost } from './expected-verdict-cost.ts'

const TIER = {
  maxInputTokens: 2_000,
  inputPicoUsd: 10,
  outputPicoUsd: 50,
  cacheReadPicoUsd: 1,
  cacheWritePicoUsd: {},
}
const ROW: PriceRow = {
  provider: 'openai',
  model: 'm',
  aliases: [],
  effectiveFromMs: 0,
  effectiveToMs: undefined,
  tiers: [TIER, { ...TIER, maxInputTokens: 3_000, inputPicoUsd: 20 }],
  modes: { batch: { num: 1, den: 2 } },
  source: 'test',
}
const VOTE: ExpectedVote = {
  inputTokens: 1_000,
  prefixTokens: 400,
  cacheReadProbability: 0,
  p95OutputTokens: 20,
}
const ONCE = { votesPerVerdict: 1, validShare: 1 }

describe('the expected cost of a valid verdict', () => {
  it.each([
    ['plain', {}, {}, 'standard', 11_000],
    ['with half of the prefix read from a cache', { cacheReadProbability: 0.5 }, {}, 'standard', 9_200],
    ['in a batch', {}, {}, 'batch', 5_500],
    ['with two and a half votes', {}, { votesPerVerdict: 2.5 }, 'standard', 27_500],
    ['where every second answer is of no use', {}, { validShare: 0.5 }, 'standard', 22_000],
    ['at the tier of its input', { inputTokens: 2_001 }, {}, 'standard', 41_020],
  ] as const)('%s', (_what, vote, needed, mode, expected) => {
    expect(expectedVerdictCost(ROW, { ...VOTE, ...vote }, { ...ONCE, ...needed }, mode)).toBe(expected)
  })

  it('pays for cached input in full where a model has no price for reading it', () => {
    const row: PriceRow = { ...ROW, tiers: [{ ...TIER, cacheReadPicoUsd: undefined }] }
    expect(expectedVerdictCost(row, { ...VOTE, cacheReadProbability: 1 }, ONCE, 'standard')).toBe(11_000)
  })

  it.each([
    ['an input beyond every tier', { ...VOTE, inputTokens: 3_001 }, ONCE, 'standard', ROW],
    ['no valid answer', VOTE, { ...ONCE, validShare: 0 }, 'standard', ROW],
    ['a mode without a price', VOTE, ONCE, 'batch', { ...ROW, modes: {} }],
    [
      'an output without a price',
      VOTE,
      ONCE,
      'standard',
      { ...ROW, tiers: [{ ...TIER, outputPicoUsd: undefined }] },
    ],
  ] as const)('is not known for %s', (_what, vote, needed, mode, row) => {
    expect(expectedVerdictCost(row as PriceRow, vote, needed, mode)).toBeUndefined()
  })
})
