import { formatCount, formatShare } from '../../numeric/format-number.ts'
import type { PopulationDescription } from '../../records/population.ts'
import type { MixPart, StratumDescription } from '../../records/stratum-description.ts'
import { fitLine } from './fit-line.ts'

/** What was found, in one sentence: the first line of every report on strata. */
export function strataHeadline({ strata, populationSize }: PopulationDescription): string {
  const noise = strata.find(({ kind }) => kind === 'noise')
  const clusters = strata.length - (noise === undefined ? 0 : 1)
  const rest =
    noise === undefined ? 'nothing unclustered' : `${formatShare(noise.share)} of traffic unclustered`
  return `${formatCount(clusters)} ${clusters === 1 ? 'intent' : 'intents'} in ${formatCount(populationSize)} traces, ${rest}`
}

/** The facts a reader must know before trusting the strata, as name and value. */
export function strataBasis(population: PopulationDescription): readonly (readonly [string, string])[] {
  const { manifest, ingest, fittedOn, strata } = population
  const fit = fitLine(fittedOn, strata)
  const redactions = Object.entries(manifest.redactions).map(
    ([name, count]) => `${name} ${formatCount(count)}`,
  )
  return [
    ['window', windowText(manifest.window)],
    ['embedding', manifest.embeddingModel],
    ...(fit === undefined ? [] : ([['fit', fit]] as const)),
    ['rejected rows', formatCount(ingest.rejected.length)],
    ['redacted', redactions.join(', ') || 'nothing found'],
    ['config', manifest.configHash],
    ['version', manifest.tidegateVersion],
  ]
}

/** First and last day (UTC), or that the traces have no time. */
function windowText(window: PopulationDescription['manifest']['window']): string {
  if (window === undefined) return 'traces without a time are one window'
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  return `${day(window.startMs)} to ${day(window.endMs - 1)}`
}

/** The largest parts of a mix as `get_order 98%, issue_refund 95%`. */
export function formatMix(parts: readonly MixPart[], most: number): string {
  return parts
    .toSorted((a, b) => b.count - a.count)
    .slice(0, most)
    .map(({ name, share }) => `${name} ${formatPercent(share)}`)
    .join(', ')
}

/** Tools of a stratum, or that no trace called any. */
export function formatTools(stratum: StratumDescription, most: number): string {
  return stratum.tools.length === 0 ? 'none' : formatMix(stratum.tools, most)
}

/** Persistence with two decimals, which small clusters fall below without being nothing; `n/a` for noise. */
export function formatPersistence({ persistence }: StratumDescription): string {
  if (persistence === null) return 'n/a'
  return persistence > 0 && persistence < 0.005 ? '<0.01' : persistence.toFixed(2)
}

/** Share against the earlier window; empty when none is known. */
export function formatTrend({ trend }: StratumDescription): string {
  if (trend === null) return ''
  if (trend.kind === 'new') return 'new'
  return `${formatShare(trend.previousShare)} -> ${formatShare(trend.share)}`
}

/** A whole percentage, but never 0% for some and 100% for not all. */
function formatPercent(share: number): string {
  const percent = Math.round(share * 100)
  if (percent === 0 && share > 0) return '<1%'
  return percent === 100 && share < 1 ? '>99%' : `${percent}%`
}
