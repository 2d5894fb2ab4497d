import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { ProviderError } from '../errors/provider-error.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import { type Answer, sendJson } from './__fixtures__/serve.ts'
import {
  type OpenAiServerOptions,
  parsed,
  serveOpenAiEmbeddings,
  tokensOf,
  vectorOf,
} from './__fixtures__/serve-openai-embeddings.ts'
import { createProviderEmbeddingModel } from './create-provider-embedding-model.ts'
import { createGuardedFetch } from './egress/guarded-fetch.ts'
import { shippedPrices } from './prices/shipped-prices.ts'
import { createRunLedger } from './spend/create-run-ledger.ts'

const KEY = 'sk-test-canary-4711'
const NOW_MS = Date.UTC(2026, 10, 24)
const PICO_USD = 130_000

async function workbench(
  options: OpenAiServerOptions & { readonly onWait?: () => void } = {},
  dimensions = 8,
  responseBytes = 2 ** 20,
) {
  const server = await serveOpenAiEmbeddings({ key: KEY, ...options })
  const ledger = createRunLedger()
  const waits: number[] = []
  const warnings: string[] = []
  const model = createProviderEmbeddingModel({
    provider: 'openai',
    model: 'text-embedding-3-large',
    dimensions,
    apiKey: KEY,
    baseUrl: server.baseUrl,
    fetch: createGuardedFetch({
      provider: 'openai',
      baseUrl: server.baseUrl,
      maxResponseBytes: responseBytes,
    }),
    sleep: async (ms, signal) => {
      waits.push(ms)
      options.onWait?.()
      signal?.throwIfAborted()
    },
    nowMs: () => NOW_MS,
    ledger,
    prices: shippedPrices(),
    onWarning: warning => warnings.push(warning),
  })
  return { server, ledger, waits, warnings, model, [Symbol.asyncDispose]: server[Symbol.asyncDispose] }
}

function texts(...list: readonly string[]): readonly RedactedText[] {
  return list as readonly RedactedText[]
}

function numbered(count: number, suffix = ''): readonly RedactedText[] {
  return texts(...Array.from({ length: count }, (_, index) => `request ${index}${suffix}`))
}

async function refusal(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProviderError) return error
  throw new Error(`expected a ProviderError, got ${String(error)}`)
}

const rateLimited =
  (headers: Readonly<Record<string, string>>): Answer =>
  (_received, response) =>
    sendJson(response, 429, { error: { type: 'requests', code: 'rate_limit_exceeded' } }, headers)

const failing =
  (status: number, error: object = { type: 'server_error' }): Answer =>
  (_received, response) =>
    sendJson(response, status, { error })

