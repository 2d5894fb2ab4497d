import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Config } from '../../config/config.ts'
import { ConfigError } from '../../errors/config-error.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import { type LabelledPair, parseLabelledPairs } from '../../pipeline/parse-labelled-pairs.ts'
import { parseRecordedVotes } from '../../pipeline/parse-recorded-votes.ts'
import { type CalibrationJudge, type CalibrationRun, runCalibration } from '../../pipeline/run-calibration.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import type { Calibration } from '../../records/calibration.ts'
import { DEFAULT_ELIGIBILITY, eligibilityOf } from '../../stages/calibrate/eligibility-of.ts'
import { renderCalibrations } from '../../stages/calibrate/parse-calibrations.ts'
import { createRecordedVoter } from '../../stages/judge/votes/create-recorded-voter.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { calibrationFileOf, keepCalibrations } from '../read-calibrations.ts'
import { readConfig } from '../read-config.ts'
import { renderCalibration } from '../render-calibration.ts'
import { writeReports } from '../write-reports.ts'

export type CalibrateOptions = {
  readonly labels: string
  readonly config?: string
  readonly votes?: string
  readonly json?: string
}

/** What live judges are handed with: all that needs a store, a key or a clock. */
export type LiveCalibration = Pick<CalibrationRun, 'redactText' | 'nowMs' | 'signal'> & {
  readonly judges: readonly CalibrationJudge[]
}

/** Opens what the judges of a config need, hands them to `work`, and closes it however that ends. */
export type WithJudges = <T>(config: Config, work: (live: LiveCalibration) => Promise<T>) => Promise<T>

const DEFAULT_VOTES = { method: 'adaptive', runs: 3, seed: '1' } as const

/**
 * `tidegate calibrate`: holds judges against pairs that people labelled, by votes cast now or by recorded ones, shows
 * what was found and keeps it beside the store, where the choice of a judge looks for it. Exits 0: a judge that is
 * not eligible is an answer, not a failed gate.
 */
export async function calibrateCommand(options: CalibrateOptions, withJudges: WithJudges): Promise<void> {
  const config = options.config === undefined ? undefined : (await readConfig(options.config)).config
  const text = await readInput(options.labels, '--labels')
  const { pairs, unlabelled } = parseLabelledPairs(text, options.labels)
  if (unlabelled > 0) warn(`left out, without a label: ${formatQuantity(unlabelled, 'pair')}`)
  const votes =
    config === undefined
      ? DEFAULT_VOTES
      : { method: config.judge.votes, runs: config.freeform.judge.runs, seed: config.seed }
  const run = { ...votes, labelsHash: createHash('sha256').update(text).digest('hex') }
  const calibrations =
    options.votes === undefined
      ? await calibrateLive(pairs, run, config, withJudges)
      : await calibrateRecorded(pairs, run, options.votes)
  if (config === undefined) warn('nothing is kept: without --config there is no store to keep it beside')
  else await keepCalibrations(calibrationFileOf(config.store.path), calibrations)
  await print(calibrations, config, options.json)
}

type Run = Omit<CalibrationRun, 'redactText' | 'nowMs' | 'signal'>

async function calibrateLive(
  pairs: readonly LabelledPair[],
  run: Run,
  config: Config | undefined,
  withJudges: WithJudges,
): Promise<readonly Calibration[]> {
  if (config === undefined) {
    throw new ConfigError('Expected --config, which names the judges, or --votes, found neither', {
      path: '--config',
      hint: 'tidegate calibrate --labels FILE -c tidegate.yaml',
    })
  }
  return withJudges(config, ({ judges, ...live }) => inTurn(judges, pairs, { ...run, ...live }))
}

async function calibrateRecorded(
  pairs: readonly LabelledPair[],
  run: Run,
  file: string,
): Promise<readonly Calibration[]> {
  const recorded = parseRecordedVotes(await readInput(file, '--votes'), file)
  const known = new Set(pairs.map(({ pairId }) => pairId))
  const strays = new Set(recorded.flatMap(({ votes }) => [...votes.keys()].filter(id => !known.has(id))))
  if (strays.size > 0) warn(`left out, votes without a labelled pair: ${formatQuantity(strays.size, 'pair')}`)
  const judges = recorded.map(({ identity, votes }) => ({
    identity,
    voter: createRecordedVoter({ name: identity.judge, isLanguageModel: true, votes }),
  }))
  // No text leaves and none is kept, so that there is nothing to find in them.
  const redactText = createRedactText({ detectors: [], tokenKey: { id: 'k0', bytes: randomBytes(32) } })
  return inTurn(judges, pairs, { ...run, redactText, nowMs: Date.now })
}

/** One judge after the other: their limits and prices are their own, and a report reads in order. */
async function inTurn(
  judges: readonly CalibrationJudge[],
  pairs: readonly LabelledPair[],
  run: CalibrationRun,
): Promise<readonly Calibration[]> {
  const calibrations: Calibration[] = []
  for (const judge of judges) calibrations.push(await runCalibration(pairs, judge, run))
  return calibrations
}

async function print(
  calibrations: readonly Calibration[],
  config: Config | undefined,
  json: string | undefined,
): Promise<void> {
  const thresholds = {
    ...DEFAULT_ELIGIBILITY,
    ...(config === undefined ? {} : { maxAttackSuccess: config.judge.maxAttackSuccess }),
  }
  const report = calibrations
    .map(each => {
      const eligibility = eligibilityOf(each, thresholds, each.identity, each.calibratedAtMs)
      return renderCalibration(each, eligibility, thresholds)
    })
    .join('\n')
    .split('\n')
    .map(escapeTerminal)
    .join('\n')
  await writeReports([[json, () => renderCalibrations(calibrations)]], report)
}

async function readInput(path: string, flag: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`Expected a readable file for ${flag}, found ${path}`, { path: flag, cause })
  }
}

function warn(warning: string): void {
  process.stderr.write(`warning: ${escapeTerminal(warning)}\n`)
}
