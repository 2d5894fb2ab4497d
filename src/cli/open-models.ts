import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { namedModels } from '../config/named-models.ts'
import { resumedLedger } from '../models/batch/resumed-ledger.ts'
import { createGates } from '../models/pacing/create-gates.ts'
import { createRetryBudget } from '../models/pacing/retry-budget.ts'
import { createRunLedger, type RunLedger } from '../models/spend/create-run-ledger.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import { createReplyJournal, type ReplyJournal } from '../store/reply-journal.ts'
import type { RunStore } from '../store/run-store.ts'
import { createSqliteLedger } from '../store/spend/create-sqlite-ledger.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import { budgetLedgerOptions } from './budget-ledger.ts'
import type { ModelInputs } from './create-language-model.ts'
import { keepsNoRealText } from './keeps-no-real-text.ts'
import { openStore } from './open-store.ts'
import { readPrices, staleWarning } from './read-prices.ts'
import { redactorsOf, type SyntheticRedaction } from './redactors-of.ts'
import { sleep } from './sleep.ts'

/** Everything paid calls are made with, open until `close`. */
export type OpenModels = {
  readonly store: RunStore
  readonly redactText: RedactText
  /** Present under `privacy.mode: synthetic` alone. */
  readonly synthetic: SyntheticRedaction | undefined
  /** What this process spent. */
  readonly ledger: RunLedger
  /** Of the window's budget, integer pico-dollars; undefined: no cap. */
  readonly leftPicoUsd: () => number | undefined
  readonly models: ModelInputs
  /** Answered votes and turns. */
  readonly journal: ReplyJournal
  /** Makes delimiters nothing in a trace can know, the same for the same vote. */
  readonly tokenKey: Uint8Array
  close(): void
}

const HOUR_MS = 3_600_000
const RANDOM_STEPS = 2 ** 47
const RUN_ID_DIGITS = 8
/** How long providers keep the results of a batch job. */
const BATCH_RESULTS_MS = 29 * 24 * HOUR_MS

/** The store with the week's ledger, the journal of answers and the prices beside it. Nothing is called yet. */
export async function openModels(
  config: Config,
  env: NodeJS.ProcessEnv,
  { signal, onWarning }: { readonly signal: AbortSignal; readonly onWarning: (warning: string) => void },
): Promise<OpenModels> {
  const { path } = config.store
  const redactors = redactorsOf(config, onWarning)
  const store =
    redactors.synthetic === undefined
      ? openStore(path)
      : keepsNoRealText(openStore(path), redactors.synthetic.guard)
  const weekly = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    signal,
    onWarning,
    onAlert: ({ level }) => onWarning(`${level * 100}% of the week's budget is spent`),
  })
  const close = (): void => {
    weekly.close()
    store.close()
  }
  try {
    const tenantKey = loadOrCreateTenantKey(dirname(path), randomBytes)
    const journalFor = (use: string, ttlMs: number): ReplyJournal =>
      createReplyJournal({ store, macKey: derivedKey(tenantKey, use), ttlMs, nowMs: Date.now })
    const batches = {
      // The same for the same config, so that a run that is started again finds the jobs it left.
      runId: config.configHash.slice(0, RUN_ID_DIGITS),
      rows: journalFor('batches', BATCH_RESULTS_MS),
    }
    const ledger = createRunLedger(resumedLedger(weekly, batches.rows, batches.runId))
    const { table, listed } = await readPrices(path)
    const stale = staleWarning(listed, pricedModels(config), Date.now())
    if (stale !== undefined) onWarning(stale)
    return {
      store,
      ...redactors,
      ledger,
      leftPicoUsd: () => weekly.summary().leftPicoUsd,
      models: {
        env,
        prices: table,
        ledger,
        retries: createRetryBudget(),
        nowMs: Date.now,
        sleep,
        onWarning,
        gateOf: createGates({
          most: Math.max(config.judge.concurrency, config.replay.concurrency),
          nowMs: Date.now,
          sleep,
          random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
        }),
        batches,
      },
      journal: journalFor('replies', config.costControls.semanticCacheTtlHours * HOUR_MS),
      tokenKey: derivedKey(tenantKey, 'delimiters'),
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}

/** Every model whose price a run can depend on, without the name of its endpoint. */
function pricedModels(config: Config): readonly string[] {
  const { judge, models } = config
  const named = [...namedModels(config).map(({ model }) => model), judge.secondary ?? [], models.judges]
  return named.flat().map(name => name.replace(/^[^/]+\//, ''))
}

/** A key of its own for each use, so that none of them says anything about another. */
function derivedKey(tenantKey: Uint8Array, use: string): Uint8Array {
  return createHmac('sha256', tenantKey).update(`tidegate ${use}`).digest()
}
