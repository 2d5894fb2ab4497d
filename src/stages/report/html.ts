import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatQuantity,
  formatShare,
  formatShareInterval,
} from '../../numeric/format-number.ts'
import type { Gate } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import type { TrendPoint } from '../../records/trend.ts'
import { adversarialLines } from './adversarial-lines.ts'
import { auditLines } from './audit-lines.ts'
import { coverageLines } from './coverage-lines.ts'
import { exitCodeOf } from './exit-code.ts'
import { headlineOf } from './headline.ts'
import { lostPairs } from './html/examples.ts'
import { forestPlot } from './html/forest-plot.ts'
import { funnel } from './html/funnel.ts'
import { type HtmlRun, htmlRunOf } from './html/html-run.ts'
import { html, type Markup } from './html/markup.ts'
import { MAP_STYLE, strataMap } from './html/strata-map.ts'
import { STYLE } from './html/style.ts'
import { table } from './html/tables.ts'
import { trendPicture } from './html/trend-picture.ts'
import { suiteLines } from './suite-lines.ts'
import { syntheticLines } from './synthetic-lines.ts'
import { traceLink } from './trace-link.ts'
import { breakSentence, changeSentences, TREND_HEADER, trendCells, WINDOWS_SHOWN } from './trend-lines.ts'
import { unresolvedSliceLines } from './unresolved-slice-lines.ts'
import { weekLines } from './week-lines.ts'

const MAX_FOREST_ROWS = 40

/** The run as one HTML file: nothing is loaded, nothing is executed, and every text of a trace is escaped. */
export function renderHtml(evaluation: Evaluation): string {
  return renderHtmlRun(htmlRunOf(evaluation))
}

