import { formatCost, formatCount, formatShare } from '../../numeric/format-number.ts'
import type { Comparison, Rate, StrategyCost, StrategyRow } from '../../records/comparison.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { paddedTable } from './padded-table.ts'

const NAMES = {
  static: 'static suite',
  replay: 'replay',
  cluster_stratified: 'cluster_stratified',
  judge_only: 'judge_only, after release',
} as const

/** The table of strategies as text for a terminal. */
export function renderComparison(comparison: Comparison, nextCommands: readonly string[]): string {
  const { rows, fault, suite } = comparison
  const lines = [
    ...comparison.manifest.substitutions.map(each => `NOTE: ${each}`),
    `Strategies side by side: ${formatCount(comparison.resamples)} resamples with the fault and as many without, up to ${formatCount(comparison.targetSize)} traces each`,
    `fault: ${fault.inWords}; it can befall ${formatCount(fault.befalls)} traces of the window and costs the traffic ${formatShare(fault.trafficDrop)} of its good answers`,
    '',
    ...paddedTable([
      [
        'strategy',
        'traces',
        'coverage',
        'near',
        'changes/week',
        'detection',
        'passed it',
        'false alarm',
        'cost of a run',
      ],
      ...rows.map(rowCells),
    ]),
    '',
    'With the traffic-weighted difference alone, without slices and failure modes',
    ...paddedTable([
      ['strategy', 'detection', 'false alarm'],
      ...rows.flatMap(({ strategy, byDifference }) =>
        byDifference === null
          ? []
          : [[NAMES[strategy], rateText(byDifference.detection), rateText(byDifference.falseAlarm)]],
      ),
    ]).map(line => `  ${line}`),
    '',
    ...weekLines(comparison),
    `suite: ${suite.isStandIn ? 'a stand-in' : suite.name}, ${formatCount(suite.items)} items${suiteScores(comparison)}`,
    ...comparison.notes.map(note => `- ${note}`),
    `- judge_only judges each answer alone, finding ${formatShare(comparison.loneJudge.sensitivity)} of the failures and calling ${formatShare(comparison.loneJudge.falsePositiveRate)} of good answers failed (assumed); before a release it detects nothing`,
    '',
    'Next',
    ...nextCommands.map(each => `  ${each}`),
  ]
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

function rowCells(row: StrategyRow): readonly string[] {
  return [
    NAMES[row.strategy],
    formatCount(Math.round(row.size)),
    formatShare(row.coverage.now),
    formatShare(row.coverage.near),
    row.changesPerWeek === null ? 'n/a' : String(Number(row.changesPerWeek.toFixed(1))),
    rateText(row.detection),
    rateText(row.passedFault),
    rateText(row.falseAlarm),
    costText(row.cost),
  ]
}

function rateText({ estimate, interval }: Rate): string {
  return `${formatShare(estimate)} [${formatShare(interval[0])}, ${formatShare(interval[1])}]`
}

function costText(cost: StrategyCost): string {
  switch (cost.kind) {
    case 'none':
      return 'nothing: no paid model'
    case 'unknown':
      return 'unknown: a price is missing'
    case 'forecast': {
      const spread = cost.drawSpread === null ? '' : `, sd over draws ${formatCost(cost.drawSpread)}`
      return `${formatCost(cost.expected)} (${formatCost(cost.low)} to ${formatCost(cost.high)}${spread})`
    }
  }
}

function weekLines({ weeks, rows }: Comparison): readonly string[] {
  if (weeks.length < 2) return []
  return [
    'Coverage by window, oldest first',
    ...paddedTable([
      ['window', 'traces', ...rows.map(({ strategy }) => strategy)],
      ...weeks.map(({ startMs, traces }, at) => [
        startMs === null ? 'no dates' : new Date(startMs).toISOString().slice(0, 10),
        formatCount(traces),
        ...rows.map(({ coverage }) => formatShare(coverage.weeks[at] ?? null)),
      ]),
    ]).map(line => `  ${line}`),
    '',
  ]
}

function suiteScores({ suite }: Comparison): string {
  const { historical, production } = suite
  return [
    historical === null
      ? ''
      : `, historical score ${formatShare(historical.score)} over ${formatCount(historical.items)}`,
    production === null
      ? ''
      : `, production's answers pass ${formatCount(production.passed)} of ${formatCount(production.of)}`,
  ].join('')
}
