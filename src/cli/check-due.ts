import type { RunStore } from '../store/run-store.ts'

const QUARTER_MS = 91 * 86_400_000

/** Whether no run of the last quarter has had its judge checked by a second one. */
export function isCheckDue(store: RunStore, nowMs: number): boolean {
  return !store
    .runs()
    .some(
      ({ finishedAtMs, report }) =>
        finishedAtMs !== undefined &&
        nowMs - finishedAtMs < QUARTER_MS &&
        report !== undefined &&
        hasCheck(JSON.parse(report)),
    )
}

function hasCheck(result: unknown): boolean {
  const { judge } = result as { readonly judge?: { readonly crossCheck?: unknown } | null }
  return judge?.crossCheck !== undefined && judge.crossCheck !== null
}
