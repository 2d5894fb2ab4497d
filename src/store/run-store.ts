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

/** A run without its report. */
export type RunStateRow = Omit<RunRow, 'report'>

/** A fitted stratum model as bytes: the store keeps it and does not look inside. */
export type ModelRow = {
  readonly modelId: string
  /** Exclusive end of the fitted window, Unix epoch milliseconds; undefined when its traces had no time. */
  readonly windowEndMs: number | undefined
  readonly bytes: Uint8Array
}

/** Something that was paid for and answered: a vote, or an agent's turn. The store does not look inside. */
export type ReplyRow = {
  /** Everything that determines the reply, hashed. */
  readonly key: string
  /** What `body` holds. */
  readonly kind: string
  /** Unix epoch, milliseconds. */
  readonly createdAtMs: number
  readonly body: string
  /** Whoever reads it checks this; the store only keeps it. */
  readonly mac: string
}

/** Where traces, vectors, models, replies and runs are kept. Everything handed in is already redacted: the types see to it. */
export interface RunStore {
  /** Inserts or replaces by (side, traceId), so that re-ingesting changes nothing. */
  putTraces(side: string, traces: readonly RedactedTrace[]): void
  traces(side: string): IterableIterator<RedactedTrace>
  trace(side: string, traceId: TraceId): RedactedTrace | undefined
  /** Vectors known for these content hashes in this space; absent hashes are absent from the map. */
  vectors(modelId: string, contentHashes: readonly string[]): Map<string, Float32Array>
  putVectors(modelId: string, rows: readonly (readonly [contentHash: string, vector: Float32Array])[]): void
  /** Puts a run with parts of it (see `putRunPart`) by their names, all or nothing. */
  putRun(run: RunRow, parts?: Readonly<Record<string, readonly string[]>>): void
  run(runId: RunId): RunRow | undefined
  /** Newest first. */
  runs(): readonly RunRow[]
  /** The same without the reports, which are large. */
  runStates(): readonly RunStateRow[]
  /** Replaces all rows of a part of a run: what is too large for the report and read a page at a time. JSON texts. */
  putRunPart(runId: RunId, part: string, rows: readonly string[]): void
  /**
   * Rows of a part in ascending order of their positions, counted from 0.
   *
   * @param positions - those wanted, without repeats; positions there are none of are left out. Default all.
   */
  runPart(runId: RunId, part: string, positions?: readonly number[]): readonly string[]
  /** How many rows a part has; reads none of them. */
  runPartSize(runId: RunId, part: string): number
  /** Inserts or replaces by `modelId`. */
  putModel(model: ModelRow): void
  model(modelId: string): ModelRow | undefined
  /**
   * The model of the newest window, of equally new ones the one of the larger id; one without a window is older than all.
   *
   * @param beforeMs - only windows that ended before this instant, Unix epoch milliseconds; default all models.
   */
  latestModel(beforeMs?: number): ModelRow | undefined
  reply(key: string): ReplyRow | undefined
  /** Inserts or replaces by `key`; kept when this returns, even if the process is killed right after. */
  putReply(reply: ReplyRow): void
  close(): void
}
