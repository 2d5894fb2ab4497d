import type { Config } from '../../config/config.ts'
import type { Dependencies } from '../../dependencies.ts'
import type { IngestReport } from '../../records/evaluation.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { selectWindow } from '../../stages/ingest/select-window.ts'
import type { Advance } from '../create-run.ts'
import { ingestSide, redactOnly, windowOf, withOutside } from '../ingest-side.ts'

/** Windows looked back at; more are too many to cluster together. */
const MOST_WEEKS = 8
/** Traces a window needs to say anything of coverage. */
const FEWEST_TRACES = 50
const DAY_MS = 86_400_000

/** One window of production's traffic; `window` is undefined where no trace has a time. */
export type TrafficWeek = {
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
  readonly traces: readonly RedactedTrace[]
}

/** The traffic of the config's window and of up to seven windows before it, oldest first. Nothing is kept in the store. */
export async function readWeeks(
  config: Config,
  deps: Dependencies,
  advance: Advance,
): Promise<{ readonly weeks: readonly TrafficWeek[]; readonly report: IngestReport }> {
  const production = await ingestSide('baseline', config, deps, advance)
  const newest = selectWindow(production.traces, windowOf(config))
  const raw: { readonly window: TrafficWeek['window']; readonly traces: readonly Trace[] }[] = [newest]
  const width = config.sampling.windowDays * DAY_MS
  for (let back = 1; back < MOST_WEEKS && newest.window !== undefined; back++) {
    const window = {
      startMs: newest.window.startMs - back * width,
      endMs: newest.window.endMs - back * width,
    }
    const traces = production.traces.filter(
      ({ startedAtMs }) =>
        startedAtMs !== undefined && startedAtMs >= window.startMs && startedAtMs < window.endMs,
    )
    if (traces.length < FEWEST_TRACES) break
    raw.unshift({ window, traces })
  }
  const used = raw.reduce((sum, { traces }) => sum + traces.length, 0)
  return {
    weeks: raw.map(({ window, traces }) => ({ window, traces: redactOnly(traces, deps) })),
    report: withOutside(production.report, production.traces.length - used),
  }
}
