import { formatCount, formatShare, formatShareInterval } from '../../numeric/format-number.ts'
import type { PopulationDescription } from '../../records/population.ts'
import type { MixPart, StratumDescription } from '../../records/stratum-description.ts'
import { html, type Markup } from './html/markup.ts'
import { MAP_STYLE, strataMap } from './html/strata-map.ts'
import { STYLE } from './html/style.ts'
import { type Column, table } from './html/tables.ts'
import {
  formatMix,
  formatPersistence,
  formatTools,
  formatTrend,
  strataBasis,
  strataHeadline,
} from './strata-summary.ts'

const LONGEST_EXAMPLE = 160
const LONGEST_QUOTE = 1_000

/** The strata as one HTML file with their map: nothing is loaded, nothing is executed, every text of a trace is escaped. */
export function renderStrataHtml(population: PopulationDescription): string {
  const { strata, map, manifest } = population
  const headline = strataHeadline(population)
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>Tidegate: ${headline}</title>${STYLE}${MAP_STYLE}</head><body><main>
${manifest.substitutions.map(each => html`<p class="note">${each}</p>`)}
<h1>${headline}</h1>
${map === undefined || strata.length === 0 ? html`` : strataMap(map, strata)}
<h2>Strata</h2>${table(columnsFor(strata), strata)}
<h2>One by one</h2>${strata.map(card)}
<h2>What this rests on</h2>${table(
    [
      { title: 'what', cell: ([name]) => name },
      { title: 'value', cell: ([, value]) => value },
    ],
    strataBasis(population),
  )}
</main></body></html>
`
  return page.text
}

/** Columns in which no stratum has anything to say are left out. */
function columnsFor(strata: readonly StratumDescription[]): readonly Column<StratumDescription>[] {
  const isTrendKnown = strata.some(({ trend }) => trend !== null)
  return [
    { title: 'id', cell: each => html`<a href="#${each.stratumId}">${each.stratumId}</a>` },
    { title: 'label', cell: each => each.label },
    { title: 'share', isNumber: true, cell: each => formatShare(each.share) },
    { title: 'traces', isNumber: true, cell: each => formatCount(each.size) },
    { title: 'persistence', isNumber: true, cell: formatPersistence },
    { title: 'tools', cell: each => formatTools(each, 2) },
    { title: 'run length', cell: each => formatMix(each.tiers, 2) },
    { title: 'failing', isNumber: true, cell: each => formatShare(each.failures?.rate ?? null) },
    ...(isTrendKnown ? [{ title: 'trend', cell: formatTrend }] : []),
    { title: 'example', cell: each => each.examples[0]?.text.slice(0, LONGEST_EXAMPLE) ?? '' },
  ]
}

function card(stratum: StratumDescription): Markup {
  const { stratumId, label, examples, failures, shareInterval } = stratum
  const facts: readonly (readonly [string, string])[] = [
    ['keywords', stratum.keywords.join(', ')],
    ['share, 95% interval', shareInterval === null ? '' : formatShareInterval(shareInterval)],
    ['tools', toolsText(stratum)],
    ['run length', partsText(stratum.tiers)],
    ['models', partsText(stratum.models)],
    ...stratum.flags.map(({ flag, states }) => [`flag ${flag}`, partsText(states)] as const),
    [
      'failing on its own',
      failures === null
        ? ''
        : `${formatShare(failures.rate)} ${formatShareInterval(failures.interval)} of ${formatCount(failures.checked)} checked${failures.modes.length === 0 ? '' : `: ${partsText(failures.modes)}`}`,
    ],
    ['trend', formatTrend(stratum)],
  ]
  return html`<details id="${stratumId}"><summary>${stratumId} <strong>${label}</strong> <span class="muted">${formatShare(stratum.share)}, ${formatCount(stratum.size)} traces</span></summary>
${examples.map(({ role, text }) => html`<pre><span class="muted">${role}:</span> ${text.slice(0, LONGEST_QUOTE)}</pre>`)}
${table(
  [
    { title: 'what', cell: ([name]) => name },
    { title: 'value', cell: ([, value]) => value },
  ],
  facts.filter(([, value]) => value !== ''),
)}</details>`
}

function toolsText(stratum: StratumDescription): string {
  const without = stratum.withoutTools === 0 ? '' : `no call in ${formatCount(stratum.withoutTools)} traces`
  return [partsText(stratum.tools), without].filter(text => text !== '').join('; ')
}

function partsText(parts: readonly MixPart[]): string {
  return parts
    .map(({ name, count, share }) => `${name} ${formatShare(share)} (${formatCount(count)})`)
    .join(', ')
}