describe('requests', () => {
  it('bring back every vector exactly, in the order of the texts, whatever order the reply has', async () => {
    await using bench = await workbench()
    const asked = texts('where is my parcel', 'cancel my order', 'ÄÖ 你好 🚚')
    const { data, rows, columns } = await bench.model.embed(asked)
    expect([rows, columns]).toEqual([3, 8])
    asked.forEach((text, row) => {
      const expected = vectorOf(text, 8)
      const found = data.subarray(row * 8, row * 8 + 8)
      // A float32 unit vector scaled to unit length again moves by less than its own rounding.
      found.forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6)
      })
    })
  })

  it('ask for base64, the configured size and exactly this model', async () => {
    await using bench = await workbench()
    await bench.model.embed(texts('a'))
    expect(bench.server.received.map(parsed)).toEqual([
      { model: 'text-embedding-3-large', input: ['a'], dimensions: 8, encoding_format: 'base64' },
    ])
  })

  it('hold at most 2,048 texts each', async () => {
    await using bench = await workbench({}, 2)
    const progress: number[] = []
    const { rows } = await bench.model.embed(numbered(2_049), { onProgress: done => progress.push(done) })
    expect(rows).toBe(2_049)
    expect(bench.server.received.map(received => parsed(received).input.length)).toEqual([2_048, 1])
    expect(progress.toSorted((a, b) => a - b).at(-1)).toBe(2_049)
  })

  it('stay under the limit of 300,000 tokens however long the texts are', async () => {
    await using bench = await workbench({}, 2)
    await bench.model.embed(numbered(80, ' word'.repeat(1_600)))
    const sizes = bench.server.received.map(received =>
      parsed(received).input.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    )
    expect(sizes.length).toBe(3)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(300_000)
  })

  it('cut texts no model reads to the end, between characters, and say how many', async () => {
    await using bench = await workbench()
    await bench.model.embed(texts('short', '你'.repeat(3_000)))
    const [, long = ''] = parsed(
      bench.server.received[0] ?? { method: '', path: '', headers: {}, body: '' },
    ).input
    expect(long).toBe('你'.repeat(2_730))
    expect(bench.warnings).toEqual([
      '1 of 2 texts were cut to the 8191 bytes text-embedding-3-large surely reads',
    ])
  })

  it('never send empty text or half a character, which the API refuses', async () => {
    await using bench = await workbench()
    const { rows } = await bench.model.embed(texts('', '  \n', 'half \ud83d'))
    expect(rows).toBe(3)
    expect(bench.server.received.map(received => parsed(received).input)).toEqual([['-', '-', 'half \ufffd']])
  })

  it('are not made for no texts', async () => {
    await using bench = await workbench()
    expect((await bench.model.embed([])).rows).toBe(0)
    expect(bench.server.received).toEqual([])
  })

  it('name the space by provider, model, size and the cut', async () => {
    await using bench = await workbench()
    expect(bench.model.modelId).toBe('openai/text-embedding-3-large@8/8191')
  })
})

describe('cost', () => {
  it('equals the bill of the provider to the pico-dollar', async () => {
    await using bench = await workbench({}, 2)
    const asked = numbered(3_000, ' of a customer')
    await bench.model.embed(asked)
    const tokens = asked.reduce((sum, text) => sum + tokensOf(text), 0)
    expect(bench.server.billed).toEqual({ tokens, picoUsd: tokens * PICO_USD })
    expect(bench.ledger.totals()).toMatchObject({
      settledPicoUsd: bench.server.billed.picoUsd,
      inputTokens: tokens,
      reservedPicoUsd: 0,
      uncertainPicoUsd: 0,
      estimatedCalls: 0,
    })
  })

  it('of rejected attempts is nothing', async () => {
    await using bench = await workbench({ faults: [rateLimited({}), failing(503)] })
    await bench.model.embed(texts('a', 'b'))
    expect(bench.ledger.totals()).toMatchObject({
      settledPicoUsd: bench.server.billed.picoUsd,
      uncertainPicoUsd: 0,
    })
  })

  it('of an attempt that broke after the work stays counted, so that the provider never bills more', async () => {
    let bill: (tokens: number) => void = () => undefined
    const billedThenLost: Answer = (received, response) => {
      bill(tokensOf(parsed(received).input.join('')))
      failing(500)(received, response)
    }
    await using bench = await workbench({ faults: [billedThenLost] })
    bill = bench.server.bill
    await bench.model.embed(texts('where is my parcel'))
    const { settledPicoUsd, uncertainPicoUsd, uncertainCalls } = bench.ledger.totals()
    expect(uncertainCalls).toBe(1)
    expect(settledPicoUsd).toBeLessThan(bench.server.billed.picoUsd)
    expect(settledPicoUsd + uncertainPicoUsd).toBeGreaterThanOrEqual(bench.server.billed.picoUsd)
  })

  it('is an upper bound, said once, when the reply counts no tokens', async () => {
    const uncounted: Answer = (_received, response) =>
      sendJson(response, 200, { data: [{ index: 0, embedding: [1, 0, 0, 0, 0, 0, 0, 0] }] })
    await using bench = await workbench({ faults: [uncounted, uncounted] })
    await bench.model.embed(texts('four'))
    await bench.model.embed(texts('five'))
    expect(bench.ledger.totals()).toMatchObject({ settledPicoUsd: 8 * PICO_USD, estimatedCalls: 2 })
    expect(bench.warnings).toHaveLength(1)
  })

  it('is never taken from a number of tokens that cannot be one', async () => {
    const negative: Answer = (_received, response) =>
      sendJson(response, 200, {
        data: [{ index: 0, embedding: [1, 0, 0, 0, 0, 0, 0, 0] }],
        usage: { prompt_tokens: -5 },
      })
    await using bench = await workbench({ faults: [negative] })
    await bench.model.embed(texts('four'))
    expect(bench.ledger.totals().settledPicoUsd).toBe(4 * PICO_USD)
  })

  it('of a model without a price is not zero: it is refused before any request', () => {
    expect(() =>
      createProviderEmbeddingModel({
        provider: 'openai',
        model: 'text-embedding-3-larger',
        dimensions: 8,
        apiKey: KEY,
        fetch,
        sleep: async () => undefined,
        nowMs: () => NOW_MS,
        ledger: createRunLedger(),
        prices: shippedPrices(),
        onWarning: () => undefined,
      }),
    ).toThrow(ConfigError)
  })
})

