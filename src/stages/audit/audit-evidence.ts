import type { AuditEvidence, AuditHistory, AuditLabel, AuditQueue } from '../../records/audit.ts'
import { answeredQueues } from './answered-queues.ts'
import { judgeCorrection, judgeSkew } from './judge-skew.ts'
import { currentLabels } from './label-file.ts'
import { labelledItems } from './labelled-items.ts'

export type AuditEvidenceOptions = {
  /** Judge and rubric of the run (`judgeSeriesOf`): no other's labels count. */
  readonly series: string
  /** Unix epoch, milliseconds. */
  readonly nowMs: number
  /** Items people are to label of every week (`audit.weekly_size`). */
  readonly weeklySize: number
}

const WEEK_MS = 7 * 24 * 3_600_000
const WEEKS = 8

/** What people's labels of the last eight weeks say of a run's judge; undefined while nobody has labelled anything and nothing is overdue. */
export function auditEvidence(
  { queues, labels }: AuditHistory,
  { series, nowMs, weeklySize }: AuditEvidenceOptions,
): AuditEvidence | undefined {
  const current = currentLabels(labels)
  const since = (weeks: number): readonly AuditQueue[] =>
    queues.filter(({ drawnAtMs }) => drawnAtMs > nowMs - weeks * WEEK_MS)
  const ownQueues = since(WEEKS).filter(({ judge }) => judge === series)
  const otherQueues = since(WEEKS).filter(({ judge }) => judge !== series)
  const own = answeredQueues(ownQueues, current, 'preference')
  const weekly = own.filter(({ drawnAtMs }) => drawnAtMs > nowMs - WEEK_MS)
  const items = labelledItems(own, current)
  const evidence = {
    series,
    labels: labelledItems(ownQueues, current).length,
    otherLabels: labelledItems(otherQueues, current).length,
    skew: judgeSkew(items),
    skewOfWeek: judgeSkew(labelledItems(weekly, current)),
    correction: judgeCorrection(own, items),
    overdue: overdueOf(queues, current, nowMs, weeklySize),
  }
  // A queue that is merely drawn says nothing yet: a run that is repeated gives the same result.
  const isSilent = evidence.labels + evidence.otherLabels === 0 && evidence.overdue === null
  return isSilent ? undefined : evidence
}

/** Of what was drawn in the last week that people had a whole week for. Fewer drawn than wanted: all of them are. */
function overdueOf(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
  nowMs: number,
  weeklySize: number,
): AuditEvidence['overdue'] {
  const due = queues.filter(
    ({ drawnAtMs }) => drawnAtMs > nowMs - 2 * WEEK_MS && drawnAtMs <= nowMs - WEEK_MS,
  )
  const drawn = due.reduce((sum, { items }) => sum + items.length, 0)
  const wanted = Math.min(weeklySize, drawn)
  const labelled = labelledItems(due, labels).length
  return labelled < wanted ? { labelled, wanted } : null
}
