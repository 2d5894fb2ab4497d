import {
  formatCost,
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatShare,
  formatShareInterval,
} from '../../numeric/format-number.ts'
import { escapeMarkdown, markdownLink } from './escape-markdown.ts'
import { headlineOf } from './headline.ts'
import type { ReportedRun } from './reported-run.ts'

const MAX_REASONS = 12
const MAX_SLICES = 20
const MAX_IDS = 50
const DAY = 'YYYY-MM-DD'.length

/**
 * A run as Markdown for a pull request, a step summary or a file: the verdict first, then the gates, what got worse, and
 * what it cost. Holds no text of a trace; labels and ids are escaped.
 *
 * @param maxBytes - later sections give way to it, never the verdict.
 */
export function renderMarkdown(run: ReportedRun, maxBytes = Number.POSITIVE_INFINITY): string {
  const sections = [
    head(run),
    gateTable(run),
    details('Why', run.reasons.slice(1, MAX_REASONS).map(bullet)),
    modeTable(run),
    sliceTable(run),
    details('Feature flags', flagLines(run)),
    taskSection(run),
    details('Drift of the traffic', (run.drift?.reasons ?? []).map(bullet)),
    basis(run),
  ].filter(section => section !== '')
  return fitting(sections, maxBytes)
}

/** Sections that fit, in order, and a word of what did not. */
function fitting(sections: readonly string[], maxBytes: number): string {
  const note = 'The rest is too long to be shown here: see the JSON result.'
  let text = ''
  for (const section of sections) {
    const longer = text === '' ? section : `${text}\n${section}`
    if (Buffer.byteLength(longer) + Buffer.byteLength(note) + 2 > maxBytes && text !== '')
      return `${text}\n${note}\n`
    text = longer
  }
  return text
}

function head(run: ReportedRun): string {
  const { outcome, exitCode, sample, manifest, cost } = run
  const { window } = manifest
  const days =
    window === null
      ? ''
      : ` of ${new Date(window.startMs).toISOString().slice(0, DAY)} to ${new Date(window.endMs - 1).toISOString().slice(0, DAY)}`
  return lines(
    ...manifest.substitutions.flatMap(each => [`> **Note:** ${escapeMarkdown(each)}`, '']),
    `## ${escapeMarkdown(headlineOf(run))}`,
    '',
    `**${outcome}**, exit code ${exitCode}. ${formatCount(sample.size)} of ${formatCount(sample.population)} production requests${days}; cost ${formatCost(cost.picoUsd ?? undefined)}.`,
  )
}

function gateTable({ gates }: ReportedRun): string {
  return lines(
    '| gate | verdict | estimate | interval | n | because |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...Object.entries(gates).map(([name, gate]) => {
      const isShare = name === 'adversarial'
      return row([
        name,
        gate.verdict === 'FAIL' ? '**FAIL**' : gate.verdict,
        isShare ? formatShare(gate.estimate) : formatDifference(gate.estimate),
        isShare ? formatShareInterval(gate.interval) : formatInterval(gate.interval),
        formatCount(gate.n),
        escapeMarkdown(gate.reason),
      ])
    }),
  )
}

function modeTable({ gates }: ReportedRun): string {
  const seen = gates.modes.findings.filter(each => each.baseline + each.candidate > 0)
  if (seen.length === 0) return ''
  return lines(
    '### Failure modes',
    '',
    '| mode | baseline | candidate | growth, share of pairs | adjusted p | finding | where |',
    '| --- | ---: | ---: | ---: | ---: | --- | --- |',
    ...seen.map(each =>
      row([
        each.mode,
        formatCount(each.baseline),
        formatCount(each.candidate),
        `${formatDifference(each.estimate)} ${formatInterval(each.interval)}`,
        pValueCell(each.adjustedPValue),
        each.finding === 'regression' ? '**regression**' : each.finding,
        each.finding === 'none' ? '' : escapeMarkdown(each.where.join('; ')),
      ]),
    ),
  )
}

