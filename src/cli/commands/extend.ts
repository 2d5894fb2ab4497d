import { applyOverrides } from '../../config/apply-overrides.ts'
import { asAttempt } from '../attempts.ts'
import { parentRunOf } from '../kept-runs.ts'
import { readConfig } from '../read-config.ts'
import { type ReportFiles, reportEvaluation } from '../report-evaluation.ts'
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
 * and votes of the earlier run stay; the exit code is the decision of the larger one.
 *
 * @throws {ConfigError} when the run is not known, or anything but the size differs.
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
  await withRunLock(config, 'beside', () =>
    asAttempt(config, () =>
      reportEvaluation(options, next, () =>
        runEvaluation(config, process.env, store => parentRunOf(store, runId, loaded.sampling.targetSize)),
      ),
    ),
  )
}
