import {
  formatCount,
  formatDifference,
  formatInterval,
  formatQuantity,
  formatShareInterval,
  formatShareInWords,
} from '../numeric/format-number.ts'
import type { AuditItem, JudgeSkew } from '../records/audit.ts'
import type { AuditReport } from '../stages/audit/audit-report.ts'
import { FEWEST_LABELS } from '../stages/audit/judge-skew.ts'
import { isCandidateFirst, LABEL_COLUMNS } from '../stages/audit/label-row.ts'
import type { EstimateWithInterval } from '../stages/audit/missed-failures.ts'
import { csvLine } from '../stages/ingest/csv-records.ts'

const CONFLICTS_SHOWN = 20

/** A sheet to label by: A and B in an order that says nothing, and neither verdict nor chance of the item. */
export function renderAuditSheet(items: readonly AuditItem[], rater: string | undefined): string {
  const header = csvLine([...LABEL_COLUMNS, 'request', 'answer_a', 'answer_b'])
  const rows = items.map(({ itemId, texts }) => {
    const { request = '', baseline = '', candidate = '' } = texts ?? {}
    const answers = isCandidateFirst(itemId) ? [candidate, baseline] : [baseline, candidate]
    return csvLine([itemId, rater ?? '', '', '', '', '', request, ...answers])
  })
  return [header, ...rows].join('')
}

/** The report for a terminal. */
export function renderAuditReport(report: AuditReport): string {
  const { week, conflicts } = report
  return [
    `This week: ${formatCount(week.labelled)} of ${formatCount(week.wanted)} labelled, ${formatCount(week.drawn)} drawn`,
    '',
    ...failureLines(report),
    '',
    ...judgeLines(report),
    '',
    ...agreementLines(report),
    ...(conflicts.length === 0
      ? []
      : ['', `People differ on ${formatQuantity(conflicts.length, 'answer')}:`]),
    ...conflicts
      .slice(0, CONFLICTS_SHOWN)
      .map(
        ({ itemId, traceId, question, answers }) =>
          `  ${itemId}  ${question}: ${answers.map(([rater, answer]) => `${rater} ${answer}`).join(', ')}  (trace ${traceId})`,
      ),
    ...(conflicts.length > CONFLICTS_SHOWN ? [`  and ${conflicts.length - CONFLICTS_SHOWN} more`] : []),
    '',
  ].join('\n')
}

/** The same for programs. */
export function renderAuditReportJson(report: AuditReport): string {
  return `${JSON.stringify({ kind: 'tidegate-audit', schemaVersion: 1, ...report }, null, 2)}\n`
}

function failureLines({ failures, kinds }: AuditReport): readonly string[] {
  const { rate, missed, recall, unflaggedTraces, runs, labels } = failures
  const title = `Failures that no flag shows (four weeks, ${formatQuantity(runs, 'run')}, ${formatQuantity(labels, 'label')})`
  if (rate === null || missed === null) return [title, '  nobody has said yet whether the candidate fails']
  return [
    title,
    `  rate    ${formatShareInWords(rate.estimate)} of the traffic without a flag, 95% ${formatShareInterval(rate.interval)}, from ${formatQuantity(rate.n, 'item')} worth ${rate.effectiveSize.toFixed(1)} equal ones`,
    `  missed  ${rounded(missed)} of ${formatCount(Math.round(unflaggedTraces))} traces`,
    `  recall  ${recall === null ? 'n/a: it needs labels of flagged and unflagged items, and a failure' : `${formatShareInWords(recall.estimate)} of the failures carry a flag, at least 95% ${formatShareInterval(recall.interval)}`}`,
    ...(kinds === null
      ? []
      : [
          `  kinds   ${formatCount(kinds.kinds)} seen in ${formatQuantity(kinds.failures, 'failure')}; the next failure is of a known kind with ${formatShareInWords(kinds.coverage)} (Good-Turing), at least ${kinds.unseen.toFixed(1)} kinds unseen`,
        ]),
  ]
}

function rounded({ estimate, interval }: EstimateWithInterval): string {
  const [low, high] = interval.map(end => formatCount(Math.round(end)))
  return `${formatCount(Math.round(estimate))} [${low}, ${high}]`
}

function judgeLines({ judge, skew, skewOfWeek, preference }: AuditReport): readonly string[] {
  const title = `The judge against people (eight weeks, ${judge ?? 'no run yet'})`
  if (skew === null || preference === null)
    return [title, `  fewer than ${FEWEST_LABELS} items that both people and the judge compared`]
  return [
    title,
    `  skew       ${skewLine(skew)}`,
    `  this week  ${skewOfWeek === null ? 'too few labels' : skewLine(skewOfWeek)}`,
    `  preference ${formatDifference(preference.estimate)}, 95% ${formatInterval(preference.interval)} corrected by ${formatQuantity(preference.labels, 'label')} (judge alone ${formatDifference(preference.judgeOnly)}, people alone ${formatDifference(preference.labelsOnly)}, lambda ${preference.lambda.toFixed(2)}, ${formatQuantity(preference.runs, 'run')})`,
  ]
}

function skewLine({ mean, interval, labels, alarm }: JudgeSkew): string {
  const side = mean < 0 ? 'the judge favours the candidate' : 'the judge favours the baseline'
  const said = {
    none: 'no alarm',
    skewed: `ALARM: ${side}`,
    blocks: `ALARM: ${side} by more than a PASS of the judge alone may be off`,
  }[alarm]
  return `${formatDifference(mean)}, 95% ${formatInterval(interval)}, ${formatQuantity(labels, 'label')}: ${said}`
}

function agreementLines({ agreement }: AuditReport): readonly string[] {
  const { raters, shared, preferenceAlpha, failureAlpha, preferenceKappa, judgeKappa } = agreement
  const named = [
    ['alpha of preferences', preferenceAlpha],
    ['alpha of failures', failureAlpha],
    ['kappa of preferences', preferenceKappa],
    ['weighted kappa with the judge', judgeKappa],
  ] as const
  const known = named.filter(([, value]) => value !== null)
  return [
    `Agreement: ${formatQuantity(raters, 'rater')}, ${formatQuantity(shared, 'item')} labelled by more than one`,
    ...known.map(([name, value]) => `  ${name} ${value?.toFixed(2)}`),
  ]
}
