import type { RunId, TraceId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import type { ModelRow, ReplyRow, RunRow, RunStore } from '../run-store.ts'

/** A store that lives as long as the process: for tests, demos and runs that must leave nothing behind. */
export function createMemoryStore(): RunStore {
  const sides = new Map<string, Map<TraceId, RedactedTrace>>()
  const spaces = new Map<string, Map<string, Float32Array>>()
  const runs = new Map<RunId, RunRow>()
  const parts = new Map<string, readonly string[]>()
  const models = new Map<string, ModelRow>()
  const replies = new Map<string, ReplyRow>()
  return {
    putTraces: (side, traces) => {
      const kept = sides.get(side) ?? new Map<TraceId, RedactedTrace>()
      for (const trace of traces) kept.set(trace.traceId, trace)
      sides.set(side, kept)
    },
    // A copy, so that traces put while somebody reads do not show up in the middle.
    traces: side => [...(sides.get(side)?.values() ?? [])].values(),
    trace: (side, traceId) => sides.get(side)?.get(traceId),
    vectors: (modelId, contentHashes) => {
      const known = spaces.get(modelId)
      return new Map(
        contentHashes.flatMap(hash => {
          const vector = known?.get(hash)
          return vector === undefined ? [] : [[hash, vector.slice()] as const]
        }),
      )
    },
    putVectors: (modelId, rows) => {
      const known = spaces.get(modelId) ?? new Map<string, Float32Array>()
      for (const [hash, vector] of rows) known.set(hash, vector.slice())
      spaces.set(modelId, known)
    },
    putRun: (run, ofRun = {}) => {
      runs.set(run.runId, run)
      for (const [part, rows] of Object.entries(ofRun))
        parts.set(JSON.stringify([run.runId, part]), [...rows])
    },
    run: runId => runs.get(runId),
    runs: () => [...runs.values()].toSorted(newestFirst),
    runStates: () => [...runs.values()].toSorted(newestFirst).map(({ report, ...state }) => state),
    putRunPart: (runId, part, rows) => {
      parts.set(JSON.stringify([runId, part]), [...rows])
    },
    runPart: (runId, part, positions) => {
      const rows = parts.get(JSON.stringify([runId, part])) ?? []
      if (positions === undefined) return rows
      return positions
        .toSorted((a, b) => a - b)
        .flatMap(position => (rows[position] === undefined ? [] : [rows[position]]))
    },
    runPartSize: (runId, part) => parts.get(JSON.stringify([runId, part]))?.length ?? 0,
    putModel: model => {
      models.set(model.modelId, copyOf(model))
    },
    model: modelId => {
      const model = models.get(modelId)
      return model === undefined ? undefined : copyOf(model)
    },
    latestModel: beforeMs => {
      const [latest] = [...models.values()]
        .filter(model => beforeMs === undefined || (model.windowEndMs ?? Infinity) < beforeMs)
        .toSorted(newestWindowFirst)
      return latest === undefined ? undefined : copyOf(latest)
    },
    reply: key => replies.get(key),
    putReply: reply => {
      replies.set(reply.key, reply)
    },
    close: () => {},
  }
}

/** Ties (two runs in one millisecond) are broken by id, so that the order never depends on when a row was replaced. */
function newestFirst(a: RunRow, b: RunRow): number {
  return b.startedAtMs - a.startedAtMs || (a.runId < b.runId ? 1 : -1)
}

function newestWindowFirst(a: ModelRow, b: ModelRow): number {
  const [first, second] = [a.windowEndMs ?? -Infinity, b.windowEndMs ?? -Infinity]
  if (first !== second) return second > first ? 1 : -1
  return a.modelId < b.modelId ? 1 : -1
}

/** Neither the giver nor the taker of a model can change the one kept. */
function copyOf(model: ModelRow): ModelRow {
  return { ...model, bytes: model.bytes.slice() }
}
