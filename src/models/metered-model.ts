import { ConfigError } from '../errors/config-error.ts'
import { ModelDriftError } from '../errors/model-drift-error.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { type CallKeys, createCallKeys } from './batch/call-keys.ts'
import type { LanguageModel, ModelReply, ModelRequest } from './language-model.ts'
import { oncePerText } from './once-per-text.ts'
import { costOf, type PriceMode, totalInputTokens } from './prices/cost-of.ts'
import { priceRowOf } from './prices/price-of.ts'
import type { PriceRow, PriceTable } from './prices/price-table.ts'
import { inputTokensAtMost, worstCostOf } from './prices/worst-cost-of.ts'
import type { Bill, PlannedCall, Reservation, SpendLedger } from './spend/spend-ledger.ts'

export type ModelMeterOptions = {
  readonly ledger: SpendLedger
  readonly prices: PriceTable
  readonly nowMs: () => number
  /** How the model's requests are put, and so what they cost; default `standard`. */
  readonly mode?: PriceMode
  /** Told once each: another model answers than was asked, tokens without a count or price, a bill above what was reserved. */
  readonly onWarning: (warning: string) => void
}

/**
 * The model with the worst case of every request reserved before it is sent and the real cost booked after, at the
 * price of the model that answered. Money stays set aside where nobody knows whether the call was done. The model
 * that answers first is held to for as long as this one lives.
 *
 * @throws {ConfigError} now, when the price table does not have exactly this model: unknown is refused, never free.
 * @throws {ProviderError} from `generate`, `bad-request`, when the price has expired since.
 * @throws {ModelDriftError} from `generate`, when the answering model changes; the call has been booked.
 */
export function meteredModel(model: LanguageModel, options: ModelMeterOptions): LanguageModel {
  const { ledger, prices, nowMs, mode = 'standard' } = options
  const { provider } = model
  const keys = mode === 'batch' ? createCallKeys(provider, model.model) : undefined
  const rowOf = (id: string): PriceRow | undefined => priceRowOf(prices, provider, id, nowMs())
  refuseUnknown(model, rowOf(model.model), prices, mode)
  const warnOnce = oncePerText(options.onWarning)
  let answering: string | undefined
  return {
    provider,
    model: model.model,
    settingsOf: request => model.settingsOf(request),
    async generate(request, { signal } = {}) {
      signal?.throwIfAborted()
      const row = rowOf(model.model)
      const worst = worstOf(model, request, row, mode)
      if (row === undefined || worst === undefined) throw unpriced(model)
      const reservation = await reserve(ledger, keys, request, {
        purpose: request.purpose,
        provider,
        model: model.model,
        worstPicoUsd: worst.picoUsd,
      })
      let reply: ModelReply
      try {
        reply = await model.generate(request, signal === undefined ? {} : { signal })
      } catch (error) {
        if (error instanceof ProviderError && !error.mayBeBilled) reservation.release()
        else reservation.keep()
        throw error
      }
      const resolved = reply.resolvedModel ?? model.model
      const bill = billOf(reply, worst, { model, row, resolved, rowOf, mode, warnOnce })
      reservation.settle(bill)
      answering ??= reply.resolvedModel
      if (answering !== undefined && reply.resolvedModel !== undefined && answering !== resolved)
        throw new ModelDriftError({ provider, before: answering, after: resolved })
      return { ...reply, costPicoUsd: bill.costPicoUsd, isCostEstimated: bill.isEstimated }
    },
  }
}

/** What was never charged gives its key to the next call of the same request. */
async function reserve(
  ledger: SpendLedger,
  keys: CallKeys | undefined,
  request: ModelRequest,
  call: PlannedCall,
): Promise<Reservation> {
  if (keys === undefined) return await ledger.reserve(call)
  const key = keys.take(request)
  try {
    const reservation = await ledger.reserve({ ...call, key })
    const release = (): void => {
      reservation.release()
      keys.giveBack(key)
    }
    return { ...reservation, release }
  } catch (error) {
    keys.giveBack(key)
    throw error
  }
}

