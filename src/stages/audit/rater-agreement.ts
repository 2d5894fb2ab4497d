import { cohenKappa, weightedKappa } from '../../numeric/agreement.ts'
import { krippendorffAlpha } from '../../numeric/krippendorff-alpha.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { AUDIT_PREFERENCES, type AuditLabel } from '../../records/audit.ts'
import { HALF_NET, type LabelledItem } from './labelled-items.ts'

/** Null where there is nothing to compare. */
export type RaterAgreement = {
  readonly raters: number
  /** Items that two or more people labelled. */
  readonly shared: number
  /** Krippendorff's alpha: interval for whose answer is better, nominal for whether the candidate's fails. */
  readonly preferenceAlpha: number | null
  readonly failureAlpha: number | null
  /** Cohen's kappa of the preferences, where there are exactly two raters. */
  readonly preferenceKappa: number | null
  /** Linearly weighted kappa of people and judge, over the traffic. */
  readonly judgeKappa: number | null
}

/** An item of which people say different things. */
export type AuditConflict = {
  readonly itemId: string
  readonly traceId: string
  readonly question: 'better' | 'failed'
  /** Who says what, by name of the rater. */
  readonly answers: readonly (readonly [rater: string, answer: string])[]
}

/** How well people agree with each other, and with the judge. */
export function raterAgreement(items: readonly LabelledItem[]): RaterAgreement {
  const raters = [...new Set(items.flatMap(({ labels }) => labels.map(({ rater }) => rater)))].sort()
  const table = (answerOf: (label: AuditLabel) => number | null) =>
    raters.map(rater =>
      items.map(({ labels }) => {
        const label = labels.find(each => each.rater === rater)
        return label === undefined ? undefined : (answerOf(label) ?? undefined)
      }),
    )
  const preferences = table(({ preference }) => (preference === null ? null : HALF_NET[preference]))
  const failures = table(({ candidateFailed }) => (candidateFailed === null ? null : Number(candidateFailed)))
  const [first = [], second = []] = preferences
  const pairs = first.map((one, index) => [one, second[index], 1] as const)
  const withJudge = items.map(
    ({ preference, item, preferenceWeight }) =>
      [preference ?? undefined, item.preference ?? undefined, preferenceWeight] as const,
  )
  return {
    raters: raters.length,
    shared: items.filter(({ labels }) => labels.length > 1).length,
    preferenceAlpha: krippendorffAlpha(preferences, 'interval') ?? null,
    failureAlpha: krippendorffAlpha(failures, 'nominal') ?? null,
    preferenceKappa: raters.length === 2 ? (cohenKappa(tableOf(pairs))?.kappa ?? null) : null,
    judgeKappa: weightedKappa(tableOf(withJudge), 'linear') ?? null,
  }
}

/** Items with different answers to one question, in the order of their ids. */
export function conflictsOf(items: readonly LabelledItem[]): readonly AuditConflict[] {
  return items
    .flatMap(({ item: { itemId, traceId }, labels }) =>
      [
        conflictOn(
          'better',
          labels.map(label => [label.rater, label.preference] as const),
        ),
        conflictOn(
          'failed',
          labels.map(label => [label.rater, truthWord(label.candidateFailed)] as const),
        ),
      ].flatMap(found => (found === undefined ? [] : [{ itemId, traceId, ...found }])),
    )
    .toSorted((a, b) => (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : 0))
}

function conflictOn(
  question: AuditConflict['question'],
  answers: readonly (readonly [string, string | null])[],
): Pick<AuditConflict, 'question' | 'answers'> | undefined {
  const said = answers.flatMap(([rater, answer]) => (answer === null ? [] : [[rater, answer] as const]))
  return new Set(said.map(([, answer]) => answer)).size > 1 ? { question, answers: said } : undefined
}

function truthWord(value: boolean | null): string | null {
  return value === null ? null : value ? 'yes' : 'no'
}

type Compared = readonly [one: number | undefined, other: number | undefined, weight: number]

/** Preferences against preferences; means of several raters count by their sign. */
function tableOf(rows: readonly Compared[]): Matrix {
  const size = AUDIT_PREFERENCES.length
  const data = new Float64Array(size * size)
  for (const [one, other, weight] of rows) {
    if (one === undefined || other === undefined) continue
    const cell = (Math.sign(one) + 1) * size + Math.sign(other) + 1
    data[cell] = (data[cell] ?? 0) + weight
  }
  return { data, rows: size, columns: size }
}
