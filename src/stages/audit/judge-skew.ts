import { type LabelCorrectedDelta, labelCorrectedDelta } from '../../numeric/ppi.ts'
import { studentTQuantile } from '../../numeric/student-t.ts'
import { unitWeights, varianceOfMean, weightedMean } from '../../numeric/weighted-mean.ts'
import type { AuditQueue } from '../../records/audit.ts'
import type { LabelledItem } from './labelled-items.ts'

/** `skewed`: people and judge differ in one direction. `blocks`: by more than a judge-only PASS may be off. */
export type SkewAlarm = 'none' | 'skewed' | 'blocks'

export type JudgeSkew = {
  /** Mean of people minus judge over the traffic, half-net: below 0 the judge favours the candidate. */
  readonly mean: number
  /** 95%, Student's t. */
  readonly interval: readonly [number, number]
  readonly labels: number
  readonly alarm: SkewAlarm
}

/** Fewer labels than this say too little of their own spread to raise an alarm by. */
export const FEWEST_LABELS = 10
/** Half-net: a skew surely beyond it makes what the judge alone says unfit for a PASS. */
export const BLOCKING_SKEW = 0.05
const CONFIDENCE = 0.95

/** How far the judge is off in one direction; null below `FEWEST_LABELS`. */
export function judgeSkew(items: readonly LabelledItem[]): JudgeSkew | null {
  const { labels, predictions, weights } = columnsOf(items)
  if (labels.length < FEWEST_LABELS) return null
  const errors = labels.map((label, index) => label - (predictions[index] ?? 0))
  const perUnit = unitWeights(weights, errors.length)
  const mean = weightedMean(errors, perUnit)
  const half =
    studentTQuantile((1 + CONFIDENCE) / 2, errors.length - 1) * Math.sqrt(varianceOfMean(errors, perUnit))
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
  const judged = queues.flatMap(({ frame }) =>
    frame.preferences.flatMap((preference, index) =>
      preference === null ? [] : [[preference, frame.weights[index] ?? 1] as const],
    ),
  )
  if (labelled.labels.length < FEWEST_LABELS || judged.length < 2) return null
  return labelCorrectedDelta(
    labelled,
    { predictions: judged.map(([value]) => value), weights: judged.map(([, weight]) => weight) },
    { confidence: CONFIDENCE },
  )
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