type Worst = { readonly inputTokens: number; readonly picoUsd: number }

function worstOf(
  model: LanguageModel,
  request: ModelRequest,
  row: PriceRow | undefined,
  mode: PriceMode,
): Worst | undefined {
  const inputTokens = inputTokensAtMost(request)
  const maxOutputTokens = model.settingsOf(request).maxOutputTokens ?? request.maxOutputTokens
  const cacheLifetime = cacheLifetimeOf(model.provider, request)
  const picoUsd =
    row === undefined ? undefined : worstCostOf(row, { inputTokens, maxOutputTokens, cacheLifetime, mode })
  return picoUsd === undefined ? undefined : { inputTokens, picoUsd }
}

/** Anthropic writes to its cache where it is told to; OpenAI decides by itself. Others charge nothing for it. */
function cacheLifetimeOf(provider: string, { cachePrefix }: ModelRequest): string | undefined {
  if (provider === 'anthropic') return cachePrefix === true ? '5m' : undefined
  return '30m'
}

type Pricing = {
  readonly model: LanguageModel
  readonly row: PriceRow
  readonly resolved: string
  readonly rowOf: (id: string) => PriceRow | undefined
  readonly mode: PriceMode
  readonly warnOnce: (text: string) => void
}

function billOf({ usage, resolvedModel }: ModelReply, worst: Worst, pricing: Pricing): Bill {
  const { model, resolved, warnOnce } = pricing
  const { provider } = model
  const priced = pricedRow(pricing)
  const cost = usage === undefined ? undefined : costOf(usage, priced.row, pricing.mode)
  if (resolved !== model.model)
    warnOnce(`${provider} answered with ${resolved} where ${model.model} was asked`)
  if (priced.isGuess) {
    warnOnce(`${resolved} of ${provider} is not in the price table: booked at the price of ${model.model}`)
  }
  if (usage === undefined) warnOnce(`${provider} counted no tokens for ${resolved}: the worst case is booked`)
  else if (cost === undefined) {
    warnOnce(`${provider} counted tokens of ${resolved} that have no known price: the worst case is booked`)
  }
  if (cost !== undefined && cost > worst.picoUsd) {
    warnOnce(`a call to ${resolved} of ${provider} cost more than was reserved for it (budget_overrun)`)
  }
  return {
    costPicoUsd: cost ?? worst.picoUsd,
    inputTokens: usage === undefined ? worst.inputTokens : totalInputTokens(usage),
    resolvedModel,
    isEstimated: cost === undefined || priced.isGuess,
  }
}

/** The price of a server of one's own is what the config says, whatever the server calls its model. */
function pricedRow({ model, row, resolved, rowOf }: Pricing): { row: PriceRow; isGuess: boolean } {
  if (resolved === model.model || model.provider === 'openai-compatible') return { row, isGuess: false }
  const found = rowOf(resolved)
  return { row: found ?? row, isGuess: found === undefined }
}

function refuseUnknown(
  { provider, model }: LanguageModel,
  row: PriceRow | undefined,
  { asOf }: PriceTable,
  mode: PriceMode,
): void {
  const isPriced = mode === 'standard' || row?.modes[mode] !== undefined
  if (isPriced && row?.tiers.every(tier => tier.outputPicoUsd !== undefined)) return
  const what = mode === 'standard' ? 'a price' : `a ${mode} price`
  throw new ConfigError(
    `Expected ${what} for ${provider} model ${model} in the price table of ${asOf}, found none`,
    {
      path: 'models',
      hint: 'a model without a known price is never called; `tidegate prices` lists the known ones',
    },
  )
}

function unpriced({ provider, model }: LanguageModel): ProviderError {
  return new ProviderError(
    `Expected a price for a request of this size to ${model} of ${provider}, found none`,
    {
      provider,
      reason: 'bad-request',
      isRetryable: false,
    },
  )
}
