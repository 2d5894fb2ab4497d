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
  const dated = production.traces.filter(({ startedAtMs }) => startedAtMs !== undefined)
  for (let endMs = newest.window?.startMs; raw.length < MOST_WEEKS && endMs !== undefined; ) {
    const earlier = selectWindow(dated, { ...windowOf(config), endMs })
    if (earlier.traces.length < FEWEST_TRACES) break
    raw.unshift(earlier)
    endMs = earlier.window?.startMs
  }
  const used = raw.reduce((sum, { traces }) => sum + traces.length, 0)
  const weeks: TrafficWeek[] = []
  for (const { window, traces } of raw) {
    weeks.push({ window, traces: await redactOnly(traces, deps, production) })
  }
  return {
    weeks,
    report: withOutside(production.report, production.traces.length - used),
  }
}
