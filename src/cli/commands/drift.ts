import { readFile } from 'node:fs/promises'
import { applyOverrides } from '../../config/apply-overrides.ts'
import type { Config } from '../../config/config.ts'
import { parseWindowEnd } from '../../config/window-end.ts'
import { ConfigError } from '../../errors/config-error.ts'
import type { DriftReport } from '../../records/drift.ts'
import type { RunId } from '../../records/ids.ts'
import { compareShares } from '../../stages/drift/compare-shares.ts'
import { countShares } from '../../stages/drift/count-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../../stages/drift/drift-policy.ts'
import { parseLabelledTraces } from '../../stages/drift/parse-labelled-traces.ts'
import { renderDrift, type WindowNames } from '../../stages/drift/render-drift.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import type { RunStore } from '../../store/run-store.ts'
import { compareWindows, type WindowComparison } from '../compare-windows.ts'
import { nameOf } from '../drift-windows.ts'
import { requireKeeping } from '../keeps-no-real-text.ts'
import { openStore } from '../open-store.ts'
import { populationConfig } from '../population-config.ts'
import { readConfig } from '../read-config.ts'
import { withDependencies } from '../with-dependencies.ts'
import { writeReports } from '../write-reports.ts'

export type DriftOptions = {
  readonly config?: string
  readonly source?: string
  readonly from?: string
  readonly to?: string
  readonly json?: string
  readonly offline?: boolean
}

type Compared = {
  readonly report: DriftReport
  readonly windows: WindowNames
  readonly substitutions: readonly string[]
}

/** `tidegate drift`: what changed between two windows. Exits 1 when something did, 0 when it is quiet. */
export async function driftCommand(options: DriftOptions): Promise<void> {
  const compared =
    isFile(options.from) || isFile(options.to) ? await ofFiles(options) : await ofSource(options)
  const { report, windows, substitutions } = compared
  const json = `${JSON.stringify({ kind: 'tidegate-drift', schemaVersion: 1, windows, substitutions, ...report }, null, 2)}\n`
  const text = [...substitutions.map(each => `NOTE: ${each}\n`), renderDrift(report, windows)]
    .join('')
    .split('\n')
    .map(escapeTerminal)
    .join('\n')
  await writeReports([[options.json, () => json]], text)
  process.exitCode = report.level === 'none' ? 0 : 1
}

function isFile(window: string | undefined): boolean {
  return window?.endsWith('.jsonl') ?? false
}

/** Two files of labelled traces; the config, if any, only sets the threshold. */
async function ofFiles({ config, from, to }: DriftOptions): Promise<Compared> {
  const threshold =
    config === undefined ? DEFAULT_DRIFT_POLICY.threshold : (await readConfig(config)).config.drift.threshold
  const [reference, current] = [await countsOf(from, '--from'), await countsOf(to, '--to')]
  const report = compareShares(reference, current, { ...DEFAULT_DRIFT_POLICY, threshold })
  return { report, windows: { reference: from ?? '', current: to ?? '' }, substitutions: [] }
}

async function countsOf(file: string | undefined, flag: string) {
  if (file === undefined || !isFile(file))
    throw new ConfigError(`Expected a file of labelled traces in \`${flag}\`, found ${file ?? 'nothing'}`, {
      path: flag,
      hint: 'when one window is a .jsonl file, so is the other',
    })
  try {
    return countShares(parseLabelledTraces(await readFile(file, 'utf8'), file))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw cause
    throw new ConfigError(`Expected a readable file in \`${flag}\`, found ${code} for ${file}`, {
      path: flag,
      cause,
    })
  }
}

async function ofSource({ config: file, source, from, to, offline }: DriftOptions): Promise<Compared> {
  const { config: loaded } = await readConfig(file ?? 'tidegate.yaml')
  requireKeeping(loaded, '`tidegate drift`')
  return comparedOf(applyOverrides(loaded, { source, offline }, process.cwd()), process.env, { from, to })
}

/**
 * Two windows of a config's source compared: the newest and the one before it, unless others are named as `tidegate drift`
 * takes them.
 *
 * @throws {ConfigError} when a window is named wrongly or has no traffic.
 */
export function comparedOf(
  full: Config,
  env: NodeJS.ProcessEnv,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Promise<Compared & Pick<WindowComparison, 'weeks' | 'strata'>> {
  const config = populationConfig(full)
  const { timeZone } = config.sampling
  return withDependencies(reaching(config, from, to), env, async deps => {
    const compared = await compareWindows(config, deps, {
      referenceEndMs: endOf(from, '--from', deps.store, timeZone),
      currentEndMs: endOf(to, '--to', deps.store, timeZone) ?? config.sampling.windowEndMs,
    })
    const { reference, current } = compared
    const windows = { reference: nameOf(reference, timeZone), current: nameOf(current, timeZone) }
    return { ...compared, windows }
  })
}

/** The config of a source that is a server, which is asked for both windows and the days between them; files are read whole. */
function reaching(config: Config, from: string | undefined, to: string | undefined): Config {
  const { source, sampling } = config
  if (source?.pull === undefined) return config
  const store = openStore(config.store.path)
  try {
    const windowEndMs = endOf(to, '--to', store, sampling.timeZone) ?? sampling.windowEndMs
    const earlierEndMs = endOf(from, '--from', store, sampling.timeZone)
    const extraDays =
      earlierEndMs === undefined
        ? sampling.windowDays
        : Math.max(0, Math.ceil(((windowEndMs ?? Date.now()) - earlierEndMs) / 86_400_000))
    return {
      ...config,
      sampling: { ...sampling, windowEndMs },
      source: { ...source, pull: { ...source.pull, extraDays } },
    }
  } finally {
    store.close()
  }
}

/** A date names the last day of a window, a run the window it sampled. */
function endOf(
  window: string | undefined,
  flag: string,
  store: RunStore,
  timeZone: string,
): number | undefined {
  if (window === undefined) return undefined
  const endMs = parseWindowEnd(window, timeZone) ?? windowEndOfRun(window, store)
  if (endMs !== undefined) return endMs
  throw new ConfigError(
    `Expected \`${flag}\` as a date such as 2026-11-20, a run with a window, or a .jsonl file, found ${JSON.stringify(window)}`,
    { path: flag },
  )
}

function windowEndOfRun(runId: string, store: RunStore): number | undefined {
  const report = store.run(runId as RunId)?.report
  if (report === undefined) return undefined
  const { manifest } = JSON.parse(report) as {
    readonly manifest?: { readonly window?: { readonly endMs?: number } | null }
  }
  return manifest?.window?.endMs
}
