import {
  formatCost,
  formatDifference,
  formatInterval,
  formatShare,
  formatShareInterval,
} from '../../numeric/format-number.ts'
import type { SeriesBreak, Slope, Trend, TrendPoint } from '../../records/trend.ts'

/** Windows a run's own report shows. */
export const WINDOWS_SHOWN = 8
const CHANGES_SHOWN = 3

const BREAKS: { readonly [what in SeriesBreak['what']]: string } = {
  judge: 'another judge',
  rubric: 'another rubric',
  'embedding-model': 'another embedding model',
  'stratum-model': 'another stratum model',
}

/** One line per window, oldest first, with what started a new series before it; empty without a window. */
export function trendLines(trend: Trend, { most } = { most: WINDOWS_SHOWN }): readonly string[] {
  const shown = trend.points.slice(-most)
  if (shown.length === 0) return []
  const rows = shown.map(point => trendCells(point))
  const widths = TREND_HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map(cells => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [
    line(TREND_HEADER),
    ...shown.flatMap((point, index) => [
      ...(index === 0 ? [] : point.breaks.map(breakSentence)),
      line(rows[index] ?? []),
      ...(index === 0 ? [] : changeSentences(point)),
    ]),
    ...slopeSentence('the difference', trend.deltaSlope, formatDifference),
    ...slopeSentence('the coverage', trend.coverageSlope, formatDifference),
  ]
}

/** Of a table of windows. */
export const TREND_HEADER: readonly string[] = [
  'window',
  'verdict',
  'difference',
  'interval',
  'coverage',
  "production's success",
  'cost',
]

/** The cells of one window, in the order of `TREND_HEADER`. */
export function trendCells(point: TrendPoint): readonly string[] {
  const { window, outcome, delta, coverage, baseline, costPicoUsd } = point
  return [
    `${dayOf(window.startMs)} to ${dayOf(window.endMs - 1)}`,
    outcome,
    delta === null ? 'n/a' : `${formatDifference(delta.estimate)} ${delta.gate}`,
    formatInterval(delta?.interval ?? null),
    shareText(coverage),
    shareText(baseline?.outcome ?? null),
    formatCost(costPicoUsd ?? undefined),
  ]
}

/** What starts a new series before a window, as a sentence. */
export function breakSentence({ what, before, after }: SeriesBreak): string {
  return `  -- new series: ${BREAKS[what]}, ${before || 'none'} -> ${after || 'none'} --`
}

/** What production itself did otherwise than in the window before, the surest first. */
export function changeSentences({ baselineChanges }: TrendPoint): readonly string[] {
  const changed = baselineChanges
    .filter(({ isChange }) => isChange)
    .toSorted((a, b) => a.adjustedPValue - b.adjustedPValue)
  const hidden = changed.length - CHANGES_SHOWN
  return [
    ...changed
      .slice(0, CHANGES_SHOWN)
      .map(
        ({ what, before, after, interval }) =>
          `  production itself: ${what === 'outcome' ? 'success' : what} ${formatShare(before)} -> ${formatShare(after)}, difference ${formatInterval(interval)}`,
      ),
    ...(hidden > 0 ? [`  production itself: ${hidden} more changes are in the JSON`] : []),
  ]
}

function shareText(
  share: { readonly estimate: number; readonly interval: readonly [number, number] } | null,
): string {
  return share === null ? 'n/a' : `${formatShare(share.estimate)} ${formatShareInterval(share.interval)}`
}

function slopeSentence(
  what: string,
  slope: Slope | null,
  format: (value: number) => string,
): readonly string[] {
  if (slope === null) return []
  const [low, high] = slope.interval
  const verdict = low > 0 ? 'rises' : high < 0 ? 'falls' : 'neither rises nor falls'
  return [
    `${what} ${verdict}: ${format(slope.perWeek)} a week ${formatInterval(slope.interval)} over ${slope.windows} windows`,
  ]
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
