import type { AuditHistory } from '../../records/audit.ts'
import { currentLabels } from '../../stages/audit/label-file.ts'
import { isCandidateFirst } from '../../stages/audit/label-row.ts'

/**
 * What people have not labelled yet of the newest draw, blind: which answer is the candidate's, and what the run said of
 * them, is not in it.
 *
 * @param rater - asks for what this person has not labelled; undefined: what nobody has.
 */
export function nextAuditItems({ queues, labels }: AuditHistory, rater: string | undefined, limit: number) {
  const queue = queues.at(-1)
  const done = new Set(
    currentLabels(labels)
      .filter(label => rater === undefined || label.rater === rater)
      .map(({ itemId }) => itemId),
  )
  const open = (queue?.items ?? []).filter(({ itemId }) => !done.has(itemId))
  return {
    runId: queue?.runId ?? null,
    drawn: queue?.items.length ?? 0,
    open: open.length,
    items: open.slice(0, limit).map(({ itemId, texts }) => {
      const { request = '', baseline = '', candidate = '' } = texts ?? {}
      const isFirst = isCandidateFirst(itemId)
      return {
        itemId,
        request,
        answerA: isFirst ? candidate : baseline,
        answerB: isFirst ? baseline : candidate,
      }
    }),
  }
}
