import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf } from '../prices/cost-of.ts'
import { parsePriceTable } from '../prices/price-table.ts'
import { usageOfAnthropic } from './usage-of-anthropic.ts'
import { usageOfGoogle } from './usage-of-google.ts'
import { usageOfOpenAiChat, usageOfOpenAiResponses } from './usage-of-openai.ts'

// Prices without a common factor, so that a token counted in the wrong place always changes the sum.
const LOW = {
  in: 1_009,
  out: 10_007,
  read: 101,
  write: { '5m': 1_301, '1h': 2_003, '30m': 1_709, '12h': 2_203 },
}
const HIGH = {
  in: 3_001,
  out: 30_011,
  read: 307,
  write: { '5m': 3_907, '1h': 6_007, '30m': 5_107, '12h': 6_607 },
}
const EDGE = 272_000

const [row] = parsePriceTable(
  {
    schema: 1,
    as_of: '2026-11-22',
    rows: [
      {
        provider: 'any',
        model: 'm',
        aliases: [],
        effective_from: '2026-01-01',
        unit: 'pico_usd_per_token',
        tiers: [
          { max_input_tokens: EDGE, in: LOW.in, out: LOW.out, cache_read: LOW.read, cache_write: LOW.write },
          {
            max_input_tokens: null,
            in: HIGH.in,
            out: HIGH.out,
            cache_read: HIGH.read,
            cache_write: HIGH.write,
          },
        ],
        source: '2026-11-22',
      },
    ],
  },
  'test',
).rows

const cost = (usage: ReturnType<typeof usageOfAnthropic>): number | undefined =>
  usage === undefined || row === undefined ? undefined : costOf(usage, row)

const tokens = fc.nat(400_000)
/** Uncached, read, written (two lifetimes), visible output, reasoning: what was really used. */
const used = fc.tuple(fc.integer({ min: 1, max: 400_000 }), tokens, tokens, tokens, tokens, tokens)

describe('the bill of random usage is the hand-made one', () => {
  it('for Anthropic, whose input leaves caches out and whose output holds thinking', () => {
    fc.assert(
      fc.property(used, ([plain, read, w5, w1, visible, thinking]) => {
        const price = plain + read + w5 + w1 <= EDGE ? LOW : HIGH
        const expected =
          plain * price.in +
          read * price.read +
          w5 * price.write['5m'] +
          w1 * price.write['1h'] +
          (visible + thinking) * price.out
        const usage = usageOfAnthropic({
          input_tokens: plain,
          cache_read_input_tokens: read,
          cache_creation_input_tokens: w5 + w1,
          cache_creation: { ephemeral_5m_input_tokens: w5, ephemeral_1h_input_tokens: w1 },
          output_tokens: visible + thinking,
          output_tokens_details: { thinking_tokens: thinking },
        })
        expect(cost(usage)).toBe(expected)
        expect(usage?.reasoningTokens).toBe(thinking)
      }),
    )
  })

  it.each([
    ['chat', usageOfOpenAiChat, 'prompt_tokens', 'completion_tokens'],
    ['responses', usageOfOpenAiResponses, 'input_tokens', 'output_tokens'],
  ] as const)('for OpenAI %s, whose input holds caches', (_what, usageOf, input, output) => {
    fc.assert(
      fc.property(used, ([plain, read, w30, w12, visible, thinking]) => {
        const total = plain + read + w30 + w12
        const price = total <= EDGE ? LOW : HIGH
        const expected =
          plain * price.in +
          read * price.read +
          w30 * price.write['30m'] +
          w12 * price.write['12h'] +
          (visible + thinking) * price.out
        const usage = usageOf({
          [input]: total,
          [`${input}_details`]: {
            cached_tokens: read,
            cache_write_tokens: w30 + w12,
            cache_write_tokens_details: { ttl_30m_tokens: w30, ttl_12h_tokens: w12 },
          },
          [output]: visible + thinking,
          [`${output}_details`]: { reasoning_tokens: thinking },
          total_tokens: total + visible + thinking,
        })
        expect(cost(usage)).toBe(expected)
        expect(usage?.reasoningTokens).toBe(thinking)
      }),
    )
  })

  it('for Gemini, whose input holds caches and whose candidates leave thoughts out', () => {
    fc.assert(
      fc.property(used, ([plain, read, , , visible, thinking]) => {
        const price = plain + read <= EDGE ? LOW : HIGH
        const usage = usageOfGoogle({
          promptTokenCount: plain + read,
          cachedContentTokenCount: read,
          candidatesTokenCount: visible,
          thoughtsTokenCount: thinking,
          totalTokenCount: plain + read + visible + thinking,
        })
        expect(cost(usage)).toBe(plain * price.in + read * price.read + (visible + thinking) * price.out)
        expect(usage?.reasoningTokens).toBe(thinking)
      }),
    )
  })
})

