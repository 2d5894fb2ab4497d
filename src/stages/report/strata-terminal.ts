import { formatCount, formatShare } from '../../numeric/format-number.ts'
import type { PopulationDescription } from '../../records/population.ts'
import type { StratumDescription } from '../../records/stratum-description.ts'
import { escapeTerminal } from './escape-terminal.ts'
import {
  formatMix,
  formatPersistence,
  formatTools,
  formatTrend,
  strataBasis,
  strataHeadline,
} from './strata-summary.ts'

const LONGEST_CELL = 36
const LONGEST_EXAMPLE = 90

type Column = {
  readonly title: string
  readonly isNumber?: boolean
  readonly cell: (stratum: StratumDescription) => string
}

const COLUMNS: readonly Column[] = [
  { title: 'id', cell: each => each.stratumId },
  { title: 'label', cell: each => each.label },
  { title: 'share', isNumber: true, cell: each => formatShare(each.share) },
  { title: 'traces', isNumber: true, cell: each => formatCount(each.size) },
  { title: 'persistence', isNumber: true, cell: formatPersistence },
  { title: 'tools', cell: each => formatTools(each, 2) },
  { title: 'run length', cell: each => formatMix(each.tiers, 2) },
  { title: 'failing', isNumber: true, cell: each => formatShare(each.failures?.rate ?? null) },
  { title: 'trend', cell: formatTrend },
]

/**
 * The strata as a table for a terminal, what was found first.
 *
 * @param nextCommands - what the reader may want to run next, in order.
 */
export function renderStrataTerminal(
  population: PopulationDescription,
  nextCommands: readonly string[],
): string {
  const lines = [
    ...population.manifest.substitutions.map(each => `NOTE: ${each}`),
    strataHeadline(population),
    '',
    ...tableLines(population.strata),
    '',
    ...strataBasis(population).map(([name, value]) => `${name}: ${value}`),
    '',
    'Next',
    ...nextCommands.map(each => `  ${each}`),
  ]
  return `${lines.map(line => escapeTerminal(line).trimEnd()).join('\n')}\n`
}

/** One line per stratum; a column without any content is left out, and the example runs free at the end. */
function tableLines(strata: readonly StratumDescription[]): readonly string[] {
  const cells = COLUMNS.map(column => ({
    ...column,
    texts: strata.map(stratum => shortened(escapeTerminal(column.cell(stratum)), LONGEST_CELL)),
  })).filter(({ texts }) => texts.some(text => text !== ''))
  const padded = cells.map(({ title, isNumber, texts }) => {
    const width = Math.max(title.length, ...texts.map(text => text.length))
    return [title, ...texts].map(text => (isNumber ? text.padStart(width) : text.padEnd(width)))
  })
  const examples = [
    'example',
    ...strata.map(each => shortened(each.examples[0]?.text ?? '', LONGEST_EXAMPLE)),
  ]
  return examples.map((example, row) => [...padded.map(column => column[row] ?? ''), example].join('  '))
}

/** At most `length` UTF-16 units, without half of a surrogate pair. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
