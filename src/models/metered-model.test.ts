import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors/config-error.ts'
import { ModelDriftError } from '../errors/model-drift-error.ts'
import { ProviderError } from '../errors/provider-error.ts'
import type { TokenUsage } from '../records/token-usage.ts'
import type { LanguageModel, ModelReply, ModelRequest } from './language-model.ts'
import { meteredModel } from './metered-model.ts'
import { shippedPrices } from './prices/shipped-prices.ts'
import { inputTokensAtMost } from './prices/worst-cost-of.ts'
import { retryingModel } from './retrying-model.ts'
import { createRunLedger } from './spend/create-run-ledger.ts'
import type { Bill, PlannedCall, SpendLedger } from './spend/spend-ledger.ts'

const NOW_MS = Date.UTC(2026, 10, 24)
const USAGE: TokenUsage = {
  inputTokens: 100,
  cacheReadTokens: 1_000,
  cacheWriteTokens: { '5m': 10 },
  outputTokens: 20,
  reasoningTokens: 5,
}
/** Sonnet 4.6: 3, 0.30, 3.75 and 15 dollars a million. */
const COST = 100 * 3_000_000 + 1_000 * 300_000 + 10 * 3_750_000 + 20 * 15_000_000
const REPLY: ModelReply = {
  text: 'hello',
  calls: [],
  answer: undefined,
  finish: 'stop',
  finishWord: 'end_turn',
  usage: USAGE,
  resolvedModel: 'claude-sonnet-4-6',
  costPicoUsd: undefined,
  isCostEstimated: false,
  latencyMs: 1,
}
const REQUEST: ModelRequest = {
  purpose: 'judge',
  system: 'You judge.',
  messages: [{ role: 'user', text: 'x'.repeat(9_000) }],
  maxOutputTokens: 100,
}
const INPUT = inputTokensAtMost(REQUEST)
const WORST = INPUT * 3_000_000 + 100 * 15_000_000

type Turn = Partial<ModelReply> | Error

function workbench(
  turns: readonly Turn[],
  {
    provider = 'anthropic',
    model = 'claude-sonnet-4-6',
    limit = undefined as number | undefined,
    mode = undefined as 'standard' | 'batch' | undefined,
    prices = shippedPrices(),
  } = {},
) {
  let turn = 0
  const inner: LanguageModel = {
    provider,
    model,
    settingsOf: () => ({
      apiVersion: undefined,
      temperature: undefined,
      dropped: ['temperature'],
      maxOutputTokens: limit,
    }),
    async generate() {
      const next = turns[turn++]
      if (next instanceof Error) throw next
      return { ...REPLY, resolvedModel: model, ...next }
    },
  }
  const ledger = createRunLedger()
  const planned: PlannedCall[] = []
  const bills: Bill[] = []
  const warnings: string[] = []
  const watched: SpendLedger = {
    async reserve(call) {
      planned.push(call)
      const reservation = await ledger.reserve(call)
      return {
        ...reservation,
        settle(bill) {
          bills.push(bill)
          reservation.settle(bill)
        },
      }
    },
  }
  let nowMs = NOW_MS
  const metered = meteredModel(inner, {
    ledger: watched,
    prices,
    nowMs: () => nowMs,
    onWarning: warning => warnings.push(warning),
    ...(mode === undefined ? {} : { mode }),
  })
  const setClock = (ms: number) => {
    nowMs = ms
  }
  return { metered, ledger, planned, bills, warnings, setClock, calls: () => turn }
}

const broken = (mayBeBilled: boolean, isRetryable = false) =>
  new ProviderError('Expected an answer, got none', {
    provider: 'anthropic',
    reason: 'unavailable',
    isRetryable,
    mayBeBilled,
  })

