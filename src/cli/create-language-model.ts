import type { Config, EndpointConfig } from '../config/config.ts'
import { KEY_VARIABLES, modelFamily } from '../config/model-family.ts'
import { ConfigError } from '../errors/config-error.ts'
import { createBatchJournal } from '../models/batch/batch-journal.ts'
import { createBatchLanguageModel, takesBatches } from '../models/batch/create-batch-language-model.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import type { LanguageModel } from '../models/language-model.ts'
import { meteredModel } from '../models/metered-model.ts'
import type { GateOf } from '../models/pacing/create-gates.ts'
import { pacedModel } from '../models/pacing/paced-model.ts'
import type { RetryBudget } from '../models/pacing/retry-budget.ts'
import { priceRowOf } from '../models/prices/price-of.ts'
import type { PriceTable } from '../models/prices/price-table.ts'
import { withOwnPrice } from '../models/prices/with-own-price.ts'
import type { Sleep } from '../models/retrying.ts'
import { retryingModel } from '../models/retrying-model.ts'
import { createSdkLanguageModel, LANGUAGE_BASE_URLS } from '../models/sdk/create-sdk-language-model.ts'
import type { SpendLedger } from '../models/spend/spend-ledger.ts'
import type { ReplyJournal } from '../store/reply-journal.ts'
import { egressGate } from './egress.ts'
import { isOnThisMachine } from './embedding-plan.ts'

/** Everything a live model is made of beside its name. */
export type ModelInputs = {
  readonly env: { readonly [name: string]: string | undefined }
  readonly prices: PriceTable
  readonly ledger: SpendLedger
  readonly retries: RetryBudget
  readonly nowMs: () => number
  readonly sleep: Sleep
  readonly onWarning: (warning: string) => void
  /** Paces calls by address and key. */
  readonly gateOf: GateOf
  /** Milliseconds one request may take; default: that of `createGuardedFetch`. */
  readonly timeoutMs?: number | undefined
  /** Where batch jobs are kept from one start to the next; absent: nothing is asked in batch jobs. */
  readonly batches?: { readonly runId: string; readonly rows: ReplyJournal } | undefined
}

/** Where a named model is: what the name stands for. */
export type ModelPlace = {
  readonly provider: 'anthropic' | 'openai' | 'google' | 'openai-compatible'
  /** As the provider knows it. */
  readonly model: string
  readonly baseUrl: string
  /** Name of the variable with the key; undefined: the server wants none. */
  readonly apiKeyVariable: string | undefined
  readonly allowPrivateNetwork: boolean
  /** The endpoint of the config, where the name has one. */
  readonly endpoint: EndpointConfig | undefined
}

/**
 * What a model's name stands for: an endpoint of the config (`NAME/MODEL`), or a provider's own API.
 *
 * @throws {ConfigError} when it stands for neither; `configPath` names the key.
 */
export function placeOf(config: Config, name: string, configPath: string): ModelPlace {
  const slash = name.indexOf('/')
  const endpoint = slash < 0 ? undefined : config.models.endpoints[name.slice(0, slash)]
  if (endpoint !== undefined) {
    const { protocol, baseUrl, apiKeyVariable, allowPrivateNetwork } = endpoint
    const model = name.slice(slash + 1)
    return { provider: protocol, model, baseUrl, apiKeyVariable, allowPrivateNetwork, endpoint }
  }
  const provider = modelFamily(name)
  if (provider === undefined) {
    throw new ConfigError(
      `Expected a model of a known provider or endpoint in \`${configPath}\`, found ${name}`,
      {
        path: configPath,
      },
    )
  }
  return {
    provider,
    model: name.replace(`${provider}/`, ''),
    baseUrl: LANGUAGE_BASE_URLS[provider],
    apiKeyVariable: KEY_VARIABLES[provider],
    allowPrivateNetwork: false,
    endpoint: undefined,
  }
}

/**
 * What tells the answers kept of one server from those of another that calls its model the same; nothing for a
 * provider's own API, where a name is one model.
 */
export function serverOf({ endpoint, baseUrl }: ModelPlace): readonly string[] {
  return endpoint === undefined ? [] : [baseUrl]
}

/**
 * The live model behind a name: one request per call, metered, paced, and tried again under one budget of retries.
 *
 * @throws {ConfigError} when its key or its price is missing.
 */
