import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { PriceMode } from '../prices/cost-of.ts'
import { tierOf } from '../prices/price-of.ts'
import type { PriceRow } from '../prices/price-table.ts'
import { worstCostOf } from '../prices/worst-cost-of.ts'
import { type ExpectedRange, productOfRanges, sumOfRanges, timesRange } from './expected-range.ts'
import type { PlannedCall } from './spend-ledger.ts'

/** Calls of one purpose to one model that a run is going to make. */
export type CallForecast = {
  readonly purpose: PlannedCall['purpose']
  readonly provider: string
  readonly model: string
  /** Pairs or traces that can need calls. */
  readonly items: number
  readonly calls: ExpectedRange
  /** Of all calls together. */
  readonly inputTokens: ExpectedRange
  readonly outputTokens: ExpectedRange
  /** Of all calls together, pico-dollars, not rounded. */
  readonly costPicoUsd: ExpectedRange
  /** Every item needs its most calls, and each costs its worst case; integer pico-dollars. */
  readonly worstPicoUsd: number
  /** The dearest single call: what must be free for the last one to be admitted. */
  readonly worstCallPicoUsd: number
}

export type CallPlan = {
  readonly purpose: PlannedCall['purpose']
  readonly row: PriceRow
  readonly mode?: PriceMode
  /** Bytes of conversation and answers that one call shows the model, one entry per item. */
  readonly itemBytes: readonly number[]
  /** Bytes that every call carries besides: rubric, instructions, tools, schema. */
  readonly everyCallBytes: number
  /** Share of the items that need a call at all. */
  readonly share: ExpectedRange
  /** Of an item that needs any. */
  readonly callsPerItem: ExpectedRange & { readonly most: number }
  /** Per call, reasoning included. */
  readonly outputTokens: ExpectedRange
  readonly maxOutputTokens: number
  /** The lifetime of the provider's cache that input can be written to; undefined: none is. */
  readonly cacheLifetime?: string | undefined
}

/**
 * The share of pairs that only a judge can decide, before any run has measured it. A guess, wide on purpose: little is
 * left to a judge where tool calls are mostly equal, everything where all answers are free text.
 */
export const UNKNOWN_SHARE: ExpectedRange = { low: 0.2, expected: 0.6, high: 1 }

/**
 * Votes on a pair when the third is cast only where two disagree: 2 plus the rate at which a judge's choice flips with
 * the order, .06 (GPT-4 on LLMBar) to .31 (o1-mini on JudgeBench) among judges good enough to use.
 */
export const ADAPTIVE_VOTES = { low: 2.06, expected: 2.2, high: 2.35, most: 3 } as const

/** A choice with a short reason; a judge that reasons at length uses more. A guess until a run has measured it. */
export const VOTE_OUTPUT_TOKENS: ExpectedRange = { low: 40, expected: 120, high: 350 }

/** An earlier run is one of another candidate: its pairs count as evidence of at most so many. */
const MOST_EVIDENCE = 50
const CONFIDENCE = 0.9
/** Bytes a token stands for in prose, code and JSON; see also `inputTokensAtMost`. */
const BYTES_PER_TOKEN = { few: 3, typical: 4, many: 5 } as const
const LEAST_BYTES_PER_TOKEN = 1
const TOKENS_AROUND = 700

/** The share of items that needed calls in an earlier run, as evidence on the next one; undefined: it had no items. */
export function observedShare(needed: number, items: number): ExpectedRange | undefined {
  if (items === 0) return undefined
  const expected = needed / items
  const evidence = Math.min(items, MOST_EVIDENCE)
  const [low, high] = wilsonInterval(Math.round(expected * evidence), evidence, CONFIDENCE)
  return { low: Math.min(low, expected), expected, high: Math.max(high, expected) }
}

/**
 * How many calls a plan will make and what they will cost.
 *
 * @returns undefined when a price is not known: unknown is never free.
 */
export function forecastCalls(plan: CallPlan): CallForecast | undefined {
  const { row, itemBytes, everyCallBytes, share, callsPerItem, mode = 'standard' } = plan
  const items = itemBytes.length
  const meanBytes =
    items === 0 ? 0 : itemBytes.reduce((sum, bytes) => sum + bytes, 0) / items + everyCallBytes
  const perCall: ExpectedRange = {
    low: meanBytes / BYTES_PER_TOKEN.many,
    expected: meanBytes / BYTES_PER_TOKEN.typical,
    high: meanBytes / BYTES_PER_TOKEN.few,
  }
  const tier = tierOf(row, perCall.expected)
  const ratio = mode === 'standard' ? { num: 1, den: 1 } : row.modes[mode]
  const worst = itemBytes.map(bytes => worstOf(plan, bytes + everyCallBytes))
  const known = worst.filter(cost => cost !== undefined)
  if (tier?.outputPicoUsd === undefined || ratio === undefined || known.length < items) return undefined
  const calls = timesRange(productOfRanges(share, callsPerItem), items)
  const factor = ratio.num / ratio.den
  const costOfCall = sumOfRanges([
    timesRange(perCall, tier.inputPicoUsd * factor),
    timesRange(plan.outputTokens, tier.outputPicoUsd * factor),
  ])
  return {
    purpose: plan.purpose,
    provider: row.provider,
    model: row.model,
    items,
    calls,
    inputTokens: productOfRanges(calls, perCall),
    outputTokens: productOfRanges(calls, plan.outputTokens),
    costPicoUsd: productOfRanges(calls, costOfCall),
    worstPicoUsd: known.reduce((sum, cost) => sum + cost, 0) * callsPerItem.most,
    worstCallPicoUsd: known.reduce((most, cost) => Math.max(most, cost), 0),
  }
}

function worstOf({ row, mode, maxOutputTokens, cacheLifetime }: CallPlan, bytes: number): number | undefined {
  const inputTokens = Math.ceil(bytes / LEAST_BYTES_PER_TOKEN) + TOKENS_AROUND
  return worstCostOf(row, { inputTokens, maxOutputTokens, cacheLifetime, mode: mode ?? 'standard' })
}
