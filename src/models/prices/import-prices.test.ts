import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../errors/config-error.ts'
import { PER_MILLION, PER_TOKEN, picoUsdPerToken, SourceNumber } from './import-decimal.ts'
import { importPrices } from './import-prices.ts'
import { parsePriceTable } from './price-table.ts'

const DAY = '2026-11-24'

const SONNET = `"claude-sonnet-4-6": {"input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,
  "cache_read_input_token_cost":3e-07,"cache_creation_input_token_cost":3.75e-06,
  "cache_creation_input_token_cost_above_1hr":6e-06,"litellm_provider":"anthropic","max_input_tokens":1000000,
  "max_output_tokens":64000,"mode":"chat","prompt_cache_min_tokens":1024}`

function rowsOf(json: string) {
  return importPrices(json, 'prices.json', DAY).rows
}

describe('picoUsdPerToken', () => {
  it.each([
    ['3e-07', PER_TOKEN, 300_000],
    ['0.0000025', PER_TOKEN, 2_500_000],
    ['2.5E-9', PER_TOKEN, 2_500],
    ['0', PER_TOKEN, 0],
    ['0.0025', PER_MILLION, 2_500],
    ['1_000.5', PER_MILLION, 1_000_500_000],
    ['15', PER_MILLION, 15_000_000],
    // Not 5e-08 * 1e12, which is 50000.00000000001 as doubles and would round up.
    ['5e-08', PER_TOKEN, 50_000],
    ['1.3333333333333334e-06', PER_TOKEN, 1_333_334],
    ['1e-13', PER_TOKEN, 1],
  ])('%s with 10^%d is %d', (text, power, expected) => {
    expect(picoUsdPerToken(new SourceNumber(text), power)).toBe(expected)
  })

  it.each(['-1e-06', 'NaN', '1e999', '1e30', '', '0x10'])('%s is no price', text => {
    expect(picoUsdPerToken(new SourceNumber(text), PER_TOKEN)).toBeUndefined()
  })

  it('takes numbers alone: text and null are no price, and never zero', () => {
    expect(picoUsdPerToken('3e-06', PER_TOKEN)).toBeUndefined()
    expect(picoUsdPerToken(null, PER_TOKEN)).toBeUndefined()
    expect(picoUsdPerToken(undefined, PER_TOKEN)).toBeUndefined()
  })

  it('gives back every whole number of pico-dollars however its dollars are written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000 }), fc.integer({ min: -6, max: 6 }), (pico, shift) => {
        const digits = String(pico).padStart(13, '0')
        const plain = `${digits.slice(0, -12)}.${digits.slice(-12)}`
        expect(picoUsdPerToken(new SourceNumber(plain), PER_TOKEN)).toBe(pico)
        expect(picoUsdPerToken(new SourceNumber(`${pico}e${shift - 12}`), PER_TOKEN - shift)).toBe(pico)
      }),
    )
  })
})

