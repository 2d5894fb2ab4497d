import { formatDifference, formatInterval } from '../../../numeric/format-number.ts'
import type { TrendPoint } from '../../../records/trend.ts'
import { html, type Markup } from './markup.ts'

const WIDTH = 900
const HEIGHT = 150
const LEFT = 90
const MARGIN = 16

/** The difference of the last windows with its bounds, oldest left; empty below two windows with one. */
export function trendPicture(points: readonly TrendPoint[]): Markup {
  const known = points.flatMap(({ delta, window, series }) =>
    delta === null ? [] : [{ ...delta, series, endMs: window.endMs }],
  )
  if (known.length < 2) return html``
  const reach = Math.max(0.02, ...known.flatMap(({ interval }) => interval.map(Math.abs)))
  const x = (index: number): number =>
    Math.round(LEFT + MARGIN + (index / (known.length - 1)) * (WIDTH - LEFT - 2 * MARGIN))
  const y = (value: number): number => Math.round(HEIGHT / 2 - (value / reach) * (HEIGHT / 2 - MARGIN))
  const joined = known.slice(1).flatMap((each, index) => {
    const before = known[index]
    return before === undefined || before.series !== each.series
      ? []
      : [
          html`<line class="axis" x1="${x(index)}" y1="${y(before.estimate)}" x2="${x(index + 1)}" y2="${y(each.estimate)}"/>`,
        ]
  })
  return html`<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Difference candidate minus baseline by window, oldest left, with bounds; the numbers are in the table">
<line class="zero" x1="${LEFT}" x2="${WIDTH}" y1="${y(0)}" y2="${y(0)}"/><text x="0" y="${y(0) + 4}">no change</text>
<text x="0" y="${y(reach) + 4}">${formatDifference(reach)}</text><text x="0" y="${y(-reach) + 4}">${formatDifference(-reach)}</text>
${joined}
${known.map(
  (each, index) =>
    html`<g><title>${new Date(each.endMs - 1).toISOString().slice(0, 10)}: ${formatDifference(each.estimate)} ${formatInterval(each.interval)}</title><line class="mark" x1="${x(index)}" x2="${x(index)}" y1="${y(each.interval[0])}" y2="${y(each.interval[1])}"/><circle class="mark" cx="${x(index)}" cy="${y(each.estimate)}" r="4"/></g>`,
)}
</svg></div>`
}