describe('a call', () => {
  it('is reserved at its worst, booked at what it cost, and says so', async () => {
    const { metered, ledger, planned, bills } = workbench([{}])
    const reply = await metered.generate(REQUEST)
    expect(planned).toEqual([
      { purpose: 'judge', provider: 'anthropic', model: 'claude-sonnet-4-6', worstPicoUsd: WORST },
    ])
    expect(bills).toEqual([
      { costPicoUsd: COST, inputTokens: 1_110, resolvedModel: 'claude-sonnet-4-6', isEstimated: false },
    ])
    expect(reply).toEqual({ ...REPLY, costPicoUsd: COST })
    expect(ledger.totals()).toMatchObject({ settledPicoUsd: COST, reservedPicoUsd: 0, calls: 1 })
  })

  it('is reserved at the price of a cache write where its prefix is to be cached', async () => {
    const { metered, planned } = workbench([{}])
    await metered.generate({ ...REQUEST, cachePrefix: true })
    expect(planned[0]?.worstPicoUsd).toBe(INPUT * 3_750_000 + 100 * 15_000_000)
  })

  it('is reserved at the price of a cache write where the provider decides on that alone', async () => {
    const { metered, planned } = workbench([{ usage: { ...USAGE, cacheWriteTokens: {} } }], {
      provider: 'openai',
      model: 'gpt-6-luna',
    })
    await metered.generate(REQUEST)
    expect(planned[0]?.worstPicoUsd).toBe(INPUT * 125_000 + 100 * 500_000)
  })

  it('is reserved with the output the model is really given', async () => {
    const { metered, planned } = workbench([{}], { limit: 2_048 })
    await metered.generate(REQUEST)
    expect(planned[0]?.worstPicoUsd).toBe(INPUT * 3_000_000 + 2_048 * 15_000_000)
  })

  it('that was refused or cut short is paid for all the same', async () => {
    const { metered, ledger } = workbench([{ finish: 'refusal' }, { finish: 'length' }])
    await metered.generate(REQUEST)
    await metered.generate(REQUEST)
    expect(ledger.totals().settledPicoUsd).toBe(2 * COST)
  })

  it.each([
    [broken(false), { uncertainPicoUsd: 0, calls: 0 }],
    [broken(true), { uncertainPicoUsd: WORST, calls: 1 }],
    [new Error('stopped'), { uncertainPicoUsd: WORST, calls: 1 }],
  ])('that ends with %o leaves what may have been charged', async (error, totals) => {
    const { metered, ledger } = workbench([error])
    await expect(metered.generate(REQUEST)).rejects.toBe(error)
    expect(ledger.totals()).toMatchObject({ settledPicoUsd: 0, reservedPicoUsd: 0, ...totals })
  })

  it('is not reserved when it was stopped before', async () => {
    const { metered, planned, calls } = workbench([{}])
    await expect(metered.generate(REQUEST, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    )
    expect([planned, calls()]).toEqual([[], 0])
  })

  it('is not made when the ledger refuses', async () => {
    let calls = 0
    const inner: LanguageModel = {
      ...workbench([]).metered,
      async generate() {
        calls++
        return REPLY
      },
    }
    const metered = meteredModel(inner, {
      ledger: { reserve: () => Promise.reject(new Error('no money')) },
      prices: shippedPrices(),
      nowMs: () => NOW_MS,
      onWarning: () => undefined,
    })
    await expect(metered.generate(REQUEST)).rejects.toThrow('no money')
    expect(calls).toBe(0)
  })
})

describe('a bill nobody can compute', () => {
  it.each([
    ['no count of tokens', { usage: undefined }, 'counted no tokens'],
    ['tokens without a price', { usage: { ...USAGE, cacheWriteTokens: { '12h': 1 } } }, 'no known price'],
  ] as const)('for %s is the worst case, marked and told once', async (_what, reply, warning) => {
    const { metered, ledger, warnings } = workbench([reply, reply])
    expect(await metered.generate(REQUEST)).toMatchObject({ costPicoUsd: WORST, isCostEstimated: true })
    await metered.generate(REQUEST)
    expect(ledger.totals()).toMatchObject({ settledPicoUsd: 2 * WORST, estimatedCalls: 2 })
    expect(warnings).toEqual([expect.stringContaining(warning)])
  })

  it('and one above what was reserved is booked as it is, and told', async () => {
    const { metered, ledger, warnings } = workbench([{ usage: { ...USAGE, outputTokens: 5_000 } }])
    await metered.generate(REQUEST)
    expect(ledger.totals().settledPicoUsd).toBeGreaterThan(WORST)
    expect(warnings).toEqual([expect.stringContaining('budget_overrun')])
  })
})

describe('the model that answers', () => {
  const plain = { ...USAGE, cacheWriteTokens: {} }

  it('sets the price, not the one that was asked for', async () => {
    const { metered, warnings } = workbench([{ resolvedModel: 'claude-opus-4-6' }])
    const { costPicoUsd, isCostEstimated } = await metered.generate(REQUEST)
    expect(costPicoUsd).toBe(100 * 5_000_000 + 1_000 * 500_000 + 10 * 6_250_000 + 20 * 25_000_000)
    expect(isCostEstimated).toBe(false)
    expect(warnings).toEqual(['anthropic answered with claude-opus-4-6 where claude-sonnet-4-6 was asked'])
  })

  it('is priced as the one that was asked for where no row has it, which makes the cost an estimate', async () => {
    const { metered, warnings } = workbench([{ resolvedModel: 'claude-sonnet-4-6-20260301' }])
    expect(await metered.generate(REQUEST)).toMatchObject({ costPicoUsd: COST, isCostEstimated: true })
    expect(warnings).toHaveLength(2)
  })

  it('stops the run when it changes, after the call was booked', async () => {
    const { metered, ledger } = workbench(
      [
        { resolvedModel: 'gpt-5-mini-2025-08-07', usage: plain },
        { resolvedModel: undefined, usage: plain },
        { resolvedModel: 'gpt-5-mini', usage: plain },
      ],
      { provider: 'openai', model: 'gpt-5-mini' },
    )
    await metered.generate(REQUEST)
    // A reply that names no model is no change.
    await metered.generate(REQUEST)
    const error = await metered.generate(REQUEST).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ModelDriftError)
    expect(error).toMatchObject({
      code: 'judge_drift',
      exitCode: 3,
      before: 'gpt-5-mini-2025-08-07',
      after: 'gpt-5-mini',
    })
    expect(ledger.totals().calls).toBe(3)
  })
})

