import { sum } from '../../numeric/sum.ts'
import { type WeightedShare, type WeightedUnit, weightedShare } from '../../numeric/weighted-share.ts'
import type { AuditQueue } from '../../records/audit.ts'
import type { LabelledItem } from './labelled-items.ts'

export type EstimateWithInterval = {
  readonly estimate: number
  readonly interval: readonly [number, number]
}

export type MissedFailures = {
  /** Share of the traffic without a flag on which people see the candidate fail, 95%; null without a label. */
  readonly rate: WeightedShare | null
  /** Traces of the traffic without a flag, and how many failures that is. */
  readonly unflaggedTraces: number
  readonly missed: EstimateWithInterval | null
  /** Share of the failures that carry a flag, at least 95%; null without labels on both sides, or without a failure. */
  readonly recall: EstimateWithInterval | null
}

const CONFIDENCE = 0.95
/** Of each of two intervals that must hold together with at least 95% (Bonferroni). */
const CONFIDENCE_OF_TWO = 0.975

/**
 * What the flags miss, estimated from the items that people looked at. The interval of the recall takes the worst and
 * the best ends of both sides: it holds whatever the two have to do with each other.
 */
export function missedFailures(
  queues: readonly AuditQueue[],
  items: readonly LabelledItem[],
): MissedFailures {
  const traces = { flagged: tracesOf(queues, true), unflagged: tracesOf(queues, false) }
  const units = { flagged: unitsOf(items, true), unflagged: unitsOf(items, false) }
  const rate = weightedShare(units.unflagged, CONFIDENCE) ?? null
  return {
    rate,
    unflaggedTraces: traces.unflagged,
    missed: rate === null ? null : scaled(rate, traces.unflagged),
    recall: recallOf(
      failuresOf(units.flagged, traces.flagged),
      failuresOf(units.unflagged, traces.unflagged),
    ),
  }
}

function tracesOf(queues: readonly AuditQueue[], isFlagged: boolean): number {
  return sum(
    queues.flatMap(({ frame }) => frame.weights.filter((_, index) => frame.flagged[index] === isFlagged)),
  )
}

function unitsOf(items: readonly LabelledItem[], isFlagged: boolean): readonly WeightedUnit[] {
  return items.flatMap(({ item, candidateFailed, failureWeight }) =>
    item.isFlagged === isFlagged && candidateFailed !== null
      ? [{ weight: failureWeight, value: candidateFailed }]
      : [],
  )
}

function failuresOf(units: readonly WeightedUnit[], traces: number): EstimateWithInterval | undefined {
  // Where nothing carries a flag, no label is needed to know that nothing was caught.
  if (traces === 0) return { estimate: 0, interval: [0, 0] }
  const share = weightedShare(units, CONFIDENCE_OF_TWO)
  return share === undefined ? undefined : scaled(share, traces)
}

function recallOf(
  caught: EstimateWithInterval | undefined,
  missed: EstimateWithInterval | undefined,
): EstimateWithInterval | null {
  if (caught === undefined || missed === undefined || caught.estimate + missed.estimate === 0) return null
  const ratio = (one: number, other: number): number => (one + other === 0 ? 0 : one / (one + other))
  return {
    estimate: ratio(caught.estimate, missed.estimate),
    interval: [ratio(caught.interval[0], missed.interval[1]), ratio(caught.interval[1], missed.interval[0])],
  }
}

function scaled({ estimate, interval }: WeightedShare, traces: number): EstimateWithInterval {
  return { estimate: estimate * traces, interval: [interval[0] * traces, interval[1] * traces] }
}
