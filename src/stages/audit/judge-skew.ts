import { type LabelCorrectedDelta, labelCorrectedDelta } from '../../numeric/ppi.ts'
import { studentTQuantile } from '../../numeric/student-t.ts'
import { unitWeights, varianceOfMean, weightedMean } from '../../numeric/weighted-mean.ts'
import type { AuditEvidence, AuditQueue, JudgeSkew } from '../../records/audit.ts'
import type { LabelledItem } from './labelled-items.ts'

/** Fewer labels than this say too little of their own spread to raise an alarm by. */
export const FEWEST_LABELS = 10
/** Half-net: a skew surely beyond it makes what the judge alone says unfit for a PASS. */
const BLOCKING_SKEW = 0.05
const CONFIDENCE = 0.95
/** Half-net: one label more that is the opposite of the judge's word, because none in n does not mean none at all. */
const PSEUDO_ERROR = 1

/** How far the judge is off in one direction; null below `FEWEST_LABELS`. */
export function judgeSkew(items: readonly LabelledItem[]): JudgeSkew | null {
  const { labels, predictions, weights } = columnsOf(items)
  if (labels.length < FEWEST_LABELS) return null
  const errors = labels.map((label, index) => label - (predictions[index] ?? 0))
  const perUnit = unitWeights(weights, errors.length)
  const mean = weightedMean(errors, perUnit)
  const variance = varianceOfMean(errors, perUnit) + (PSEUDO_ERROR / errors.length) ** 2
  const half = studentTQuantile((1 + CONFIDENCE) / 2, errors.length - 1) * Math.sqrt(variance)
  const [low, high] = [mean - half, mean + half]
  const isOff = low > 0 || high < 0
  const isFarOff = low > BLOCKING_SKEW || high < -BLOCKING_SKEW
  return {
    mean,
    interval: [low, high],
    labels: labels.length,
    alarm: isFarOff ? 'blocks' : isOff ? 'skewed' : 'none',
  }
}

/** The text preference people would find over the traffic of these runs; null below `FEWEST_LABELS`. */
export function correctedPreference(
  queues: readonly AuditQueue[],
  items: readonly LabelledItem[],
): LabelCorrectedDelta | null {
  const labelled = columnsOf(items)
  const judged = judgedOf(queues)
  if (labelled.labels.length < FEWEST_LABELS || judged.predictions.length < 2) return null
  return labelCorrectedDelta(labelled, judged, { confidence: CONFIDENCE })
}

/**
 * What the judge's difference over any of these pairs is moved by: the corrected preference less the judge alone, with
 * the error of that move; null below `FEWEST_LABELS`.
 *
 * PPI++ adds `mean(label - lambda * judge)` of the labelled to `lambda * mean(judge)` of all; less `mean(judge)` of all
 * that is the mean error of the judge with the same lambda, and its variance is that of the labelled rest and of
 * `(1 - lambda) * mean(judge)`.
 */
export function judgeCorrection(
  queues: readonly AuditQueue[],
  items: readonly LabelledItem[],
): AuditEvidence['correction'] {
  const corrected = correctedPreference(queues, items)
  if (corrected === null) return null
  const { estimate, judgeOnly, lambda, standardError, labels } = corrected
  const judged = judgedOf(queues)
  const ofJudge = varianceOfMean(judged.predictions, unitWeights(judged.weights, judged.predictions.length))
  const ofRest = Math.max(0, standardError ** 2 - lambda ** 2 * ofJudge)
  const variance = ofRest + (1 - lambda) ** 2 * ofJudge + (PSEUDO_ERROR / labels) ** 2
  return {
    shift: estimate - judgeOnly,
    standardError: Math.sqrt(variance),
    labels,
    runs: queues.length,
    lambda,
  }
}

/** Everything the judge compared in these runs. */
function judgedOf(queues: readonly AuditQueue[]) {
  const rows = queues.flatMap(({ frame }) =>
    frame.preferences.flatMap((preference, index) =>
      preference === null ? [] : [[preference, frame.weights[index] ?? 1] as const],
    ),
  )
  return { predictions: rows.map(([value]) => value), weights: rows.map(([, weight]) => weight) }
}

/** Items of which both people and judge said whose answer is better. */
function columnsOf(items: readonly LabelledItem[]) {
  const rows = items.flatMap(({ item, preference, preferenceWeight }) =>
    item.preference === null || preference === null
      ? []
      : [{ label: preference, prediction: item.preference, weight: preferenceWeight }],
  )
  return {
    labels: rows.map(row => row.label),
    predictions: rows.map(row => row.prediction),
    weights: rows.map(row => row.weight),
  }
}
