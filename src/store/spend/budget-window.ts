/** `calendar`: the ISO week, from Monday 00:00 UTC. `rolling`: the last seven days. */
export type BudgetWindowKind = 'calendar' | 'rolling'

/** Spending is summed by the hour: every calendar week begins with one. */
export const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS
/** 1 January 1970 was a Thursday: the Monday before it. */
const FIRST_MONDAY_MS = -3 * DAY_MS

/** Start of the hour an instant falls in; all in Unix epoch milliseconds. */
export function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS
}

/**
 * First hour that counts at an instant. A rolling window begins with the whole hour its seventh day reaches back into,
 * so that no seven days, wherever they begin, hold more than the cap.
 */
export function windowStartMs(kind: BudgetWindowKind, atMs: number): number {
  if (kind === 'rolling') return hourOf(atMs - WEEK_MS)
  return Math.floor((atMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS
}

/** When a calendar window ends, exclusive; undefined: a rolling one goes on. */
export function windowEndMs(kind: BudgetWindowKind, atMs: number): number | undefined {
  return kind === 'rolling' ? undefined : windowStartMs(kind, atMs) + WEEK_MS
}