describe('an unknown price', () => {
  it.each([
    ['anthropic', 'claude-sonnet-9'],
    ['openai', 'claude-sonnet-4-6'],
    ['openai', 'text-embedding-3-large'],
  ])('of %s %s is refused before anything runs', (provider, model) => {
    expect(() => workbench([], { provider, model })).toThrow(ConfigError)
  })

  it('at the time of the call is refused without a call', async () => {
    const { metered, setClock, planned, calls } = workbench([{}])
    setClock(Date.UTC(2020, 0))
    await expect(metered.generate(REQUEST)).rejects.toMatchObject({
      reason: 'bad-request',
      isRetryable: false,
    })
    expect([planned, calls()]).toEqual([[], 0])
  })
})

describe('retrying around metering', () => {
  const sleeper = () => {
    const waits: number[] = []
    return { waits, sleep: async (ms: number) => void waits.push(ms) }
  }

  it('reserves every attempt anew and keeps what is uncertain', async () => {
    const bench = workbench([broken(true, true), {}])
    const { waits, sleep } = sleeper()
    const reply = await retryingModel(bench.metered, { sleep }).generate(REQUEST)
    expect(reply.costPicoUsd).toBe(COST)
    expect(bench.planned).toHaveLength(2)
    expect(bench.ledger.totals()).toMatchObject({ settledPicoUsd: COST, uncertainPicoUsd: WORST })
    expect(waits).toEqual([1_000])
  })

  it('does not ask again after a change of model', async () => {
    const bench = workbench([{}, { resolvedModel: 'claude-opus-4-6' }, {}])
    const { waits, sleep } = sleeper()
    const model = retryingModel(bench.metered, { sleep })
    await model.generate(REQUEST)
    await expect(model.generate(REQUEST)).rejects.toBeInstanceOf(ModelDriftError)
    expect([waits, bench.calls()]).toEqual([[], 2])
  })

  it('keeps the name and the settings of the model', () => {
    const model = retryingModel(workbench([]).metered, sleeper())
    expect([model.provider, model.model, model.settingsOf({}).dropped]).toEqual([
      'anthropic',
      'claude-sonnet-4-6',
      ['temperature'],
    ])
  })
})

describe('a call of a batch', () => {
  it('is reserved and booked at half the price', async () => {
    const { metered, planned, bills } = workbench([{}], { mode: 'batch' })
    expect((await metered.generate(REQUEST)).costPicoUsd).toBe(COST / 2)
    expect(planned).toMatchObject([{ worstPicoUsd: WORST / 2 }])
    expect(bills).toMatchObject([{ costPicoUsd: COST / 2 }])
  })

  it('has the key of its request, the second time another; what was never charged is the same call again', async () => {
    const turns = [broken(false), {}, {}, broken(true), {}]
    const { metered, planned } = workbench(turns, { mode: 'batch' })
    for (const _ of turns) await metered.generate(REQUEST).catch(() => undefined)
    const keys = planned.map(call => call.key)
    const [first = ''] = keys
    expect(keys).toEqual([0, 0, 1, 2, 3].map(n => `${first.slice(0, -2)}-${n}`))
    await metered.generate({ ...REQUEST, system: 'You judge well.' }).catch(() => undefined)
    expect(planned.at(-1)?.key?.slice(0, -2)).not.toBe(first.slice(0, -2))
  })

  it('has the same key in another process, and a live call has none', async () => {
    const [one, other, live] = [{ mode: 'batch' }, { mode: 'batch' }, {}].map(options =>
      workbench([{}], options as { mode?: 'batch' }),
    )
    for (const each of [one, other, live]) await each?.metered.generate(REQUEST)
    expect(one?.planned).toEqual(other?.planned)
    expect(live?.planned[0]).not.toHaveProperty('key')
  })

  it('of a model without a batch price is refused before anything runs', () => {
    const rows = shippedPrices().rows.map(row => ({ ...row, modes: {} }))
    const prices = { ...shippedPrices(), rows: [rows[0] ?? expect.fail('no price'), ...rows.slice(1)] }
    expect(() => workbench([], { mode: 'batch', prices })).toThrow(/a batch price/)
    expect(() => workbench([], { prices })).not.toThrow()
  })
})
