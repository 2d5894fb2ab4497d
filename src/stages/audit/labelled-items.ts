import type { AuditItem, AuditLabel, AuditPreference, AuditQueue } from '../../records/audit.ts'
import type { RunId } from '../../records/ids.ts'

/** Half-net of the candidate, the judge's scale. */
export const HALF_NET: { readonly [preference in AuditPreference]: number } = {
  candidate: 0.5,
  tie: 0,
  baseline: -0.5,
}

/** An item with what people said of it; means over its raters, so that a disagreement is kept and not decided. */
export type LabelledItem = {
  readonly runId: RunId
  readonly item: AuditItem
  readonly labels: readonly AuditLabel[]
  /** Half-net in [-0.5, 0.5]; null: nobody said. */
  readonly preference: number | null
  /** Share of the raters that see the candidate fail, in [0, 1]; null: nobody said. */
  readonly candidateFailed: number | null
  /**
   * Traces it stands for: 1 / (chance in the sample * chance in the audit), times the items of its queue over those
   * answered, because the items that were answered stand for the others of their queue.
   */
  readonly preferenceWeight: number
  readonly failureWeight: number
}

/**
 * The items of these queues that somebody labelled.
 *
 * @param labels - those that count, one per person and item.
 */
export function labelledItems(
  queues: readonly AuditQueue[],
  labels: readonly AuditLabel[],
): readonly LabelledItem[] {
  const byItem = Map.groupBy(labels, label => label.itemId)
  return queues.flatMap(({ runId, items }) => {
    const rows = items.map(item => ({ item, labels: byItem.get(item.itemId) ?? [], runId }))
    const values = rows.map(row => ({
      ...row,
      preference: meanOf(row.labels.map(label => (label.preference ? HALF_NET[label.preference] : null))),
      candidateFailed: meanOf(
        row.labels.map(label => (label.candidateFailed === null ? null : Number(label.candidateFailed))),
      ),
    }))
    const answered = (key: 'preference' | 'candidateFailed'): number =>
      items.length / Math.max(1, values.filter(value => value[key] !== null).length)
    const [ofPreferences, ofFailures] = [answered('preference'), answered('candidateFailed')]
    return values
      .filter(value => value.labels.length > 0)
      .map(value => {
        const weight = 1 / (value.item.drawProbability * value.item.auditProbability)
        return { ...value, preferenceWeight: weight * ofPreferences, failureWeight: weight * ofFailures }
      })
  })
}

function meanOf(answers: readonly (number | null)[]): number | null {
  const said = answers.filter(answer => answer !== null)
  return said.length === 0 ? null : said.reduce((sum, answer) => sum + answer, 0) / said.length
}
