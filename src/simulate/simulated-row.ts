import type { JsonObject, JsonValue } from '../records/json-value.ts'

export type SimulatedCall = {
  readonly id: string
  readonly name: string
  readonly arguments: JsonObject | string
}

export type SimulatedMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | {
      readonly role: 'assistant'
      readonly content: string
      readonly tool_calls?: readonly SimulatedCall[]
      readonly finish_reason: 'stop' | 'tool_calls' | 'length'
    }
  | {
      readonly role: 'tool'
      readonly tool_call_id: string
      readonly content: string
      readonly is_error: boolean
    }

/** One row of the canonical trace format (docs/trace-format.md). */
export type SimulatedRow = {
  readonly trace_id: string
  readonly messages: readonly SimulatedMessage[]
  readonly tools: readonly JsonValue[]
  readonly model: string
  readonly started_at: string
  readonly latency_ms: number
  readonly session_id: string
  readonly customer_id: string
  readonly flags: { readonly [flag: string]: string }
  readonly support_flag?: { readonly reason: string }
  readonly finish: 'completed'
}
