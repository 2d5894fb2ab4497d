import type { Config } from '../config/config.ts'
import { evaluate } from '../pipeline.ts'
import type { Evaluation } from '../records/evaluation.ts'
import { auditQueueOf } from '../stages/audit/audit-queue-of.ts'
import { renderJson } from '../stages/report/json.ts'
import { keepAuditQueue } from './audit-files.ts'
import { withDependencies } from './with-dependencies.ts'

/** Runs one evaluation with the real store, models and clock, and keeps its result in the store. */
export async function runEvaluation(config: Config, env: NodeJS.ProcessEnv): Promise<Evaluation> {
  return withDependencies(config, env, async deps => {
    const startedAtMs = deps.nowMs()
    const evaluation = await evaluate(config, deps)
    deps.store.putRun({
      runId: evaluation.runId,
      configHash: evaluation.manifest.configHash,
      seed: evaluation.manifest.seed,
      state: 'finished',
      startedAtMs,
      finishedAtMs: deps.nowMs(),
      report: renderJson(evaluation),
    })
    await keepAuditQueue(
      config.store.path,
      auditQueueOf(evaluation, { size: config.audit.weeklySize, nowMs: deps.nowMs() }),
    )
    return evaluation
  })
}