describe('attempts', () => {
  it('wait as long as retry-after asks, and end with the answer', async () => {
    await using bench = await workbench({
      faults: [rateLimited({ 'retry-after': '7' }), rateLimited({ 'retry-after-ms': '250' })],
    })
    expect((await bench.model.embed(texts('a'))).rows).toBe(1)
    expect(bench.waits).toEqual([7_000, 250])
  })

  it('back off when the provider does not say, and end after three in all', async () => {
    await using bench = await workbench({ faults: [rateLimited({}), rateLimited({}), rateLimited({})] })
    const error = await refusal(bench.model.embed(texts('a')))
    expect(error).toMatchObject({ reason: 'rate-limit', provider: 'openai' })
    expect(bench.waits).toEqual([1_000, 4_000])
    expect(bench.server.received).toHaveLength(3)
  })

  it('repeat what may have been charged once only', async () => {
    await using bench = await workbench({ faults: [failing(500), failing(500), failing(500)] })
    expect(await refusal(bench.model.embed(texts('a')))).toMatchObject({ reason: 'overloaded' })
    expect(bench.server.received).toHaveLength(2)
    expect(bench.ledger.totals().uncertainCalls).toBe(2)
  })

  it('come back after an answer that was cut off', async () => {
    const cutOff: Answer = (_received, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"ind')
    }
    await using bench = await workbench({ faults: [cutOff] })
    expect((await bench.model.embed(texts('a'))).rows).toBe(1)
    expect(bench.server.received).toHaveLength(2)
  })

  it('come back after a connection that was torn down', async () => {
    await using bench = await workbench({ faults: [(_received, response) => response.destroy()] })
    expect((await bench.model.embed(texts('a'))).rows).toBe(1)
    expect(bench.ledger.totals().uncertainCalls).toBe(1)
  })

  it.each([
    ['a wrong key', failing(401, { type: 'invalid_request_error', code: 'invalid_api_key' }), 'auth'],
    ['a bad request', failing(400, { type: 'invalid_request_error' }), 'bad-request'],
    [
      'used-up credit',
      failing(429, { type: 'insufficient_quota', code: 'insufficient_quota' }),
      'rate-limit',
    ],
    ['a wait of an hour', rateLimited({ 'retry-after': '3600' }), 'rate-limit'],
  ])('end at once at %s', async (_what, fault, reason) => {
    await using bench = await workbench({ faults: [fault] })
    expect(await refusal(bench.model.embed(texts('a')))).toMatchObject({ reason, isRetryable: false })
    expect(bench.server.received).toHaveLength(1)
    expect(bench.ledger.totals().uncertainPicoUsd).toBe(0)
  })

  it('end when the caller aborts during a wait', async () => {
    const stop = new AbortController()
    await using bench = await workbench({
      faults: [rateLimited({ 'retry-after': '5' })],
      onWait: () => stop.abort(new Error('stopped')),
    })
    await expect(bench.model.embed(texts('a'), { signal: stop.signal })).rejects.toThrow('stopped')
    expect(bench.server.received).toHaveLength(1)
  })

  it('end when the caller aborts a request under way, which then counts as spent', async () => {
    const stop = new AbortController()
    await using bench = await workbench({ faults: [() => stop.abort(new Error('stopped'))] })
    await expect(bench.model.embed(texts('a'), { signal: stop.signal })).rejects.toThrow('stopped')
    expect(bench.ledger.totals()).toMatchObject({ uncertainPicoUsd: PICO_USD, reservedPicoUsd: 0 })
  })
})

