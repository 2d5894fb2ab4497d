import type { JsonValue } from '../../../records/json-value.ts'
import { createGuardedFetch } from '../../egress/guarded-fetch.ts'
import type { LanguageModel, ModelReply, ModelRequest } from '../../language-model.ts'
import { meteredModel } from '../../metered-model.ts'
import { shippedPrices } from '../../prices/shipped-prices.ts'
import type { Sleep } from '../../retrying.ts'
import { createSdkLanguageModel } from '../../sdk/create-sdk-language-model.ts'
import { createRunLedger } from '../../spend/create-run-ledger.ts'
import type { SpendLedger } from '../../spend/spend-ledger.ts'
import { type BatchRows, createBatchJournal } from '../batch-journal.ts'
import { type BatchProvider, createBatchLanguageModel } from '../create-batch-language-model.ts'

/** Where each provider's simulator is asked for which model. */
export const PLACES = {
  anthropic: { model: 'claude-sonnet-4-6', path: '/v1' },
  openai: { model: 'gpt-5-mini', path: '/v1' },
  google: { model: 'gemini-2.5-flash', path: '/v1beta' },
} as const

/** Long enough for every provider to cache it. */
export const RUBRIC = `You judge. ${'Weigh what the user asked for against what was done. '.repeat(120)}`

const VERDICT_SCHEMA = {
  type: 'object',
  properties: { winner: { type: 'string', enum: ['A', 'B', 'tie'] } },
  required: ['winner'],
  additionalProperties: false,
} as const

/** A vote about one item. */
export function aVote(item: number, change: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: 'judge',
    system: RUBRIC,
    messages: [{ role: 'user', text: `Item ${item}: which is better?` }],
    answerSchema: { name: 'verdict', schema: VERDICT_SCHEMA },
    maxOutputTokens: 512,
    cachePrefix: true,
    ...change,
  }
}

export function votes(count: number, change: Partial<ModelRequest> = {}): readonly ModelRequest[] {
  return Array.from({ length: count }, (_, item) => aVote(item, change))
}

/** Rows in memory. */
export interface MemoryRows extends BatchRows {
  /** What another process would find on disk now. */
  copy(): MemoryRows
  watch(onPut: () => void): void
}

export function memoryRows(rows: ReadonlyMap<string, string> = new Map()): MemoryRows {
  const kept = new Map(rows)
  let onPut: (() => void) | undefined
  const keyOf = (parts: readonly JsonValue[]): string => JSON.stringify(parts)
  return {
    get(_kind, parts) {
      const text = kept.get(keyOf(parts))
      return text === undefined ? undefined : (JSON.parse(text) as JsonValue)
    },
    put(_kind, parts, body) {
      kept.set(keyOf(parts), JSON.stringify(body))
      onPut?.()
    },
    copy: () => memoryRows(kept),
    watch(put: () => void) {
      onPut = put
    },
  }
}

export type BatchBenchOptions = {
  readonly provider: BatchProvider
  /** Of a simulator, without a path. */
  readonly origin: string
  readonly clock: { readonly nowMs: () => number; readonly sleep: Sleep }
  readonly rows?: BatchRows
  readonly runId?: string
  readonly beneath?: SpendLedger
}

/** One process of a run: a metered model that answers out of a simulator's batches, and the live one beside it. */
export function batchBench({
  provider,
  origin,
  clock,
  rows = memoryRows(),
  runId = 'run-1',
  beneath,
}: BatchBenchOptions) {
  const { model: id, path } = PLACES[provider]
  const baseUrl = `${origin}${path}`
  const { nowMs, sleep } = clock
  const warnings: string[] = []
  const notices: string[] = []
  const sdk = {
    provider,
    model: id,
    apiKey: 'key-1',
    baseUrl,
    nowMs,
    fetch: createGuardedFetch({ provider, baseUrl }),
  }
  const batch = createBatchLanguageModel(sdk, {
    runId,
    journal: createBatchJournal(rows, runId),
    sleep,
    onNotice: notice => notices.push(notice),
  })
  const meter = (model: LanguageModel, mode: 'standard' | 'batch') => {
    const ledger = createRunLedger(beneath)
    const onWarning = (warning: string): void => void warnings.push(warning)
    return { ledger, model: meteredModel(model, { ledger, prices: shippedPrices(), nowMs, onWarning, mode }) }
  }
  const { ledger, model } = meter(batch, 'batch')
  return {
    model,
    ledger,
    batch,
    warnings,
    notices,
    live: () => meter(createSdkLanguageModel(sdk), 'standard'),
  }
}

/** Every request at once, as a run in batches puts them. */
export async function askAll(
  model: LanguageModel,
  requests: readonly ModelRequest[],
  signal?: AbortSignal,
): Promise<readonly PromiseSettledResult<ModelReply>[]> {
  return await Promise.allSettled(
    requests.map(request => model.generate(request, signal === undefined ? {} : { signal })),
  )
}
