import { describe, expect, it } from 'vitest'
import { priceOf, priceRowOf } from './price-of.ts'
import { shippedPrices } from './shipped-prices.ts'

const NOW_MS = Date.UTC(2026, 10, 24)

/** Dollars a million tokens: in, out, cache read, cache writes by lifetime. Written by hand from the price lists. */
const GOLDEN = `
anthropic claude-sonnet-4-6     0      3     15    0.3    5m=3.75 1h=6
anthropic claude-sonnet-4-5     0      3     15    0.3    5m=3.75 1h=6
anthropic claude-sonnet-4-5     200001 6     22.5  0.6    5m=7.5 1h=12
anthropic claude-sonnet-5       0      2     10    0.2    5m=2.5 1h=4
anthropic claude-sonnet-5-5     0      2     10    0.1    5m=2.5 1h=4
anthropic claude-haiku-4-5      0      1     5     0.1    5m=1.25 1h=2
anthropic claude-haiku-5-5      100000 0.1   0.5   0.01   5m=0.125 1h=0.2
anthropic claude-haiku-5-5      100001 0.5   2.5   0.05   5m=0.625 1h=1
anthropic claude-opus-4-5       0      5     25    0.5    5m=6.25 1h=10
anthropic claude-opus-4-6       0      5     25    0.5    5m=6.25 1h=10
anthropic claude-opus-4-7       0      5     25    0.5    5m=6.25 1h=10
anthropic claude-opus-4-8       0      5     25    0.5    5m=6.25 1h=10
anthropic claude-opus-5         0      5     25    0.5    5m=6.25 1h=10
anthropic claude-opus-5-5       0      4     20    0.2    5m=5 1h=8
anthropic claude-fable-5-1      0      10    50    0.25   5m=12.5 1h=20
openai    gpt-4o                0      2.5   10    1.25
openai    gpt-4o-mini           0      0.15  0.6   0.075
openai    gpt-4.1               0      2     8     0.5
openai    gpt-4.1-mini          0      0.4   1.6   0.1
openai    gpt-4.1-nano          0      0.1   0.4   0.025
openai    gpt-5                 0      1.25  10    0.125
openai    gpt-5.1               0      1.25  10    0.125
openai    gpt-5-mini            0      0.25  2     0.025
openai    gpt-5-nano            0      0.05  0.4   0.005
openai    gpt-5.2               0      1.75  14    0.175
openai    gpt-5.4               272000 2.5   15    0.25
openai    gpt-5.4               272001 5     22.5  0.5
openai    gpt-5.4-mini          0      0.75  4.5   0.075
openai    gpt-5.4-nano          0      0.2   1.25  0.02
openai    gpt-5.5               272000 5     30    0.5
openai    gpt-5.5               272001 10    45    1
openai    gpt-5.6-luna          272000 0.2   1.2   0.02   30m=0.25
openai    gpt-5.6-luna          272001 0.4   1.8   0.04   30m=0.5
openai    gpt-5.6-terra         272000 2     12    0.2    30m=2.5
openai    gpt-5.6-terra         272001 4     18    0.4    30m=5
openai    gpt-6-luna            272000 0.1   0.5   0.01   30m=0.125
openai    gpt-6-luna            272001 0.2   0.75  0.02   30m=0.25
openai    gpt-6-sol             272000 2     10    0.2    30m=2.5
openai    gpt-6-sol             272001 4     15    0.4    30m=5
openai    gpt-6.1-sol           272000 2     10    0.1    30m=2.5
openai    gpt-6.1-sol           272001 4     15    0.2    30m=5
openai    gpt-6.1-terra         272000 1     5     0.05   30m=1.25 12h=2.5
openai    gpt-6.1-terra         272001 2     7.5   0.1    30m=2.5 12h=5
openai    gpt-6-astra           272000 10    50    1      30m=12.5
openai    gpt-6-astra           272001 20    75    2      30m=25
google    gemini-2.5-flash      0      0.3   2.5   0.03
google    gemini-2.5-flash-lite 0      0.1   0.4   0.01
google    gemini-2.5-pro        200000 1.25  10    0.125
google    gemini-2.5-pro        200001 2.5   15    0.25
google    gemini-3-flash-preview 0     0.5   3     0.05
google    gemini-3-pro-preview  200000 2     12    0.2
google    gemini-3-pro-preview  200001 4     18    0.4
google    gemini-3.1-pro-preview 200000 2    12    0.2
google    gemini-3.1-pro-preview 200001 4    18    0.4
google    gemini-3.1-flash-lite 0      0.25  1.5   0.025
google    gemini-3.5-flash      0      1.5   9     0.15
google    gemini-3.6-flash      0      0.75  3.75  0.075
google    gemini-3.7-flash      0      0.75  3.75  0.075
google    gemini-3.8-flash      0      0.75  3.75  0.075
`
  .trim()
  .split('\n')
  .map(line => line.split(/\s+/))

