import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { budgetLedgerOptions } from '../../src/cli/budget-ledger.ts'
import { createJudge, type JudgeInputs, type LiveJudge } from '../../src/cli/create-judge.ts'
import { readConfig } from '../../src/cli/read-config.ts'
import { sleep } from '../../src/cli/sleep.ts'
import type { Config } from '../../src/config/config.ts'
import { createGates } from '../../src/models/pacing/create-gates.ts'
import { createRetryBudget } from '../../src/models/pacing/retry-budget.ts'
import { shippedPrices } from '../../src/models/prices/shipped-prices.ts'
import { createRunLedger } from '../../src/models/spend/create-run-ledger.ts'
import { createReplyJournal } from '../../src/store/reply-journal.ts'
import type { RunStore } from '../../src/store/run-store.ts'
import { type BudgetLedger, createSqliteLedger } from '../../src/store/spend/create-sqlite-ledger.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'

export type JudgeSetting = {
  /** Store, ledger and config are there. */
  readonly folder: string
  readonly baseUrl: string
  readonly inFlight: number
  readonly votes: 'adaptive' | 'all'
}

export type OpenJudge = {
  readonly config: Config
  readonly inputs: JudgeInputs
  readonly live: LiveJudge
  readonly store: RunStore
  readonly ledger: BudgetLedger
  close(): void
}

export const JUDGE_MODEL = 'claude-sonnet-4-6'

/**
 * A folder's judge as a run makes it: `createJudge` over a SQLite store and a SQLite ledger with a cap, asking the
 * simulator in the place of the provider.
 */
export async function openJudge(setting: JudgeSetting): Promise<OpenJudge> {
  await mkdir(setting.folder, { recursive: true })
  const file = join(setting.folder, 'tidegate.yaml')
  await writeFile(file, configText(setting))
  const { config } = await readConfig(file)
  const { signal } = new AbortController()
  const store = createSqliteStore(config.store.path)
  const onWarning = (warning: string): void => console.error(`warning: ${warning}`)
  const ledger = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    signal,
    onWarning,
  })
  const inputs: JudgeInputs = {
    env: { BENCH_API_KEY: 'key-of-the-simulator' },
    prices: shippedPrices(),
    ledger: createRunLedger(ledger),
    retries: createRetryBudget(),
    nowMs: Date.now,
    sleep,
    onWarning,
    gateOf: createGates({ most: setting.inFlight, nowMs: Date.now, sleep, random: Math.random }),
    journal: createReplyJournal({
      store,
      macKey: Buffer.alloc(32, 'replies'),
      ttlMs: config.costControls.semanticCacheTtlHours * 3_600_000,
      nowMs: Date.now,
    }),
    signal,
    // The same in every run, so that equal votes are equal requests and a seeded simulator answers them alike.
    tokenKey: Buffer.alloc(32, 'delimiters'),
  }
  const live = await createJudge(config, inputs)
  if (live === undefined) throw new Error('the benchmark names a judge')
  return {
    config,
    inputs,
    live,
    store,
    ledger,
    close() {
      ledger.close()
      store.close()
    },
  }
}

/** The demo's config with a judge: the sample, the gates and the cap are those of the article's template. */
function configText({ baseUrl, inFlight, votes }: JudgeSetting): string {
  return `seed: bench-judge
source: ./production.jsonl
candidate: ./candidate.jsonl
store: { path: ./tidegate.db }
models:
  endpoints:
    simulator: { protocol: anthropic, base_url: "${baseUrl}/v1", api_key_env: BENCH_API_KEY }
judge: { votes: ${votes}, concurrency: ${inFlight} }
evaluation_pipeline:
  sampling:
    strategy: cluster_stratified
    window_days: 7
    target_size: 2000
    clustering: { algorithm: hdbscan, min_cluster_size: 30 }
  evaluation:
    freeform: { judge_model: simulator/${JUDGE_MODEL}, temperature: 0.3, runs: 3 }
    structured: { argument_judge: { model: simulator/${JUDGE_MODEL}, temperature: 0.3, runs: 3 } }
    adversarial: { source: ./adversarial.jsonl }
  regression_gates: { delta_threshold: 0.02, adversarial_floor: 0.85 }
  cost_controls: { max_weekly_budget_usd: 200 }
`
}
