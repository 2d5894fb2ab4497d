import type { Config } from '../config/config.ts'
import type { ProgressEvent } from '../dependencies.ts'
import { evaluate } from '../pipeline.ts'
import type { ParentRun } from '../records/alpha-plan.ts'
import type { Evaluation } from '../records/evaluation.ts'
import { runPartsOf } from '../server/run-parts.ts'
import { auditQueueOf } from '../stages/audit/audit-queue-of.ts'
import { renderJson } from '../stages/report/json.ts'
import { trendOf } from '../stages/trend/trend-of.ts'
import type { RunStore } from '../store/run-store.ts'
import { withAlerts } from './alerts/with-alerts.ts'
import { keepAuditQueue } from './audit-files.ts'
import { growLedger } from './grow-ledger.ts'
import { keptRunsOf } from './kept-runs.ts'
import { createLiveProgress } from './live-runs.ts'
import type { RunWatch } from './run-watch.ts'
import { type RunShare, withDependencies } from './with-dependencies.ts'

/**
 * Runs one evaluation with the real store, models and clock, and keeps its result in the store.
 *
 * @param extending - the run of the store that this one extends; absent: it stands alone.
 * @param share - what is shared with the other candidates of a comparison.
 * @param watch - of a program that calls this; absent: the terminal and Ctrl-C.
 */
export async function runEvaluation(
  config: Config,
  env: NodeJS.ProcessEnv,
  extending?: (store: RunStore) => ParentRun,
  share?: RunShare,
  watch?: RunWatch,
): Promise<Evaluation> {
  return withAlerts(
    config,
    tell =>
      withDependencies(
        config,
        env,
        async deps => {
          const startedAtMs = deps.nowMs()
          const live = createLiveProgress(deps.store, config.configHash, deps.nowMs)
          const onProgress = (event: ProgressEvent): void => {
            deps.onProgress(event)
            live.onProgress(event)
          }
          const watched = { ...deps, onProgress, onInterim: live.onInterim, withMap: true }
          const evaluated = await evaluate(config, watched, extending?.(deps.store)).finally(live.end)
          const adversarialGrowth = growLedger(evaluated, config, deps.onWarning)
          const evaluation = { ...evaluated, adversarialGrowth }
          tell(evaluation)
          // At once: a process that is killed here leaves no run without its pairs.
          deps.store.putRun(
            {
              runId: evaluation.runId,
              configHash: evaluation.manifest.configHash,
              seed: evaluation.manifest.seed,
              state: 'finished',
              startedAtMs,
              finishedAtMs: deps.nowMs(),
              report: renderJson(evaluation),
            },
            runPartsOf(evaluation),
          )
          await keepAuditQueue(
            config.store.path,
            auditQueueOf(evaluation, {
              size: Math.ceil(config.audit.weeklySize / (config.comparedCandidates ?? 1)),
              nowMs: deps.nowMs(),
            }),
          )
          return { ...evaluation, trend: trendOf(keptRunsOf(deps.store, config.candidateName)) }
        },
        share,
        watch,
      ),
    watch?.onWarning,
  )
}
