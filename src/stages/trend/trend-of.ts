import { normalQuantile } from '../../numeric/normal.ts'
import type { KeptRun } from '../../records/kept-run.ts'
import type { Trend, TrendPoint } from '../../records/trend.ts'
import { baselineChanges } from './baseline-changes.ts'
import { seriesBreaks } from './series-breaks.ts'
import { type Measured, slopeOf } from './slope-of.ts'

type Dated = KeptRun & { readonly window: NonNullable<KeptRun['window']> }

/** Of the two one-sided 95% bounds of a difference, and of the 95% interval of a share. */
const DELTA_WIDTH = 2 * normalQuantile(0.95)
const SHARE_WIDTH = 2 * normalQuantile(0.975)

/**
 * Runs of successive windows, oldest first: one per window, the newest of those it had. Another judge, rubric, embedding
 * or stratum model starts a new series, whose numbers are not compared with those before. Production's own shares are what
 * was recorded, so that only a gap without them ends their comparison.
 *
 * @param runs - in any order.
 */
export function trendOf(runs: readonly KeptRun[]): Trend {
  const dated = runs.filter(isDated)
  const newest = new Map<string, Dated>()
  for (const run of dated.toSorted((a, b) => (a.finishedAtMs ?? Infinity) - (b.finishedAtMs ?? Infinity)))
    newest.set(`${run.window.startMs} ${run.window.endMs}`, run)
  const windows = [...newest.values()].toSorted(
    (a, b) => a.window.endMs - b.window.endMs || a.window.startMs - b.window.startMs,
  )
  const points: TrendPoint[] = []
  for (const [index, run] of windows.entries()) {
    const before = windows[index - 1]
    const breaks = before === undefined ? [] : seriesBreaks(before, run)
    const last = points.at(-1)
    points.push({
      runId: run.runId,
      window: run.window,
      outcome: run.outcome,
      delta: run.delta,
      coverage: run.coverage,
      baseline: run.baseline,
      costPicoUsd: run.costPicoUsd,
      series: (last?.series ?? 1) + (breaks.length > 0 ? 1 : 0),
      breaks,
      baselineChanges:
        before?.baseline == null || run.baseline === null
          ? []
          : baselineChanges(before.baseline, run.baseline),
    })
  }
  const current = points.filter(({ series }) => series === points.at(-1)?.series)
  return {
    points,
    deltaSlope: slopeOf(deltasOf(current)),
    coverageSlope: slopeOf(
      current.flatMap(({ window, coverage }) =>
        coverage === null
          ? []
          : [
              {
                atMs: window.endMs,
                estimate: coverage.estimate,
                standardError: errorOf(coverage.interval, SHARE_WIDTH),
              },
            ],
      ),
    ),
    superseded: dated.length - windows.length,
    undated: runs.length - dated.length,
  }
}

function isDated(run: KeptRun): run is Dated {
  return run.window !== null
}

/** Two gates measure two things: the line goes through those of the newest window's gate alone. */
function deltasOf(points: readonly TrendPoint[]): readonly Measured[] {
  const gate = points.at(-1)?.delta?.gate
  return points.flatMap(({ window, delta }) =>
    delta === null || delta.gate !== gate
      ? []
      : [
          {
            atMs: window.endMs,
            estimate: delta.estimate,
            // Where all pairs tie it is 0: a window that was measured, not one without a value.
            standardError: delta.standardError || errorOf(delta.interval, DELTA_WIDTH),
          },
        ],
  )
}

function errorOf([low, high]: readonly [number, number], width: number): number {
  return (high - low) / width
}
