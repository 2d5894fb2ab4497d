import type { JsonValue } from '../../../records/json-value.ts'
import type { Payload } from './chat-message.ts'

/** One run of a tool as its own span tells it. */
export type ToolRun = {
  readonly callId: string | undefined
  readonly name: string
  readonly arguments: JsonValue
  readonly result: string
  readonly hasResult: boolean
  readonly isError: boolean
}

/** Something said about a trace after the fact. */
export type Feedback = {
  readonly name: string
  readonly value: JsonValue | undefined
  readonly label: string | undefined
  readonly comment: string | undefined
  /** Whether a language model said it: another judge's opinion is no outcome. */
  readonly isFromModel: boolean
}

/**
 * One span, observation, run or row of a source, in words every format shares. A trace is made from all records of its
 * `traceId` (`assembleTrace`), whatever order they came in.
 *
 * - `generation`: a call of a model; `input` and `output` are its messages.
 * - `tool`: a run of a tool.
 * - `fragment`: messages of the span named by `fragmentOf`, recorded apart from it (events, log records).
 * - `trace`: what stands beside the spans of a trace; its payloads are the application's own.
 * - `evaluation`: a judge or an evaluator at work; left out with everything below it.
 * - `feedback`: nothing but feedback, and flags.
 */
export type SpanRecord = {
  readonly kind: 'generation' | 'tool' | 'other' | 'fragment' | 'trace' | 'evaluation' | 'feedback'
  readonly traceId: string
  /** Unique in the trace; a repeated one is the same span exported again. */
  readonly spanId: string
  readonly parentId?: string | undefined
  readonly name?: string | undefined
  readonly fragmentOf?: string | undefined
  /** Sorts fragments of one span; equal starts of spans fall back on `spanId`. */
  readonly order?: string | undefined
  /** Unix epoch, milliseconds. */
  readonly startMs?: number | undefined
  readonly endMs?: number | undefined
  readonly input?: Payload | undefined
  readonly output?: Payload | undefined
  readonly tool?: ToolRun | undefined
  readonly model?: string | undefined
  /** US dollars of this call alone. */
  readonly costUsd?: number | undefined
  readonly isError?: boolean | undefined
  readonly sessionId?: string | undefined
  readonly customerId?: string | undefined
  readonly flags?: readonly (readonly [flag: string, state: string])[] | undefined
  readonly feedback?: readonly Feedback[] | undefined
  /** Bytes of the source this came from, for the memory bound. */
  readonly bytes?: number | undefined
}