describe('replies that are refused', () => {
  const reply =
    (body: object): Answer =>
    (_received, response) =>
      sendJson(response, 200, body)
  const item = (index: number, embedding: unknown) => ({ object: 'embedding', index, embedding })
  const usage = { prompt_tokens: 1 }

  it.each([
    ['vectors of another size', { data: [item(0, [1, 0])], usage }, /8 finite numbers.*got 2/],
    ['a vector of zeros', { data: [item(0, Array(8).fill(0))], usage }, /got zeros/],
    ['numbers beyond single precision', { data: [item(0, Array(8).fill(1e39))], usage }, /not finite/],
    ['too few vectors', { data: [], usage }, /1 embeddings.*got 0/],
    ['a place outside the list', { data: [item(3, Array(8).fill(1))], usage }, /every text/],
    ['base64 of half a number', { data: [item(0, 'AAA=')], usage }, /every text/],
    ['no list at all', { object: 'error' }, /got none/],
  ])('%s', async (_what, body, message) => {
    await using bench = await workbench({ faults: [reply(body)] })
    const error = await refusal(bench.model.embed(texts('a')))
    expect(error.reason).toBe('bad-response')
    expect(error.message).toMatch(message)
    expect(bench.server.received).toHaveLength(1)
  })

  it('another model than the one that answered before, because its vectors cannot be compared', async () => {
    const other: Answer = (_received, response) =>
      sendJson(response, 200, {
        model: 'text-embedding-3-small',
        data: [item(0, Array(8).fill(1))],
        usage,
      })
    await using bench = await workbench({ faults: [undefined, other] })
    await bench.model.embed(texts('a'))
    const error = await refusal(bench.model.embed(texts('b')))
    expect(error.message).toMatch(/text-embedding-3-large that answered before.*got text-embedding-3-small/)
    // Booked at the price of the model that answered.
    expect(bench.ledger.totals().settledPicoUsd).toBe(1 * PICO_USD + 1 * 20_000)
  })

  it('a model nobody knows the price of', async () => {
    await using bench = await workbench({ model: 'text-embedding-4-preview' })
    expect((await refusal(bench.model.embed(texts('a')))).message).toMatch(/known price/)
  })

  it('more bytes than vectors can have', async () => {
    await using bench = await workbench({}, 2_000, 4_096)
    const error = await refusal(bench.model.embed(texts('a')))
    expect(error.message).toMatch(/at most 4096 bytes/)
    expect(bench.server.received).toHaveLength(1)
  })
})

describe('the key', () => {
  it('is in no error, warning or address, even when the provider quotes it', async () => {
    const quoting: Answer = (received, response) =>
      sendJson(response, 401, {
        error: { message: `Incorrect API key provided: ${received.headers.authorization}`, code: KEY },
      })
    await using bench = await workbench({ faults: [quoting] })
    const error = await refusal(bench.model.embed(texts('my card 4111')))
    const everything = `${error.stack}${JSON.stringify(error)}${String(error.cause)}${error.hint}${bench.warnings.join()}`
    expect(everything).not.toContain('canary')
    expect(everything).not.toContain('4111')
    expect(bench.server.received[0]?.path).toBe('/v1/embeddings')
  })

  it('does not follow a redirect to another origin', async () => {
    await using thief = await serveOpenAiEmbeddings()
    await using bench = await workbench({
      faults: [
        (_received, response) => {
          response.writeHead(307, { location: `${thief.origin}/v1/embeddings` }).end()
        },
      ],
    })
    expect((await refusal(bench.model.embed(texts('a')))).message).toMatch(/redirects are not followed/)
    expect(thief.received).toEqual([])
  })
})
