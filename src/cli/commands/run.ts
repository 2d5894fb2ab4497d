import { applyOverrides } from '../../config/apply-overrides.ts'
import { planRun } from '../../pipeline.ts'
import { readConfig } from '../read-config.ts'
import { renderPlan } from '../render-plan.ts'
import { type ReportFiles, reportEvaluation } from '../report-evaluation.ts'
import { runEvaluation } from '../run-evaluation.ts'
import { withDependencies } from '../with-dependencies.ts'

export type RunOptions = ReportFiles & {
  readonly config: string
  readonly source?: string
  readonly candidate?: string
  readonly seed?: string
  readonly targetSize?: number
  readonly asOf?: string
  readonly offline?: boolean
  readonly dryRun?: boolean
}

/** `tidegate run`: evaluates, writes the reports asked for, prints the verdict; the exit code is the decision. */
export async function runCommand(options: RunOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  const { source, candidate, seed, targetSize, asOf, offline } = options
  const config = applyOverrides(loaded, { source, candidate, seed, targetSize, asOf, offline }, process.cwd())
  if (options.dryRun === true) {
    const plan = await withDependencies(config, process.env, deps => planRun(config, deps))
    process.stdout.write(renderPlan(plan))
    return
  }
  await reportEvaluation(options, nextCommands(options), () => runEvaluation(config, process.env))
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
