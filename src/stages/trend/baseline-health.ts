import { type WeightedUnit, weightedShare } from '../../numeric/weighted-share.ts'
import type { BaselineHealth, HealthShare } from '../../records/baseline-health.ts'
import { FAILURE_MODES, type FailureMode } from '../../records/failure-mode.ts'

/** One drawn trace as production recorded it. */
export type RecordedTrace = {
  readonly inclusionProbability: number
  /** In [0, 1]; undefined: not recorded. */
  readonly outcome: number | undefined
  readonly modes: readonly FailureMode[]
}

const CONFIDENCE = 0.95

/** What production itself did in a window, weighted to the traffic: the measure that no candidate can change. */
export function baselineHealth(traces: readonly RecordedTrace[]): BaselineHealth {
  const unit = (trace: RecordedTrace, value: number): WeightedUnit => ({
    weight: 1 / trace.inclusionProbability,
    value,
  })
  const outcomes = traces.flatMap(trace => (trace.outcome === undefined ? [] : [unit(trace, trace.outcome)]))
  const modes = FAILURE_MODES.filter(mode => traces.some(trace => trace.modes.includes(mode))).flatMap(
    mode => {
      const share = shareOf(traces.map(trace => unit(trace, trace.modes.includes(mode) ? 1 : 0)))
      return share === null ? [] : [{ mode, ...share }]
    },
  )
  return { outcome: shareOf(outcomes), modes, n: traces.length }
}

function shareOf(units: readonly WeightedUnit[]): HealthShare | null {
  const share = weightedShare(units, CONFIDENCE)
  return share === undefined ? null : { estimate: share.estimate, interval: share.interval, n: share.n }
}
