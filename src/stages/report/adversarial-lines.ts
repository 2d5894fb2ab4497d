import {
  formatCount,
  formatDifference,
  formatInterval,
  formatPValue,
  formatQuantity,
  formatShareInWords,
} from '../../numeric/format-number.ts'
import type { AdversarialGate } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'

const NOT_ASKED =
  'n/a: only its recorded failures are known; `evaluation.freeform.baseline_model` names a model to ask again'

/** The set of failures: what production and the article's composite say of it, its state, and how it grew. */
export function adversarialLines({
  decision,
  manifest,
  adversarialGrowth,
}: Pick<Evaluation, 'decision' | 'manifest' | 'adversarialGrowth'>): readonly string[] {
  const { adversarial } = decision.gates
  const set = manifest.adversarialSet
  return [
    ...(adversarial.verdict === 'not-evaluated' ? [] : comparisonLines(adversarial)),
    ...(set === undefined
      ? []
      : [
          `set: ${formatQuantity(set.entries, 'trace')}, ${formatCount(set.erased)} erased, chain of ${formatQuantity(set.lines, 'line')}, last hash ${set.hash}`,
        ]),
    ...growthLine(adversarialGrowth),
  ]
}

function comparisonLines({
  production,
  paired,
  composite,
  compositeParts,
}: AdversarialGate): readonly string[] {
  return [
    `production today: ${production === null ? NOT_ASKED : `${formatShareInWords(production)} right`}`,
    ...(paired === null || paired === undefined
      ? []
      : [
          `candidate against production: ${formatDifference(paired.estimate)} ${formatInterval(paired.interval)}, ${paired.won} won, ${paired.lost} lost of ${formatCount(paired.n)} (exact p of losses ${formatPValue(paired.pValueWorse)}; ${paired.alpha} is a FAIL)`,
        ]),
    composite === null || compositeParts === null || compositeParts === undefined
      ? `composite of the article: n/a: it takes ${production === null ? "production's answers of today" : 'a difference of the traffic and of the set'}`
      : `composite of the article: ${formatDifference(composite)} ${formatInterval(compositeParts.interval)}, the set weighing ${formatShareInWords(compositeParts.share)} (for parity: the gates do not go by it)`,
  ]
}

function growthLine(growth: Evaluation['adversarialGrowth']): readonly string[] {
  switch (growth?.kind) {
    case 'grown':
      return growth.added === 0
        ? []
        : [`${formatQuantity(growth.added, 'support-flagged trace')} joined the set for the next run`]
    case 'plain-file':
      return [
        'the set is a plain file: support-flagged traces were not added to it (`tidegate adversarial import` makes it a set)',
      ]
    case 'refused':
      return [
        `${formatQuantity(growth.flagged, 'support-flagged trace')} could not be added: the set refused them`,
      ]
    case undefined:
      return []
  }
}
