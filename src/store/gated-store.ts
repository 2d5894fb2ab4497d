import type { RunStore } from './run-store.ts'

/**
 * A store that shows everything to `assertMayLeave` before it keeps it: traces, replies, and what a run leaves behind. Vectors and models
 * are numbers.
 */
export function gatedStore(store: RunStore, assertMayLeave: (content: string) => void): RunStore {
  return {
    ...store,
    putTraces(side, traces) {
      for (const trace of traces) assertMayLeave(JSON.stringify(trace))
      store.putTraces(side, traces)
    },
    putRun(run, parts = {}) {
      if (run.report !== undefined) assertMayLeave(run.report)
      for (const row of Object.values(parts).flat()) assertMayLeave(row)
      store.putRun(run, parts)
    },
    putRunPart(runId, part, rows) {
      for (const row of rows) assertMayLeave(row)
      store.putRunPart(runId, part, rows)
    },
    putReply(reply) {
      assertMayLeave(reply.body)
      store.putReply(reply)
    },
  }
}
