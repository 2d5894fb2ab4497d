import type { RunId, TraceId } from '../records/ids.ts'
import type { RedactedTrace } from '../records/trace.ts'

export type RunState = 'running' | 'finished' | 'interrupted' | 'failed'

export type RunRow = {
  readonly runId: RunId
  readonly configHash: string
  readonly seed: string
  readonly state: RunState
  /** Unix epoch, milliseconds. */
  readonly startedAtMs: number
  readonly finishedAtMs: number | undefined
  /** The run's JSON report (docs/result-format.md); undefined until it finished. */
  readonly report: string | undefined
}

/** Where traces, vectors and runs are kept. Everything handed in is already redacted: the types see to it. */
export interface RunStore {
  /** Inserts or replaces by (side, traceId), so that re-ingesting changes nothing. */
  putTraces(side: string, traces: readonly RedactedTrace[]): void
  traces(side: string): IterableIterator<RedactedTrace>
  trace(side: string, traceId: TraceId): RedactedTrace | undefined
  /** Vectors known for these content hashes in this space; absent hashes are absent from the map. */
  vectors(modelId: string, contentHashes: readonly string[]): Map<string, Float32Array>
  putVectors(modelId: string, rows: readonly (readonly [contentHash: string, vector: Float32Array])[]): void
  putRun(run: RunRow): void
  run(runId: RunId): RunRow | undefined
  /** Newest first. */
  runs(): readonly RunRow[]
  close(): void
}
