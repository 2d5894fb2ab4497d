import type { RedactedTrace, Trace } from '../records/trace.ts'

/** Threads that redact traces beside the caller's own. */
export interface RedactionWorkers {
  /** Batches to hand over before the first is awaited: enough that no thread waits, few enough for memory. */
  readonly depth: number
  /** The traces redacted, in their order. @throws {RedactionError} when a detector or a thread fails. */
  redact(traces: readonly Trace[]): Promise<readonly RedactedTrace[]>
  /** Ends the threads; batches that are not done fail. */
  close(): Promise<void>
}
