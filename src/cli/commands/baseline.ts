import { applyOverrides } from '../../config/apply-overrides.ts'
import { againstItself, noiseFloorOf } from '../../pipeline/compare/noise-floor.ts'
import { evaluate } from '../../pipeline.ts'
import { renderNoiseFloor, renderNoiseFloorJson } from '../../stages/report/noise-floor-report.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { readConfig } from '../read-config.ts'
import { withDependencies } from '../with-dependencies.ts'
import { writeReports } from '../write-reports.ts'

export type BaselineOptions = {
  readonly config: string
  readonly source?: string
  readonly resamples: number
  readonly targetSize?: number
  readonly seed?: string
  readonly json?: string
  readonly offline?: boolean
}

/** `tidegate baseline`: replays production against its own recording and shows the noise of that. Exits 0. */
export async function baselineCommand(options: BaselineOptions): Promise<void> {
  const { config: loaded } = await readConfig(options.config)
  requireKeeping(loaded, '`tidegate baseline`')
  const { source, seed, targetSize, offline, json, resamples } = options
  const config = applyOverrides(loaded, { source, seed, targetSize, offline }, process.cwd())
  const own = againstItself(config)
  const evaluation = await withDependencies(own, process.env, deps => evaluate(own, deps))
  const floor = noiseFloorOf(evaluation, config, { resamples, isLive: config.baseline !== 'recorded' })
  const report = renderNoiseFloor(floor, [
    `tidegate compare -c ${options.config}    which strategy sees a stated fault, and at what cost`,
    `tidegate run -c ${options.config}    compare a candidate`,
  ])
  await writeReports([[json, () => renderNoiseFloorJson(floor)]], report)
}