describe('a LiteLLM list', () => {
  it('becomes rows of the price file, to the last digit', () => {
    const { rows, format } = importPrices(`{${SONNET}}`, 'https://example.com/prices.json', DAY)
    expect(format).toBe('LiteLLM')
    expect(rows).toEqual([
      {
        provider: 'anthropic',
        model: 'claude-sonnet-4-6',
        aliases: [],
        effective_from: DAY,
        unit: 'pico_usd_per_token',
        tiers: [
          {
            max_input_tokens: null,
            in: 3_000_000,
            out: 15_000_000,
            cache_read: 300_000,
            cache_write: { '5m': 3_750_000, '1h': 6_000_000 },
          },
        ],
        source: `LiteLLM, https://example.com/prices.json, ${DAY}`,
      },
    ])
    expect(parsePriceTable({ schema: 1, as_of: DAY, rows }, 'x').rows).toHaveLength(1)
  })

  it('has tiers by the size of the request; what an upper one does not name costs what it costs below', () => {
    const [row] = rowsOf(`{"gemini/gemini-x": {"litellm_provider": "gemini", "mode": "chat",
      "input_cost_per_token": 1.25e-06, "input_cost_per_token_above_200k_tokens": 2.5e-06,
      "output_cost_per_token": 1e-05, "output_cost_per_token_above_200k_tokens": 1.5e-05,
      "cache_read_input_token_cost": 1.25e-07}}`)
    expect(row).toMatchObject({ provider: 'google', model: 'gemini-x' })
    expect(row?.tiers).toEqual([
      { max_input_tokens: 200_000, in: 1_250_000, out: 10_000_000, cache_read: 125_000 },
      { max_input_tokens: null, in: 2_500_000, out: 15_000_000, cache_read: 125_000 },
    ])
  })

  it('has a tier wherever one price changes, and none where the list only has the name of one', () => {
    const [row] =
      rowsOf(`{"gpt-x": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06,
      "output_cost_per_token": 2e-06, "output_cost_per_token_above_272k_tokens": 3e-06,
      "input_cost_per_token_above_128k_tokens": null}}`)
    expect(row?.tiers).toEqual([
      { max_input_tokens: 272_000, in: 1_000_000, out: 2_000_000 },
      { max_input_tokens: null, in: 1_000_000, out: 3_000_000 },
    ])
  })

  it('has a batch price where one fraction says both, and none where it does not', () => {
    const batch = (output: string) =>
      rowsOf(`{"openai/gpt-x": {"litellm_provider": "openai", "mode": "responses", "input_cost_per_token": 2e-06,
        "output_cost_per_token": 1e-05, "cache_creation_input_token_cost": 2.5e-06,
        "input_cost_per_token_batches": 1e-06, "output_cost_per_token_batches": ${output}}}`)[0]
    expect(batch('5e-06')?.modes).toEqual({ batch: { num: 1, den: 2 } })
    expect(batch('4e-06')?.modes).toBeUndefined()
    expect(batch('5e-06')?.tiers[0]?.cache_write).toEqual({ '30m': 2_500_000 })
  })

  it('books reasoning at the dearer of two output prices', () => {
    const [row] =
      rowsOf(`{"gpt-x": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06,
      "output_cost_per_token": 2e-06, "output_cost_per_reasoning_token": 3e-06}}`)
    expect(row?.tiers[0]?.out).toBe(3_000_000)
  })

  it('takes an embedding without an output price, and Gemini under Vertex only where the Gemini API has none', () => {
    const vertex = (model: string, price: string) =>
      `"${model}": {"litellm_provider": "vertex_ai-language-models", "mode": "chat", "input_cost_per_token": ${price}, "output_cost_per_token": 9e-06}`
    const rows = rowsOf(`{
      "text-embedding-3-small": {"litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 2e-08, "output_cost_per_token": 0.0},
      "gemini/gemini-a": {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
      ${vertex('gemini-a', '5e-06')}, ${vertex('gemini-b', '7e-06')}}`)
    expect(rows.map(({ provider, model, tiers }) => [provider, model, tiers[0]?.in, tiers[0]?.out])).toEqual([
      ['google', 'gemini-a', 1_000_000, 2_000_000],
      ['google', 'gemini-b', 7_000_000, 9_000_000],
      ['openai', 'text-embedding-3-small', 20_000, undefined],
    ])
  })

  it('leaves out and counts whatever has no single price here', () => {
    const entry = (provider: string, rest: string) =>
      `{"litellm_provider": "${provider}", "mode": "chat", ${rest}}`
    const paid = '"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06'
    const { rows, skipped } = importPrices(
      `{${SONNET},
        "sample_spec": ${entry('one of https://example.com', paid)},
        "azure/gpt-x": ${entry('azure', paid)},
        "us/claude-x": ${entry('anthropic', paid)},
        "dall-e": {"litellm_provider": "openai", "mode": "image_generation", "output_cost_per_image": 1},
        "gpt-null": ${entry('openai', '"input_cost_per_token": null, "output_cost_per_token": 2e-06')},
        "gpt-half": ${entry('openai', '"input_cost_per_token": 1e-06')},
        "gpt-fee": ${entry('openai', `${paid}, "input_cost_per_request": 0.002`)},
        "gpt-free": ${entry('openai', '"input_cost_per_token": 0.0, "output_cost_per_token": 0.0')},
        "gpt-two": ${entry('openai', paid)},
        "openai/gpt-two": ${entry('openai', '"input_cost_per_token": 4e-06, "output_cost_per_token": 2e-06')}}`,
      'prices.json',
      DAY,
    )
    expect(rows.map(({ model }) => model)).toEqual(['claude-sonnet-4-6'])
    expect(Object.fromEntries(skipped)).toEqual({
      'other provider': 2,
      'regional or other spelling': 1,
      'not text or embeddings': 1,
      'no usable price': 3,
      'free in the source': 1,
      'two different prices': 1,
    })
  })
})

