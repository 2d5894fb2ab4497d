import type { AuditLabel, AuditQueue } from '../../records/audit.ts'

/** The runs of which somebody answered a question: one of which nobody did is not represented by the labels of the others. */
export function answeredQueues(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
  question: 'preference' | 'candidateFailed',
): readonly AuditQueue[] {
  const answered = new Set(labels.filter(label => label[question] !== null).map(({ itemId }) => itemId))
  return queues.filter(({ items }) => items.some(({ itemId }) => answered.has(itemId)))
}
