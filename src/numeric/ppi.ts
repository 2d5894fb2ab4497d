import { NumericError } from '../errors/numeric-error.ts'
import { requireFinite, requireRange } from './require-range.ts'
import { studentTQuantile } from './student-t.ts'
import { sum } from './sum.ts'
import { unitWeights, varianceOfMean, weightedMean } from './weighted-mean.ts'

/** What people and judge say of the same items. Weights are 1 / inclusion probability, on any scale; absent: equal. */
export type LabelledValues = {
  readonly labels: readonly number[]
  readonly predictions: readonly number[]
  readonly weights?: readonly number[]
}

/** What the judge says of all items. */
export type JudgedValues = {
  readonly predictions: readonly number[]
  readonly weights?: readonly number[]
}

export type LabelCorrectedDelta = {
  readonly estimate: number
  /** Two-sided; Student's t with one degree of freedom less than there are labels. */
  readonly interval: readonly [number, number]
  readonly standardError: number
  /** How far the judge is believed, in [0, 1]: 0 uses the labels alone, 1 the judge plus its mean error. */
  readonly lambda: number
  /** Weighted mean of the labels alone, and of the judge alone. */
  readonly labelsOnly: number
  readonly judgeOnly: number
  readonly labels: number
  readonly judged: number
}

export type LabelCorrectionOptions = {
  /** Two-sided, in (0, 1). */
  readonly confidence: number
  /** Fixes how far the judge is believed, in [0, 1]; default what makes the interval narrowest. */
  readonly lambda?: number
}

/**
 * The mean people would find, from few labels and many judgements: the judge's mean, moved by what the labels show it
 * to be wrong by (PPI++). Unbiased for any judge, as long as the labels are a probability sample; a judge that does
 * not help is not listened to.
 *
 * The judged items may hold the labelled ones: the two means are then a little correlated, in the order of 1 / judged.
 *
 * @throws {NumericError} `empty`: fewer than two labels or two judgements; `out-of-range`, `non-finite`.
 * @see Angelopoulos, Duchi & Zrnic 2023 (arXiv 2311.01453); its code takes 1/n covariances and a normal quantile.
 */
export function labelCorrectedDelta(
  labelled: LabelledValues,
  judged: JudgedValues,
  options: LabelCorrectionOptions,
): LabelCorrectedDelta {
  requireRange('confidence', options.confidence, Number.EPSILON, 1 - Number.EPSILON)
  requireColumns(labelled, judged)
  const [n, all] = [labelled.labels.length, judged.predictions.length]
  const weights = unitWeights(labelled.weights, n)
  const judgedWeights = unitWeights(judged.weights, all)
  const lambda = options.lambda ?? bestLambda(labelled, weights, judged.predictions, judgedWeights)
  requireRange('lambda', lambda, 0, 1)
  const judgeOnly = weightedMean(judged.predictions, judgedWeights)
  const rests = labelled.labels.map((label, i) => label - lambda * (labelled.predictions[i] ?? 0))
  const estimate = lambda * judgeOnly + weightedMean(rests, weights)
  const standardError = Math.sqrt(
    lambda ** 2 * varianceOfMean(judged.predictions, judgedWeights) + varianceOfMean(rests, weights),
  )
  const half = studentTQuantile((1 + options.confidence) / 2, n - 1) * standardError
  return {
    estimate,
    interval: [estimate - half, estimate + half],
    standardError,
    lambda,
    labelsOnly: weightedMean(labelled.labels, weights),
    judgeOnly,
    labels: n,
    judged: all,
  }
}

/** Covariance over the labelled with 1 / n, variance over all predictions with one degree of freedom less. */
function bestLambda(
  { labels, predictions }: LabelledValues,
  weights: readonly number[],
  judged: readonly number[],
  judgedWeights: readonly number[],
): number {
  const [n, all] = [labels.length, judged.length]
  const [label, prediction] = [weightedMean(labels, weights), weightedMean(predictions, weights)]
  const pooled = (n * prediction + all * weightedMean(judged, judgedWeights)) / (n + all)
  const covariance =
    sum(
      labels.map((value, i) => {
        const weight = weights[i] ?? 0
        return weight ** 2 * (value - label) * ((predictions[i] ?? 0) - prediction)
      }),
    ) / n
  const squares = (values: readonly number[], of: readonly number[]): number =>
    sum(values.map((value, i) => ((of[i] ?? 0) * (value - pooled)) ** 2))
  const variance = (squares(predictions, weights) + squares(judged, judgedWeights)) / (n + all - 1)
  // A judge that always says the same predicts nothing.
  if (variance === 0) return 0
  return Math.min(1, Math.max(0, covariance / ((1 + n / all) * variance)))
}

function requireColumns(labelled: LabelledValues, judged: JudgedValues): void {
  const [n, all] = [labelled.labels.length, judged.predictions.length]
  if (n < 2 || all < 2) {
    throw new NumericError(`Expected at least two labels and two judgements, got ${n} and ${all}`, {
      reason: 'empty',
    })
  }
  requireFinite('labels', labelled.labels)
  requireFinite('labelled.predictions', labelled.predictions)
  requireFinite('judged.predictions', judged.predictions)
  const columns = [
    [labelled.predictions.length, n],
    [labelled.weights?.length ?? n, n],
    [judged.weights?.length ?? all, all],
  ] as const
  const isPositive = [...(labelled.weights ?? []), ...(judged.weights ?? [])].every(
    weight => weight > 0 && Number.isFinite(weight),
  )
  if (!isPositive || columns.some(([found, expected]) => found !== expected)) {
    throw new NumericError('Expected one prediction and one weight > 0 for every item', {
      reason: 'out-of-range',
    })
  }
}
