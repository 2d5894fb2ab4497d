import { applyOverrides } from '../../config/apply-overrides.ts'
import { candidateConfigs } from '../../config/candidate-configs.ts'
import { planRun } from '../../pipeline.ts'
import { asAttempt } from '../attempts.ts'
import { readConfig } from '../read-config.ts'
import { renderPlan } from '../render-plan.ts'
import { reportCandidates } from '../report-candidates.ts'
import { type ReportFiles, reportEvaluation } from '../report-evaluation.ts'
import { runCandidates } from '../run-candidates.ts'
import { runEvaluation } from '../run-evaluation.ts'
import { withDependencies } from '../with-dependencies.ts'
import { withRunLock } from '../with-run-lock.ts'

export type RunOptions = ReportFiles & {
  readonly config: string
  readonly source?: string
  readonly candidate?: string
  readonly seed?: string
  readonly targetSize?: number
  readonly asOf?: string
  readonly offline?: boolean
  readonly dryRun?: boolean
  /** False: not beside another run of the store. */
  readonly overlap?: boolean
}

/** `tidegate run`: evaluates, writes the reports asked for, prints the verdict; the exit code is the decision. */
export async function runCommand(options: RunOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  const { source, candidate, seed, targetSize, asOf, offline } = options
  const config = applyOverrides(loaded, { source, candidate, seed, targetSize, asOf, offline }, process.cwd())
  const candidates = candidateConfigs(config)
  if (options.dryRun === true && candidates.length > 0) {
    for (const { name, config: one } of candidates) {
      const plan = await withDependencies(one, process.env, deps => planRun(one, deps))
      process.stdout.write(`candidate ${name}\n${renderPlan(plan)}`)
    }
    return
  }
  if (options.dryRun === true) {
    const plan = await withDependencies(config, process.env, deps => planRun(config, deps))
    process.stdout.write(renderPlan(plan))
    return
  }
  const evaluate = () =>
    asAttempt(config, () =>
      candidates.length > 0
        ? reportCandidates(options, options.config, () => runCandidates(config, process.env))
        : reportEvaluation(options, nextCommands(options), () => runEvaluation(config, process.env)),
    )
  await withRunLock(config, options.overlap === false ? 'alone' : 'beside', evaluate)
}

function nextCommands(options: RunOptions): readonly string[] {
  const again = `tidegate run -c ${options.config}`
  return [
    ...(options.html === undefined
      ? [`${again} --html report.html    the same as one HTML file, with every failure`]
      : [`open ${options.html}`]),
    ...(options.json === undefined
      ? [`${again} --json result.json    the same for programs (docs/result-format.md)`]
      : []),
  ]
}
