import { applyOverrides } from '../../config/apply-overrides.ts'
import { candidateConfigs } from '../../config/candidate-configs.ts'
import type { Config } from '../../config/config.ts'
import { planRun } from '../../pipeline.ts'
import { asAttempt } from '../attempts.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { planDocument, planLines } from '../render-plan.ts'
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
  if (options.dryRun === true) {
    await printPlans(candidates.length === 0 ? [{ name: undefined, config }] : candidates, options.json)
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

/** What each run would draw and pay; nothing is asked. */
async function printPlans(
  runs: readonly { readonly name: string | undefined; readonly config: Config }[],
  json: string | undefined,
): Promise<void> {
  const lines: string[] = []
  const plans: object[] = []
  for (const { name, config } of runs) {
    const plan = await withDependencies(config, process.env, deps => planRun(config, deps))
    lines.push(...(name === undefined ? [] : [`candidate ${name}`]), ...planLines(plan))
    plans.push({ candidate: name ?? null, ...planDocument(plan) })
  }
  await printReport(lines, { kind: 'tidegate-plan', plans }, json)
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