export function createLanguageModel(place: ModelPlace, inputs: ModelInputs): LanguageModel {
  const { provider, model, baseUrl, allowPrivateNetwork } = place
  const { nowMs, sleep, gateOf, ledger, onWarning, retries, timeoutMs } = inputs
  const fetch = createGuardedFetch({ provider, baseUrl, allowPrivateNetwork, timeoutMs, gate: egressGate })
  const apiKey = keyOf(place, inputs.env)
  const live =
    provider === 'openai-compatible'
      ? createSdkLanguageModel({ provider, model, baseUrl, apiKey, fetch, nowMs })
      : createSdkLanguageModel({ provider, model, baseUrl, apiKey: apiKey ?? 'none', fetch, nowMs })
  const prices = pricesFor(place, inputs.prices, nowMs())
  const metered = meteredModel(live, { ledger, prices, nowMs, onWarning })
  return retryingModel(pacedModel(metered, gateOf(place)), { sleep, budget: retries })
}

const BATCH_BYTES = 256 * 1024 * 1024
const BATCH_TIMEOUT_MS = 600_000

/**
 * The same model asked in batch jobs, at the batch price: an answer takes up to a day, and calls that are made together
 * share a job. Undefined for a provider without batch jobs.
 *
 * @throws {ConfigError} when its key or its batch price is missing.
 */
export function createBatchedModel(place: ModelPlace, inputs: ModelInputs): LanguageModel | undefined {
  const { provider, model, baseUrl, allowPrivateNetwork } = place
  const { nowMs, sleep, ledger, onWarning, retries, batches } = inputs
  if (!takesBatches(provider) || batches === undefined) return undefined
  const fetch = createGuardedFetch({
    provider,
    baseUrl,
    allowPrivateNetwork,
    maxResponseBytes: BATCH_BYTES,
    timeoutMs: BATCH_TIMEOUT_MS,
    gate: egressGate,
  })
  const batched = createBatchLanguageModel(
    { provider, model, baseUrl, apiKey: keyOf(place, inputs.env) ?? 'none', fetch, nowMs },
    {
      runId: batches.runId,
      journal: createBatchJournal(batches.rows, batches.runId),
      sleep,
      onNotice: onWarning,
    },
  )
  const prices = pricesFor(place, inputs.prices, nowMs())
  const metered = meteredModel(batched, { ledger, prices, nowMs, onWarning, mode: 'batch' })
  return retryingModel(metered, { sleep, budget: retries })
}

function keyOf({ apiKeyVariable, model }: ModelPlace, env: ModelInputs['env']): string | undefined {
  if (apiKeyVariable === undefined) return undefined
  const key = (env[apiKeyVariable] ?? '').trim()
  if (key !== '') return key
  throw new ConfigError(`Expected the environment variable ${apiKeyVariable} for ${model}, found none`, {
    path: apiKeyVariable,
  })
}

const PICO_PER_MICRO = 1_000_000

/**
 * The table with the price of an endpoint's own model in it: what the config says, else what the table knows, else
 * nothing for a server on this machine. Anything else stays unknown, and is refused when the model is made.
 */
export function pricesFor(place: ModelPlace, table: PriceTable, nowMs: number): PriceTable {
  const { provider, model, endpoint, baseUrl } = place
  if (endpoint === undefined) return table
  const given = endpoint.usdPerMillionTokens
  const known = given === undefined ? knownElsewhere(place, table, nowMs) : undefined
  if (known !== undefined) return withRow(table, place, known)
  if (given === undefined && !isOnThisMachine(baseUrl)) return table
  const { input, output } = given ?? { input: 0, output: 0 }
  return withOwnPrice(table, {
    provider,
    model,
    inputPicoUsd: Math.round(input * PICO_PER_MICRO),
    outputPicoUsd: Math.round(output * PICO_PER_MICRO),
  })
}

type Row = PriceTable['rows'][number]

/** A gateway answers with models of many makers, so that any maker's price of this very name is better than none. */
function knownElsewhere({ provider, model }: ModelPlace, table: PriceTable, nowMs: number): Row | undefined {
  const makers = provider === 'openai-compatible' ? ['openai', 'anthropic', 'google'] : [provider]
  return makers.map(maker => priceRowOf(table, maker, model, nowMs)).find(row => row !== undefined)
}

function withRow(table: PriceTable, { provider, model }: ModelPlace, row: Row): PriceTable {
  return {
    ...table,
    rows: [
      // The same maker's API answers with the same dated names; a gateway has names of its own.
      { ...row, provider, model, aliases: row.provider === provider ? row.aliases : [] },
      ...table.rows.filter(each => each.provider !== provider || each.model !== model),
    ],
  }
}
