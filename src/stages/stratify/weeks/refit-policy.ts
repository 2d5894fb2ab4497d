import type { StratumModel } from '../../../records/stratum-model.ts'
import type { ModelChange } from '../../../records/weeks.ts'

/** Four weekly windows. */
const MONTH_MS = 28 * 24 * 60 * 60 * 1000

export type RefitSituation = {
  /** What this window was assigned to; undefined when there was none. */
  readonly previous: StratumModel | undefined
  /** The last model is of another space: vectors of this window mean nothing to it. */
  readonly isNewSpace: boolean
  /** Exclusive end of this window, Unix epoch milliseconds. */
  readonly windowEndMs: number
  readonly hasAlarm: boolean
}

/**
 * Why this window's fit becomes the model of the next windows, or `kept`: monthly, or at once on a new-intent alarm.
 *
 * In between the last model stays, because shares can be followed only through one labelling; new clusters keep their
 * ids as provisional strata.
 *
 * A refit starts from nothing. Last week's neighbours could be reused exactly only where both vectors stayed the same and
 * the new window's traces are searched as well; with a lexical model every window has a space of its own, so they never
 * are, and without one only windows that overlap have anything to reuse.
 */
export function modelChangeOf({ previous, isNewSpace, windowEndMs, hasAlarm }: RefitSituation): ModelChange {
  if (isNewSpace) return 'new-space'
  if (previous === undefined) return 'first'
  if (hasAlarm) return 'alarm'
  const isMonthOld = previous.window === undefined || windowEndMs - previous.window.endMs >= MONTH_MS
  return isMonthOld ? 'monthly' : 'kept'
}
