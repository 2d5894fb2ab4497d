import { goodTuringCoverage, type SpeciesCoverage, speciesCountsOf } from '../../numeric/good-turing.ts'
import type { LabelCorrectedDelta } from '../../numeric/ppi.ts'
import type { AuditLabel, AuditQueue, JudgeSkew } from '../../records/audit.ts'
import { answeredQueues } from './answered-queues.ts'
import { correctedPreference, judgeSkew } from './judge-skew.ts'
import { currentLabels } from './label-file.ts'
import { type LabelledItem, labelledItems } from './labelled-items.ts'
import { type MissedFailures, missedFailures } from './missed-failures.ts'
import { type AuditConflict, conflictsOf, type RaterAgreement, raterAgreement } from './rater-agreement.ts'

export type AuditReportOptions = {
  /** Unix epoch, milliseconds. */
  readonly nowMs: number
  /** Labelled items wanted in seven days (`audit.weekly_size`). */
  readonly weeklySize: number
}

export type AuditReport = {
  /** Of the items drawn in the last seven days. */
  readonly week: { readonly drawn: number; readonly labelled: number; readonly wanted: number }
  /** Over four weeks. */
  readonly failures: MissedFailures & { readonly runs: number; readonly labels: number }
  /** Of the kinds of failures named in these four weeks; null without one. */
  readonly kinds: (SpeciesCoverage & { readonly failures: number; readonly kinds: number }) | null
  /** Over eight weeks, of runs with the judge of the newest run. */
  readonly judge: string | null
  readonly skewOfWeek: JudgeSkew | null
  readonly skew: JudgeSkew | null
  readonly preference: (LabelCorrectedDelta & { readonly runs: number }) | null
  readonly agreement: RaterAgreement
  readonly conflicts: readonly AuditConflict[]
}

const WEEK_MS = 7 * 24 * 3_600_000
const FAILURE_WEEKS = 4
const JUDGE_WEEKS = 8

/** What the labels of the last weeks say. A question without labels has no answer: it is null, never zero. */
export function auditReport(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
  { nowMs, weeklySize }: AuditReportOptions,
): AuditReport {
  const current = currentLabels(labels)
  const since = (weeks: number): readonly AuditQueue[] =>
    queues.filter(({ drawnAtMs }) => drawnAtMs > nowMs - weeks * WEEK_MS)
  const judge = newestOf(since(JUDGE_WEEKS))?.judge ?? null
  const ofJudge = (weeks: number): readonly AuditQueue[] =>
    answeredQueues(
      since(weeks).filter(queue => queue.judge === judge),
      current,
      'preference',
    )
  const week = since(1)
  const failureQueues = answeredQueues(since(FAILURE_WEEKS), current, 'candidateFailed')
  const failureItems = labelledItems(failureQueues, current)
  const judged = ofJudge(JUDGE_WEEKS)
  const judgedItems = labelledItems(judged, current)
  const preference = correctedPreference(judged, judgedItems)
  const all = labelledItems(since(JUDGE_WEEKS), current)
  return {
    week: {
      drawn: week.reduce((sum, { items }) => sum + items.length, 0),
      labelled: labelledItems(week, current).length,
      wanted: weeklySize,
    },
    failures: {
      ...missedFailures(failureQueues, failureItems),
      runs: failureQueues.length,
      labels: failureItems.filter(({ candidateFailed }) => candidateFailed !== null).length,
    },
    kinds: kindsOf(failureItems),
    judge,
    skewOfWeek: judgeSkew(labelledItems(ofJudge(1), current)),
    skew: judgeSkew(judgedItems),
    preference: preference === null ? null : { ...preference, runs: judged.length },
    agreement: { ...raterAgreement(all), judgeKappa: raterAgreement(judgedItems).judgeKappa },
    conflicts: conflictsOf(all),
  }
}

function newestOf(queues: readonly AuditQueue[]): AuditQueue | undefined {
  return queues.reduce<AuditQueue | undefined>(
    (newest, queue) => (newest === undefined || queue.drawnAtMs >= newest.drawnAtMs ? queue : newest),
    undefined,
  )
}

/** One kind per item: the first by name where people call it differently. */
function kindsOf(items: readonly LabelledItem[]): AuditReport['kinds'] {
  const named = items.flatMap(({ labels }) =>
    labels
      .flatMap(({ failureKind }) => failureKind ?? [])
      .sort()
      .slice(0, 1),
  )
  if (named.length === 0) return null
  return {
    ...goodTuringCoverage(speciesCountsOf(named)),
    failures: named.length,
    kinds: new Set(named).size,
  }
}
