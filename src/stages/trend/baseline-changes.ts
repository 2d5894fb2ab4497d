import { benjaminiHochberg } from '../../numeric/false-discovery.ts'
import { normalCdf, normalQuantile } from '../../numeric/normal.ts'
import type { BaselineHealth, HealthShare } from '../../records/baseline-health.ts'
import type { BaselineChange } from '../../records/trend.ts'

const Z = normalQuantile(0.975)
const FALSE_DISCOVERY_RATE = 0.05

/**
 * How production's own shares differ between two windows: recorded success, and every failure mode that either showed.
 * Differences of two independent samples by the method of variance estimates recovery, which keeps the intervals of the
 * shares themselves and so holds for rare modes; a change is what stays significant among everything compared.
 *
 * @see Newcombe 1998, method 10, with the intervals of the weighted shares.
 */
export function baselineChanges(before: BaselineHealth, after: BaselineHealth): readonly BaselineChange[] {
  const modes = [...new Set([...before.modes, ...after.modes].map(({ mode }) => mode))].toSorted()
  const compared = [
    ...(before.outcome === null || after.outcome === null
      ? []
      : [{ what: 'outcome', old: before.outcome, now: after.outcome }]),
    ...modes.flatMap(mode => {
      const [old, now] = [shareOf(before, mode), shareOf(after, mode)]
      return old === undefined || now === undefined ? [] : [{ what: mode, old, now }]
    }),
  ]
  const adjusted = benjaminiHochberg(compared.map(({ old, now }) => pValue(old, now)))
  return compared.map(({ what, old, now }, index) => {
    const adjustedPValue = adjusted[index] ?? 1
    return {
      what,
      before: old.estimate,
      after: now.estimate,
      interval: differenceInterval(old, now),
      adjustedPValue,
      isChange: adjustedPValue <= FALSE_DISCOVERY_RATE,
    }
  })
}

/** A mode nobody showed is a share of 0 of the traces looked at, known as well as three over their number. */
function shareOf({ modes, n }: BaselineHealth, mode: string): HealthShare | undefined {
  const shown = modes.find(each => each.mode === mode)
  if (shown !== undefined || n === 0) return shown
  return { estimate: 0, interval: [0, Math.min(1, 1 - 0.025 ** (1 / n))], n }
}

function differenceInterval(old: HealthShare, now: HealthShare): readonly [number, number] {
  const difference = now.estimate - old.estimate
  const below = Math.hypot(now.estimate - now.interval[0], old.interval[1] - old.estimate)
  const above = Math.hypot(now.interval[1] - now.estimate, old.estimate - old.interval[0])
  return [difference - below, difference + above]
}

/** Two-sided, of a normal difference whose spread is that of the interval's side that faces zero. */
function pValue(old: HealthShare, now: HealthShare): number {
  const difference = now.estimate - old.estimate
  const [low, high] = differenceInterval(old, now)
  const spread = (difference > 0 ? difference - low : high - difference) / Z
  if (difference === 0 || spread === 0) return difference === 0 ? 1 : 0
  return Math.min(1, 2 * normalCdf(-Math.abs(difference) / spread))
}