describe('lifetimes', () => {
  it('are the shorter one where the provider names none', () => {
    expect(
      usageOfAnthropic({ input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 7 })
        ?.cacheWriteTokens,
    ).toEqual({ '5m': 7 })
    expect(
      usageOfOpenAiChat({
        prompt_tokens: 9,
        completion_tokens: 1,
        prompt_tokens_details: { cache_write_tokens: 7 },
      })?.cacheWriteTokens,
    ).toEqual({ '30m': 7 })
  })

  it('without a name have no price, so that the bill is unknown and not too small', () => {
    const usage = usageOfAnthropic({
      input_tokens: 1,
      output_tokens: 1,
      cache_creation_input_tokens: 10,
      cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 0 },
    })
    expect(usage?.cacheWriteTokens).toEqual({ '5m': 4, unnamed: 6 })
    expect(cost(usage)).toBeUndefined()
  })
})

it.each([
  ['nothing', undefined],
  ['null', null],
  ['no input', { output_tokens: 1 }],
  ['no output', { input_tokens: 1 }],
  ['a negative count', { input_tokens: -1, output_tokens: 1 }],
  ['half a token', { input_tokens: 0.5, output_tokens: 1 }],
  ['text', { input_tokens: '5', output_tokens: 1 }],
  ['NaN', { input_tokens: Number.NaN, output_tokens: 1 }],
  ['a count no request has', { input_tokens: 1, output_tokens: 1e12 }],
  ['a broken detail', { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 'many' }],
  [
    'more cached than there is',
    { input_tokens: 5, output_tokens: 1, input_tokens_details: { cached_tokens: 6 } },
  ],
])('usage of %s is unknown, never zero', (what, usage) => {
  if (what !== 'more cached than there is') expect(usageOfAnthropic(usage)).toBeUndefined()
  if (what !== 'a broken detail') expect(usageOfOpenAiResponses(usage)).toBeUndefined()
})

it.each([
  [undefined],
  [{}],
  [{ promptTokenCount: 5, cachedContentTokenCount: 6 }],
  [{ promptTokenCount: 5, thoughtsTokenCount: -1 }],
])('usage %j of Gemini is unknown, never zero', usage => {
  expect(usageOfGoogle(usage)).toBeUndefined()
})

it('reasoning that a server counts beside its output is billed by the total', () => {
  const xai = {
    prompt_tokens: 32,
    completion_tokens: 9,
    total_tokens: 135,
    completion_tokens_details: { reasoning_tokens: 94 },
  }
  expect(usageOfOpenAiChat(xai)).toMatchObject({ inputTokens: 32, outputTokens: 103, reasoningTokens: 94 })
  expect(usageOfOpenAiChat({ ...xai, total_tokens: 41 })?.outputTokens).toBe(9)
  expect(
    usageOfGoogle({ promptTokenCount: 5, candidatesTokenCount: 7, totalTokenCount: 112 })?.outputTokens,
  ).toBe(107)
})

it('an answer to nothing is unknown usage: servers that do not count write zeros', () => {
  const zeros = { input_tokens: 0, output_tokens: 0, total_tokens: 0 }
  expect(usageOfAnthropic(zeros)).toBeUndefined()
  expect(usageOfOpenAiResponses(zeros)).toBeUndefined()
  expect(usageOfOpenAiChat({ prompt_tokens: 0, completion_tokens: 0 })).toBeUndefined()
  expect(usageOfGoogle({ promptTokenCount: 0, candidatesTokenCount: 12 })).toBeUndefined()
  expect(
    usageOfAnthropic({ input_tokens: 0, output_tokens: 1, cache_read_input_tokens: 9 })?.cacheReadTokens,
  ).toBe(9)
})

it('a blocked prompt of Gemini has used its input and no output', () => {
  expect(usageOfGoogle({ promptTokenCount: 5, totalTokenCount: 5 })).toMatchObject({
    inputTokens: 5,
    outputTokens: 0,
  })
})