/** As the file has it: a million tokens at so many dollars are so many micro-dollars a token. */
function picoUsd(dollars: string | undefined): number {
  return Math.round(Number(dollars) * 1_000_000)
}

describe('the shipped prices', () => {
  it.each(GOLDEN)('of %s %s from %s tokens are %s in, %s out, %s read', (...line) => {
    const [provider = '', model = '', tokens, inputUsd, outputUsd, readUsd, ...writes] = line
    expect(priceOf(shippedPrices(), provider, model, NOW_MS, Number(tokens))).toMatchObject({
      inputPicoUsd: picoUsd(inputUsd),
      outputPicoUsd: picoUsd(outputUsd),
      cacheReadPicoUsd: picoUsd(readUsd),
      cacheWritePicoUsd: Object.fromEntries(
        writes.map(write => [write.split('=')[0], picoUsd(write.split('=')[1])]),
      ),
    })
  })

  it('have no tier and no language model that the table above leaves out', () => {
    const current = shippedPrices().rows.filter(
      row => row.effectiveFromMs <= NOW_MS && NOW_MS < (row.effectiveToMs ?? Infinity),
    )
    const tiers = current.flatMap(row =>
      row.tiers.flatMap(({ outputPicoUsd }) => (outputPicoUsd === undefined ? [] : [row.model])),
    )
    expect(tiers.toSorted()).toEqual(GOLDEN.map(([, model]) => model).toSorted())
  })

  it('halve every language model in a batch', () => {
    for (const row of shippedPrices().rows.filter(each => each.tiers[0].outputPicoUsd !== undefined)) {
      expect(row.modes).toEqual({ batch: { num: 1, den: 2 } })
    }
  })

  it.each([
    [
      'google',
      'gemini-3.8-flash',
      Date.UTC(2027, 0, 1),
      [750_000, 3_750_000, 75_000],
      [1_500_000, 7_500_000, 150_000],
    ],
    [
      'anthropic',
      'claude-sonnet-5-5',
      Date.UTC(2026, 9, 7),
      [2_000_000, 10_000_000, 200_000],
      [2_000_000, 10_000_000, 100_000],
    ],
  ] as const)('of %s %s flip at one instant', (provider, model, flipMs, before, after) => {
    const at = (ms: number) => {
      const price = priceOf(shippedPrices(), provider, model, ms)
      return [price?.inputPicoUsd, price?.outputPicoUsd, price?.cacheReadPicoUsd]
    }
    expect(at(flipMs - 1)).toEqual(before)
    expect(at(flipMs)).toEqual(after)
  })

  it('never overlap: a name has one row at a time', () => {
    const { rows } = shippedPrices()
    const names = rows.flatMap(row => [row.model, ...row.aliases].map(name => `${row.provider} ${name}`))
    for (const name of new Set(names)) {
      const [provider, model] = name.split(' ')
      const own = rows
        .filter(row => row.provider === provider && [row.model, ...row.aliases].includes(model ?? ''))
        .toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs)
      own.slice(1).forEach((row, index) => {
        expect(own[index]?.effectiveToMs ?? Infinity).toBeLessThanOrEqual(row.effectiveFromMs)
      })
    }
  })

  it.each([
    ['anthropic', 'claude-sonnet-5-5-20261001'],
    ['anthropic', 'claude-sonnet'],
    ['openai', 'gpt-6.1-terra-2026-10-01'],
    ['openai', 'gpt-5.4-pro'],
    ['google', 'gemini-3.9-flash'],
    ['openai-compatible', 'gpt-5-mini'],
  ])('do not know %s %s, whatever it resembles', (provider, model) => {
    expect(priceRowOf(shippedPrices(), provider, model, NOW_MS)).toBeUndefined()
  })

  it.each([
    ['openai', 'gpt-5-mini-2025-08-07', 'gpt-5-mini'],
    ['anthropic', 'claude-haiku-4-5-20251001', 'claude-haiku-4-5'],
  ])('know %s %s as %s', (provider, alias, model) => {
    const prices = shippedPrices()
    expect(priceRowOf(prices, provider, alias, NOW_MS)).toBe(priceRowOf(prices, provider, model, NOW_MS))
  })
})
