import { applyOverrides } from '../../config/apply-overrides.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { compareStrategies } from '../../pipeline/compare/compare-strategies.ts'
import { DEFAULT_FAULT, parseFault } from '../../pipeline/compare/fault.ts'
import { renderComparisonJson } from '../../stages/report/comparison-json.ts'
import { renderComparison } from '../../stages/report/comparison-terminal.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { readConfig } from '../read-config.ts'
import { withDependencies } from '../with-dependencies.ts'
import { writeReports } from '../write-reports.ts'

export type CompareOptions = {
  readonly config: string
  readonly source?: string
  readonly fault?: string
  readonly resamples: number
  readonly fewResamples?: boolean
  readonly targetSize?: number
  readonly seed?: string
  readonly json?: string
  readonly offline?: boolean
}

/** Below these a rate's interval is too wide to tell strategies apart. */
const FEWEST_RESAMPLES = 200

/** `tidegate compare`: the table of strategies with measured numbers. Exits 0. */
export async function compareCommand(options: CompareOptions): Promise<void> {
  const { resamples } = options
  if (resamples < FEWEST_RESAMPLES && options.fewResamples !== true) {
    throw new ConfigError(`Expected \`--resamples\` of at least ${FEWEST_RESAMPLES}, found ${resamples}`, {
      path: '--resamples',
      hint: 'add --few-resamples for a quick look; its rates are rough',
    })
  }
  const fault = options.fault === undefined ? DEFAULT_FAULT : parseFault(options.fault)
  const { config: loaded } = await readConfig(options.config)
  requireKeeping(loaded, '`tidegate compare`')
  const { source, seed, targetSize, offline, json } = options
  const config = applyOverrides(loaded, { source, seed, targetSize, offline }, process.cwd())
  const comparison = await withDependencies(config, process.env, deps =>
    compareStrategies(config, deps, { resamples, fault }),
  )
  const report = renderComparison(comparison, nextCommands(options, comparison.suite.isStandIn))
  await writeReports([[json, () => renderComparisonJson(comparison)]], report)
}

function nextCommands({ config, json }: CompareOptions, isStandIn: boolean): readonly string[] {
  return [
    ...(isStandIn
      ? ['name your own suite: `sampling.suite: FILE` (promptfoo, Inspect, CSV, JSON Lines; docs/compare.md)']
      : []),
    ...(json === undefined
      ? [`tidegate compare -c ${config} --json compare.json    the same for programs`]
      : []),
    `tidegate run -c ${config}    compare a candidate with the strategy of the config`,
  ]
}
