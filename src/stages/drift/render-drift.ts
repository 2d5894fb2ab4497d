import { formatCount, formatPValue, formatShareInWords } from '../../numeric/format-number.ts'
import type { DriftReport, Interval, ShareDrift } from '../../records/drift.ts'
import { formatChange, formatChanges } from './format-change.ts'

/** Names of the two windows for people, such as `2026-11-01 to 2026-11-07`. */
export type WindowNames = { readonly reference: string; readonly current: string }

const HEADLINES = {
  none: 'QUIET: the traffic asks for what it asked for before',
  report: 'DRIFT: the traffic changed',
  page: 'DRIFT (page): the traffic changed, by the stricter level',
}
const LONGEST_LABEL = 36
const MOST_ROWS = 20

/** A drift report as text for a terminal, one finding a line. Labels are as they came: the caller cleans what it prints. */
export function renderDrift(report: DriftReport, windows: WindowNames): string {
  const { shares, level, referenceSize, currentSize } = report
  const rows = shares.slice(0, MOST_ROWS)
  const lines = [
    HEADLINES[level],
    `reference ${windows.reference} (${formatCount(referenceSize)} traces), current ${windows.current} (${formatCount(currentSize)} traces)`,
    '',
    ...report.reasons.map(reason => `- ${reason}`),
    '',
    ...tableOf(rows),
    ...(shares.length > rows.length ? [`... ${shares.length - rows.length} more strata in --json`] : []),
    '',
    ...basisOf(report),
  ]
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

function tableOf(shares: readonly ShareDrift[]): readonly string[] {
  const rows = [
    ['stratum', 'before', 'now', 'change', '95% interval', 'adjusted p', ''],
    ...shares.map(share => [
      share.label.slice(0, LONGEST_LABEL),
      formatShareInWords(share.reference.share),
      formatShareInWords(share.current.share),
      share.ratio === null ? 'new' : formatChange(share.ratio),
      formatChanges(share.ratioInterval),
      share.adjustedPValue === null ? 'too small' : formatPValue(share.adjustedPValue).replace('= ', ''),
      share.level === 'none' ? '' : `${share.change} (${share.level})`,
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows.map(row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  )
}

function basisOf({
  global,
  descriptions,
  overdispersion,
  newIntents,
  within,
}: DriftReport): readonly string[] {
  const { populationStabilityIndex, jensenShannon, totalVariation } = descriptions
  return [
    global === null
      ? 'whole mix: one stratum alone, nothing to test'
      : `whole mix: chi-square ${global.statistic.toFixed(1)} on ${global.degreesOfFreedom} degrees of freedom, p ${formatPValue(global.pValue)}`,
    `distance: ${[
      measured('stability index', populationStabilityIndex.value, populationStabilityIndex.interval),
      measured('Jensen-Shannon', jensenShannon.value, jensenShannon.interval, ' bits'),
      measured('total variation', totalVariation.value, totalVariation.interval),
    ].join('; ')}`,
    overdispersion.interval === null
      ? 'overdispersion: not estimated, taken as 1'
      : measured('overdispersion', overdispersion.factor, overdispersion.interval).replace(' ', ': '),
    newIntents === null ? 'new intents: not looked for' : `new intents: ${newIntents.length} candidates`,
    within === null
      ? 'inside strata: not looked into'
      : `inside strata: ${within.filter(({ isShift }) => isShift).length} of ${within.length} changed`,
  ]
}

function measured(name: string, value: number | null, interval: Interval | null, unit = ''): string {
  if (value === null || interval === null) return `${name} infinite`
  const digits = (number: number) => Number(number.toPrecision(3))
  return `${name} ${digits(value)}${unit} (95% ${digits(interval[0])} to ${digits(interval[1])})`
}