describe('a models.dev list', () => {
  it('reads the TOML file of a model, named by its path', () => {
    const toml = `
      name = "GPT-6 Astra" # [cost] is below
      reasoning_options = [{ type = "effort", values = ["low"] }]
      [cost]
      input = 10.00
      output = 50
      cache_read = 1.00
      cache_write = 12.50  # per million
      [[cost.tiers]]
      tier = { type = "context", size = 272_000 }
      input = 20.00
      output = 75.00
      [limit]
      context = 1_000_000
    `
    expect(importPrices(toml, 'models.dev/providers/openai/models/gpt-6-astra.toml', DAY).rows).toMatchObject(
      [
        {
          provider: 'openai',
          model: 'gpt-6-astra',
          tiers: [
            {
              max_input_tokens: 272_000,
              in: 10_000_000,
              out: 50_000_000,
              cache_read: 1_000_000,
              cache_write: { '30m': 12_500_000 },
            },
            {
              max_input_tokens: null,
              in: 20_000_000,
              out: 75_000_000,
              cache_read: 1_000_000,
              cache_write: { '30m': 12_500_000 },
            },
          ],
        },
      ],
    )
  })

  it('reads the combined JSON with either spelling of a tier, and the providers called here alone', () => {
    const cost = '"cost": {"input": 0.0025, "output": 2.5, "context_over_200k": {"input": 4, "output": 5}}'
    const { rows, skipped, format } = importPrices(
      `{"google": {"id": "google", "models": {"gemini-x": {${cost}}, "gemini-none": {"id": "gemini-none"},
          "gemini-band": {"cost": {"input": 1, "output": 2, "tiers": [{"input": 3, "output": 4}]}}}},
        "reseller": {"id": "reseller", "models": {"gemini-x": {${cost}}}}}`,
      'api.json',
      DAY,
    )
    expect(format).toBe('models.dev')
    expect(rows).toMatchObject([
      {
        model: 'gemini-x',
        tiers: [
          { max_input_tokens: 200_000, in: 2_500 },
          { max_input_tokens: null, in: 4_000_000 },
        ],
      },
    ])
    expect(Object.fromEntries(skipped)).toEqual({ 'no usable price': 2, 'other provider': 1 })
  })
})

it.each([
  ['no JSON', '{"secretword": ', 'x.json'],
  ['a list', '[1]', 'x.json'],
  ['something else', '{"a": {"b": 1}}', 'x.json'],
  ['a TOML file without a place', '[cost]\ninput = 1\noutput = 2', 'model.toml'],
  ['a list without a usable price', '{"x": {"litellm_provider": "azure", "mode": "chat"}}', 'x.json'],
])('%s is refused without a word of what it holds', (_what, text, path) => {
  const error = errorOf(() => importPrices(text, path, DAY))
  expect(error.path).toBe(path)
  expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('secretword')
})

it('takes __proto__ in a source for a name like any other', () => {
  const list = `{"__proto__": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}}`
  expect(rowsOf(list).map(({ model }) => model)).toEqual(['__proto__'])
  expect(() => importPrices('[__proto__.polluted]\nx = 1', 'a/openai/models/m.toml', DAY)).toThrow(
    ConfigError,
  )
  expect('polluted' in {}).toBe(false)
})

function errorOf(work: () => unknown): ConfigError {
  try {
    work()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('Expected a ConfigError, nothing was thrown')
}
