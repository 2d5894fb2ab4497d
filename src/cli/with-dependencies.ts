import { availableParallelism } from 'node:os'
import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { spentPicoUsd } from '../models/spend/create-run-ledger.ts'
import { isForbiddenId } from '../privacy/is-forbidden-id.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { zeroOnMismatch } from '../stages/judge/zero-on-mismatch.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { createKernel } from '../stages/stratify/kernel/create-kernel.ts'
import { readAuditHistory } from './audit-files.ts'
import { createScorers } from './create-answerer.ts'
import { createEmbedding } from './create-embedding.ts'
import { createLive } from './create-live.ts'
import { embeddingPlan } from './embedding-plan.ts'
import { interruptible } from './interruptible.ts'
import { newSpaceWarning } from './new-space-warning.ts'
import { openLedger } from './open-ledger.ts'
import { openModels } from './open-models.ts'
import { packageVersion } from './package-version.ts'
import { createProgress } from './progress.ts'
import { createPullSources } from './pull-sources.ts'
import { reachable } from './reachable.ts'
import type { RunWatch } from './run-watch.ts'
import { sleep } from './sleep.ts'

/** What a run shares with others it is compared with. */
export type RunShare = {
  /** Answers of a baseline that is a server or module are asked again if they are older; Unix epoch, milliseconds. */
  readonly baselineSinceMs: number
  /** Of what is left of the budget, the part this run may plan with, in (0, 1]. */
  readonly budgetShare: number
}

/**
 * What `work` gives when it is handed the real store, models and clock. They are closed when it ends, however it does.
 *
 * @param watch - of a program that calls this; absent: the terminal and Ctrl-C.
 * @throws {ConfigError} when a model the config names cannot be reached, and whatever `work` throws.
 */
export async function withDependencies<T>(
  config: Config,
  env: NodeJS.ProcessEnv,
  work: (deps: Dependencies) => Promise<T>,
  share?: RunShare,
  watch?: RunWatch,
): Promise<T> {
  const plan = embeddingPlan(config)
  const { config: within, substitutions } = reachable(config, plan, env)
  const onWarning =
    watch?.onWarning ??
    ((warning: string): void => {
      process.stderr.write(`warning: ${escapeTerminal(warning)}\n`)
    })
  const interrupt = watch === undefined ? interruptible() : { signal: watch.signal, dispose() {} }
  const { signal } = interrupt
  const open = await openModels(within, env, { signal, onWarning })
  const { store, ledger, redactText, synthetic } = open
  const pulls = createPullSources(config, { env, signal, onWarning })
  const kernel = createKernel({ threads: availableParallelism() })
  try {
    const embedding = await createEmbedding(plan, { env, ledger, nowMs: Date.now, sleep, onWarning, signal })
    const newSpace = newSpaceWarning(store, embedding.model.modelId)
    if (newSpace !== undefined) onWarning(newSpace)
    const live = await createLive(within, open, { embeddingModel: embedding.model, signal, share })
    const judge = live.judge ?? createOfflineJudge()
    const scorers = await createScorers(config)
    const deps: Dependencies = {
      ...live,
      scorers,
      io: createFileIo({ cwd: process.cwd(), stdin: process.stdin, readTable: pulls.readTable }),
      isForbiddenId,
      store,
      ...(config.adversarial.source === undefined
        ? {}
        : { readAdversarialSet: openLedger(config).ledger.read }),
      auditHistory: () => readAuditHistory(config.store.path),
      redactText,
      synthetic: synthetic === undefined ? undefined : { ...synthetic, reword: live.reword },
      embeddingModel: embedding.model,
      lexicalModel: embedding.lexical,
      spentPicoUsd: () => spentPicoUsd(ledger.totals()),
      search: kernel,
      judge: config.structured.onMismatch === 'zero' ? zeroOnMismatch(judge) : judge,
      nowMs: Date.now,
      onProgress: watch?.onProgress ?? createProgress(process.stderr, Date.now),
      onWarning,
      signal,
      version: packageVersion(),
      substitutions,
    }
    const result = await work(deps)
    await pulls.settle()
    const uncertain = ledger.totals().uncertainCalls
    if (uncertain > 0)
      onWarning(
        `${uncertain} calls ended without an answer and may have been charged: the cost counts them in full`,
      )
    return result
  } finally {
    interrupt.dispose()
    await kernel.close()
    open.close()
  }
}
