import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { InterruptedError } from '../errors/interrupted-error.ts'
import { createLocalEmbeddingModel } from '../models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../models/local/create-lsa-model.ts'
import { evaluate } from '../pipeline.ts'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { isForbiddenId } from '../privacy/is-forbidden-id.ts'
import { createRedactText } from '../privacy/redact-text.ts'
import type { Evaluation } from '../records/evaluation.ts'
import { createFileIo } from '../stages/ingest/create-file-io.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { renderJson } from '../stages/report/json.ts'
import { createSqliteStore } from '../store/sqlite/create-sqlite-store.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import { packageVersion } from './package-version.ts'
import { createProgress } from './progress.ts'
import { substitutionsOf } from './substitutions-of.ts'

/** Runs one evaluation with the real store, models and clock, and keeps its result in the store. */
export async function runEvaluation(config: Config, env: NodeJS.ProcessEnv): Promise<Evaluation> {
  const substitutions = substitutionsOf(config, env)
  const interrupt = interruptible()
  const store = createSqliteStore(config.store.path)
  try {
    const deps: Dependencies = {
      io: createFileIo({ cwd: process.cwd(), stdin: process.stdin }),
      isForbiddenId,
      store,
      redactText: createRedactText({
        detectors: defaultDetectors,
        tokenKey: { id: 'k1', bytes: loadOrCreateTenantKey(dirname(config.store.path), randomBytes) },
      }),
      embeddingModel: createLocalEmbeddingModel({ processes: Math.min(2, availableParallelism()) }),
      lexicalModel: createLsaModel(),
      judge: createOfflineJudge(),
      nowMs: Date.now,
      onProgress: createProgress(process.stderr, Date.now),
      onWarning: warning => process.stderr.write(`warning: ${escapeTerminal(warning)}\n`),
      signal: interrupt.signal,
      version: packageVersion(),
      substitutions,
    }
    const startedAtMs = Date.now()
    const evaluation = await evaluate(config, deps)
    store.putRun({
      runId: evaluation.runId,
      configHash: evaluation.manifest.configHash,
      seed: evaluation.manifest.seed,
      state: 'finished',
      startedAtMs,
      finishedAtMs: Date.now(),
      report: renderJson(evaluation),
    })
    return evaluation
  } finally {
    interrupt.dispose()
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