/** The same of a run that the store may have kept. */
export function renderHtmlRun(evaluation: HtmlRun): string {
  const { decision } = evaluation
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer"><title>${decision.outcome}: Tidegate ${evaluation.runId}</title>${STYLE}${MAP_STYLE}</head><body><main>
${evaluation.manifest.substitutions.map(each => html`<p class="note">${each}</p>`)}
<p class="badge ${decision.outcome}">${decision.outcome} (exit code ${exitCodeOf(decision)})</p>
<h1>${headlineOf(decision)}</h1>
${decision.reasons.length > 1 ? html`<ul>${decision.reasons.slice(1).map(reason => html`<li>${reason}</li>`)}</ul>` : html``}
<h2>Gates</h2>${gates(evaluation)}
<h2>Failure modes</h2>${modes(evaluation)}
<h2>Slices, worst first</h2>${slices(evaluation)}
${tasks(evaluation)}
<h2>Pairs the candidate lost</h2>${lostPairs(evaluation.lost)}
<h2>Strata and sample</h2>${mapOf(evaluation)}${strata(evaluation)}
${sentences('Coverage of the traffic', coverageLines(evaluation))}${sentences('Static suite', suiteLines(evaluation))}${sentences('Synthetic requests', syntheticLines(evaluation.synthetic))}
${lastWindows(evaluation)}${sentences('Since the last week', weekLines(evaluation.weeks))}${sentences('Drift of the traffic', evaluation.drift?.reasons ?? [])}
${sentences('Audits', auditLines(evaluation))}${sentences('Adversarial set', adversarialLines(evaluation))}
<h2>From traffic to votes</h2>${funnel(evaluation.funnel)}
<h2>What this rests on</h2>${basis(evaluation)}
</main></body></html>
`
  return page.text
}

/** The requests as points of the plane, with rings around those on which only the candidate failed. */
function mapOf({ picture }: HtmlRun): Markup {
  if (picture === undefined) return html``
  const { map, strata, failed } = picture
  const rings =
    failed.size === 0
      ? html``
      : html`<p class="muted">Rings: requests on which the candidate fails and production does not.</p>`
  return html`${strataMap(map, strata, failed)}${rings}`
}

/** One window alone is no trend. */
function lastWindows({ trend }: HtmlRun): Markup {
  if (trend === undefined || trend.points.length < 2) return html``
  return html`<h2>Last windows</h2>${trendPicture(trend.points.slice(-WINDOWS_SHOWN))}${table(
    TREND_HEADER.map((title, column) => ({
      title,
      cell: (point: TrendPoint) => trendCells(point)[column] ?? '',
    })),
    trend.points.slice(-WINDOWS_SHOWN),
  )}<ul>${trend.points
    .slice(-WINDOWS_SHOWN)
    .flatMap(point => [...point.breaks.map(breakSentence), ...changeSentences(point)])
    .map(line => html`<li>${line}</li>`)}</ul>`
}

function sentences(title: string, lines: readonly string[]): Markup {
  return lines.length === 0
    ? html``
    : html`<h2>${title}</h2><ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`
}

function gates({ decision }: HtmlRun): Markup {
  const rows = Object.entries(decision.gates) as readonly (readonly [string, Gate])[]
  return table(
    [
      { title: 'gate', cell: ([name]) => name },
      {
        title: 'verdict',
        cell: ([, gate]) => html`<span class="badge ${gate.verdict}">${gate.verdict}</span>`,
      },
      {
        title: 'estimate',
        isNumber: true,
        cell: ([name, gate]) =>
          name === 'adversarial' ? formatShare(gate.estimate) : formatDifference(gate.estimate),
      },
      {
        title: 'interval',
        isNumber: true,
        cell: ([name, gate]) =>
          name === 'adversarial' ? formatShareInterval(gate.interval) : formatInterval(gate.interval),
      },
      { title: 'n', isNumber: true, cell: ([, gate]) => formatCount(gate.n) },
      { title: 'because', cell: ([, gate]) => gate.reason },
    ],
    rows,
  )
}

function modes({ decision }: HtmlRun): Markup {
  const seen = decision.gates.modes.findings.filter(each => each.baseline + each.candidate > 0)
  if (seen.length === 0) return html`<p class="muted">No side showed any failure mode.</p>`
  return table(
    [
      { title: 'mode', cell: each => html`<span class="${each.finding}">${each.mode}</span>` },
      { title: 'baseline', isNumber: true, cell: each => formatCount(each.baseline) },
      { title: 'candidate', isNumber: true, cell: each => formatCount(each.candidate) },
      {
        title: 'growth, share of pairs',
        isNumber: true,
        cell: each => `${formatDifference(each.estimate)} ${formatInterval(each.interval)}`,
      },
      { title: 'adjusted p', isNumber: true, cell: each => formatPValue(each.adjustedPValue) },
      { title: 'finding', cell: each => html`<span class="badge ${each.finding}">${each.finding}</span>` },
      { title: 'where', cell: each => each.where.join('; ') },
    ],
    seen,
  )
}

function slices({ decision }: HtmlRun): Markup {
  const rows = decision.gates.slices.findings
    .flatMap(each =>
      each.estimate === null || each.interval === null
        ? []
        : [
            {
              label: `${each.family}: ${each.name}`,
              estimate: each.estimate,
              shrunken: each.shrunken ?? null,
              interval: each.interval,
              n: each.n,
              isBad: each.isRegression,
            },
          ],
    )
    .toSorted((a, b) => Number(b.isBad) - Number(a.isBad) || a.estimate - b.estimate)
  if (rows.length === 0) return html`<p class="muted">No slice had enough scored pairs to be tested.</p>`
  const hidden = rows.length - MAX_FOREST_ROWS
  return html`${forestPlot(rows.slice(0, MAX_FOREST_ROWS), 'Difference candidate minus baseline per slice, with interval')}<p class="muted">Dot: measured in the slice. Ring: drawn towards the effect over all traffic, because the worst of many slices looks worse than it is.</p>${unresolvedSlices(decision)}${
    hidden > 0
      ? html`<p class="muted">${formatQuantity(hidden, 'more slice')} in the JSON result.</p>`
      : html``
  }`
}

function unresolvedSlices(decision: Evaluation['decision']): Markup {
  const lines = unresolvedSliceLines(decision)
  return lines.length === 0
    ? html``
    : html`<p>Without a verdict, largest share first:</p><ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`
}

function tasks({ decision, manifest }: HtmlRun): Markup {
  const { paired, regressed, improved } = decision.gates.outcome
  if (paired.won + paired.lost + paired.tied === 0) return html``
  const ids = (list: readonly string[]): Markup =>
    list.length === 0 ? html`none` : html`${list.map(id => linkedId(id, manifest.traceUrl))}`
  return html`<h2>Recorded outcomes</h2><p>${paired.won} won, ${paired.lost} lost, ${paired.tied} tied; exact McNemar p ${formatPValue(paired.pValue)}, one-sided for losses ${formatPValue(paired.pValueWorse)}.</p>
<p>Regressed: ${ids(regressed)}</p><p>Improved: ${ids(improved)}</p>`
}

function linkedId(id: string, traceUrl: string | undefined): Markup {
  const link = traceLink(traceUrl, id)
  const name = html`<code>${id}</code>`
  return link === undefined ? html`${name} ` : html`<a href="${link}" rel="noreferrer">${name}</a> `
}

function strata(run: HtmlRun): Markup {
  return table(
    [
      { title: 'stratum', cell: each => html`<span id="${each.id}">${each.id}</span>` },
      { title: 'keywords', cell: each => each.label },
      { title: 'share', isNumber: true, cell: each => formatShare(each.share) },
      { title: 'traces', isNumber: true, cell: each => formatCount(each.population) },
      { title: 'sampled', isNumber: true, cell: each => formatCount(each.size) },
      { title: 'persistence', isNumber: true, cell: each => each.persistence?.toFixed(2) ?? 'n/a' },
      { title: 'example', cell: each => each.example },
    ],
    run.strata,
  )
}

function basis(evaluation: HtmlRun): Markup {
  const { manifest, sample, decision } = evaluation
  const rows: readonly (readonly [string, string])[] = [
    [
      'sample',
      `${formatCount(sample.size)} of ${formatCount(sample.population)} traces, allocation ${sample.allocation}, seed ${sample.seed}`,
    ],
    [
      'smallest drop seen with 80% power',
      decision.gates.global.smallestDetectableDifference?.toFixed(3) ?? 'n/a',
    ],
    [
      'judge',
      `${manifest.judge}${manifest.isJudgeLanguageModel ? '' : ': rules only, not a language model; it abstains where a text would have to be understood'}`,
    ],
    ...(manifest.scorers === undefined
      ? []
      : [['outcomes', `scored by ${manifest.scorers.join(', ')}`] as const]),
    ['embedding', manifest.embeddingModel],
    ['rejected rows', formatCount(evaluation.rejectedRows)],
    ['candidate ids without a baseline', formatCount(evaluation.unmatched.candidateOnly.length)],
    ['baseline ids without a candidate', formatCount(evaluation.unmatched.baselineOnly.length)],
    [
      'redacted',
      Object.entries(manifest.redactions)
        .map(([entity, count]) => `${entity} ${formatCount(count)}`)
        .join(', ') || 'nothing found',
    ],
    ['cost', formatCost(evaluation.costPicoUsd)],
    ['config', manifest.configHash],
    ['version', manifest.tidegateVersion],
  ]
  return table(
    [
      { title: 'what', cell: ([name]) => name },
      { title: 'value', cell: ([, value]) => value },
    ],
    rows,
  )
}
