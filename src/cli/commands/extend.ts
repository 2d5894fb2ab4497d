import { applyOverrides } from '../../config/apply-overrides.ts'
import { candidateConfigs } from '../../config/candidate-configs.ts'
import type { ParentRun } from '../../records/alpha-plan.ts'
import type { RunStore } from '../../store/run-store.ts'
import { asAttempt } from '../attempts.ts'
import { parentRunOf, requireNotExtended } from '../kept-runs.ts'
import { readConfig } from '../read-config.ts'
import { reportCandidates } from '../report-candidates.ts'
import { type ReportFiles, reportEvaluation } from '../report-evaluation.ts'
import { comparedRuns, runCandidates } from '../run-candidates.ts'
import { runEvaluation } from '../run-evaluation.ts'
import { withRunLock } from '../with-run-lock.ts'

export type ExtendOptions = ReportFiles & {
  readonly config: string
  readonly targetSize: number
  readonly source?: string
  readonly candidate?: string
  readonly seed?: string
  readonly asOf?: string
  readonly offline?: boolean
}

/**
 * `tidegate extend RUN --target-size N`: the same run with more traces, under what is left of the same error rates. Draws
 * and votes of the earlier run stay; the exit code is the decision of the larger one. Where the config has several
 * candidates, RUN is the run of any of them, and all are extended.
 *
 * @throws {ConfigError} when the run is not known or was extended to another size, or anything but the size differs.
 */
export async function extendCommand(runId: string, options: ExtendOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  const { source, candidate, seed, asOf, offline, targetSize } = options
  const flags = { source, candidate, seed, asOf, offline }
  const config = applyOverrides(loaded, { ...flags, targetSize }, process.cwd())
  const next = [
    `tidegate runs -c ${options.config}    all runs of the store`,
    ...(options.html === undefined ? [] : [`open ${options.html}`]),
  ]
  const names = candidateConfigs(config).map(({ name }) => name)
  const parentOf = (store: RunStore, name?: string): ParentRun => {
    const run = (name === undefined ? undefined : comparedRuns(store, runId, names).get(name)) ?? runId
    requireNotExtended(store, run, targetSize)
    return parentRunOf(store, run, loaded.sampling.targetSize)
  }
  await withRunLock(config, 'beside', () =>
    asAttempt(config, () =>
      names.length > 0
        ? reportCandidates(options, options.config, () => runCandidates(config, process.env, parentOf))
        : reportEvaluation(options, next, () => runEvaluation(config, process.env, parentOf)),
    ),
  )
}