function sliceTable({ gates }: ReportedRun): string {
  const worse = gates.slices.findings.filter(each => each.isRegression)
  if (worse.length === 0) return ''
  const hidden = worse.length - MAX_SLICES
  return lines(
    '### Slices that got worse',
    '',
    '| slice | difference | interval | won | lost | n | adjusted p |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...worse
      .slice(0, MAX_SLICES)
      .map(each =>
        row([
          `${escapeMarkdown(each.family)} ${escapeMarkdown(each.name)}`,
          formatDifference(each.estimate),
          formatInterval(each.interval),
          formatCount(each.won),
          formatCount(each.lost),
          formatCount(each.n),
          pValueCell(each.adjustedPValue),
        ]),
      ),
    ...(hidden > 0 ? ['', `${formatCount(hidden)} more are in the JSON result.`] : []),
  )
}

function flagLines({ flagAttribution }: ReportedRun): readonly string[] {
  return (flagAttribution ?? [])
    .filter(each => each.finding !== 'none')
    .map(each =>
      bullet(
        `${each.flag} = ${each.state}: ${each.finding} of ${each.subject}, ${formatCount(each.lost)} lost of ${formatCount(each.pairs)} with it, ${formatCount(each.elsewhere.lost)} of ${formatCount(each.elsewhere.pairs)} elsewhere (adjusted p ${formatPValue(each.adjustedPValue)})`,
      ),
    )
}

function taskSection({ gates, traceLinks }: ReportedRun): string {
  const { paired, regressed, improved } = gates.outcome
  if (paired.won + paired.lost + paired.tied === 0) return ''
  const ids = (list: readonly string[]): string =>
    list.length === 0
      ? 'none'
      : list
          .slice(0, MAX_IDS)
          .map(id => markdownLink(id, traceLinks?.[id]))
          .join(', ') + (list.length > MAX_IDS ? ` and ${formatCount(list.length - MAX_IDS)} more` : '')
  return lines(
    '### Recorded outcomes',
    '',
    `${formatCount(paired.won)} won, ${formatCount(paired.lost)} lost, ${formatCount(paired.tied)} tied; exact McNemar p ${formatPValue(paired.pValue)}, for losses ${formatPValue(paired.pValueWorse)}.`,
    '',
    `- regressed: ${ids(regressed)}`,
    `- improved: ${ids(improved)}`,
  )
}

function basis({ runId, gates, sample, judge, manifest, cost }: ReportedRun): string {
  const { smallestDetectableDifference: smallest, pairsToResolve } = gates.global
  const resolve =
    pairsToResolve === null ? '' : `; about ${formatCount(pairsToResolve)} pairs would resolve it`
  return details('What this rests on', [
    bullet(
      `sample: ${formatCount(sample.size)} of ${formatCount(sample.population)}, allocation ${sample.allocation}, seed ${sample.seed}`,
    ),
    bullet(
      `smallest drop this run would have seen with 80% power: ${smallest === null ? 'n/a' : smallest.toFixed(3)}${resolve}`,
    ),
    bullet(
      `judge: ${manifest.judge}${manifest.isJudgeLanguageModel ? '' : ' (rules only, not a language model: it abstains where a text would have to be understood)'}`,
    ),
    ...(judge === null || judge === undefined
      ? []
      : [
          bullet(
            `${formatCount(judge.votes)} votes on ${formatCount(judge.pairs)} pairs, ${formatCount(judge.cached.exact + judge.cached.semantic)} cached, ${formatCount(judge.unresolved)} unresolved, ${formatCost(judge.costPicoUsd ?? undefined)}`,
          ),
        ]),
    ...(manifest.scorers === undefined ? [] : [bullet(`outcomes: scored by ${manifest.scorers.join(', ')}`)]),
    bullet(`embedding: ${manifest.embeddingModel}`),
    bullet(`cost: ${formatCost(cost.picoUsd ?? undefined)}`),
    bullet(`run ${runId}, config ${manifest.configHash.slice(0, 12)}, tidegate ${manifest.tidegateVersion}`),
  ])
}

/** Folded away, so that the verdict stays in sight. The empty line lets Markdown begin inside HTML. */
function details(title: string, content: readonly string[]): string {
  return content.length === 0
    ? ''
    : lines(`<details><summary>${title}</summary>`, '', ...content, '', '</details>')
}

function bullet(text: string): string {
  return `- ${escapeMarkdown(text)}`
}

/** In a column of p-values the equals sign says nothing. */
function pValueCell(value: number | null): string {
  return formatPValue(value).replace(/^= /, '').replace('<', '&lt;')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function lines(...content: readonly string[]): string {
  return `${content.join('\n')}\n`
}
