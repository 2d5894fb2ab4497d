import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { InterruptedError } from '../errors/interrupted-error.ts'
import { createRunLedger, spentPicoUsd } from '../models/spend/create-run-ledger.ts'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { isForbiddenId } from '../privacy/is-forbidden-id.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { zeroOnMismatch } from '../stages/judge/zero-on-mismatch.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { createKernel } from '../stages/stratify/kernel/create-kernel.ts'
import { createSqliteLedger } from '../store/spend/create-sqlite-ledger.ts'
import { createSqliteStore } from '../store/sqlite/create-sqlite-store.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import { budgetLedgerOptions } from './budget-ledger.ts'
import { createEmbedding } from './create-embedding.ts'
import { createLive } from './create-live.ts'
import { embeddingPlan } from './embedding-plan.ts'
import { newSpaceWarning } from './new-space-warning.ts'
import { packageVersion } from './package-version.ts'
import { createProgress } from './progress.ts'
import { reachable } from './reachable.ts'
import { sleep } from './sleep.ts'

/**
 * What `work` gives when it is handed the real store, models and clock. They are closed when it ends, however it does.
 *
 * @throws {ConfigError} when a model the config names cannot be reached, and whatever `work` throws.
 */
export async function withDependencies<T>(
  config: Config,
  env: NodeJS.ProcessEnv,
  work: (deps: Dependencies) => Promise<T>,
): Promise<T> {
  const plan = embeddingPlan(config)
  const { config: within, substitutions } = reachable(config, plan, env)
  const onWarning = (warning: string): void => {
    process.stderr.write(`warning: ${escapeTerminal(warning)}\n`)
  }
  const interrupt = interruptible()
  const { signal } = interrupt
  const store = createSqliteStore(config.store.path)
  const weekly = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    signal,
    onWarning,
    onAlert: ({ level }) => onWarning(`${level * 100}% of the week's budget is spent`),
  })
  const kernel = createKernel({ threads: availableParallelism() })
  try {
    const ledger = createRunLedger(weekly)
    const tenantKey = loadOrCreateTenantKey(dirname(config.store.path), randomBytes)
    const redactText = createRedactText({
      detectors: defaultDetectors,
      tokenKey: { id: 'k1', bytes: tenantKey },
    })
    const embedding = await createEmbedding(plan, { env, ledger, nowMs: Date.now, sleep, onWarning, signal })
    const newSpace = newSpaceWarning(store, embedding.model.modelId)
    if (newSpace !== undefined) onWarning(newSpace)
    const live = await createLive(within, {
      env,
      store,
      ledger,
      tenantKey,
      redactText,
      onWarning,
      signal,
      leftPicoUsd: () => weekly.summary().leftPicoUsd,
    })
    const judge = live.judge ?? createOfflineJudge()
    const deps: Dependencies = {
      ...live,
      io: createFileIo({ cwd: process.cwd(), stdin: process.stdin }),
      isForbiddenId,
      store,
      redactText,
      embeddingModel: embedding.model,
      lexicalModel: embedding.lexical,
      spentPicoUsd: () => spentPicoUsd(ledger.totals()),
      search: kernel,
      judge: config.structured.onMismatch === 'zero' ? zeroOnMismatch(judge) : judge,
      nowMs: Date.now,
      onProgress: createProgress(process.stderr, Date.now),
      onWarning,
      signal,
      version: packageVersion(),
      substitutions,
    }
    const result = await work(deps)
    const uncertain = ledger.totals().uncertainCalls
    if (uncertain > 0)
      onWarning(
        `${uncertain} calls ended without an answer and may have been charged: the cost counts them in full`,
      )
    return result
  } finally {
    interrupt.dispose()
    await kernel.close()
    weekly.close()
    store.close()
  }
}

/** The first Ctrl-C stops the run between two items and keeps what is finished; the second one ends the process. */
function interruptible(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping; press Ctrl-C again to end at once\n')
    controller.abort(new InterruptedError('Interrupted', { hint: 'run the same command again to continue' }))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    dispose() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}
