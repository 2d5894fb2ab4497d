import { formatDifference, formatInterval } from '../../../numeric/format-number.ts'
import { html, type Markup } from './markup.ts'

export type ForestRow = {
  readonly label: string
  readonly estimate: number
  /** Drawn as a ring beside the dot of the estimate; null: none. */
  readonly shrunken: number | null
  readonly interval: readonly [number, number]
  readonly n: number
  readonly isBad: boolean
}

const WIDTH = 900
const ROW_HEIGHT = 22
const LABEL_WIDTH = 330
const PLOT_WIDTH = 360

/** Estimates with their intervals, one line each around zero; readable without colour, since the numbers stand beside. */
export function forestPlot(rows: readonly ForestRow[], title: string): Markup {
  const reach = Math.max(0.05, ...rows.flatMap(row => row.interval.map(Math.abs)))
  const x = (value: number): number =>
    Math.round((LABEL_WIDTH + ((value + reach) / (2 * reach)) * PLOT_WIDTH) * 10) / 10
  const height = (rows.length + 1) * ROW_HEIGHT + 8
  return html`<div class="scroll"><svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
<line class="zero" x1="${x(0)}" x2="${x(0)}" y1="4" y2="${height - ROW_HEIGHT}"/>
${rows.map((row, index) => forestLine(row, index, x))}
<text x="${x(-reach)}" y="${height - 6}">${formatDifference(-reach)} worse</text>
<text x="${x(reach)}" y="${height - 6}" text-anchor="end">better ${formatDifference(reach)}</text>
</svg></div>`
}

function forestLine(row: ForestRow, index: number, x: (value: number) => number): Markup {
  const y = index * ROW_HEIGHT + 16
  const style = row.isBad ? 'mark bad' : 'mark'
  const label = row.label.length > 48 ? `${row.label.slice(0, 47)}…` : row.label
  return html`<text x="0" y="${y + 4}">${label}</text>
<line class="${style}" x1="${x(row.interval[0])}" x2="${x(row.interval[1])}" y1="${y}" y2="${y}"/>
<circle class="${style}" cx="${x(row.estimate)}" cy="${y}" r="4"/>${
    row.shrunken === null
      ? html``
      : html`<circle cx="${x(row.shrunken)}" cy="${y}" r="5.5" fill="none" stroke="currentColor"/>`
  }
<text x="${LABEL_WIDTH + PLOT_WIDTH + 14}" y="${y + 4}">${formatDifference(row.estimate)} ${formatInterval(row.interval)} n ${row.n}</text>`
}
