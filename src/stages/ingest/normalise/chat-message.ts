import type { JsonObject, JsonValue } from '../../../records/json-value.ts'

/** A call of a tool as any source spells it, in the canonical row's words. `arguments` is an object, or text of one. */
export type ChatCall = {
  readonly id?: string | undefined
  readonly name: string
  readonly arguments: JsonValue
}

export type ChatRole = 'system' | 'user' | 'assistant' | 'tool'

/** A message in the canonical row's words (docs/trace-format.md), whatever wrote it. */
export type ChatMessage = {
  readonly role: ChatRole
  readonly content: string
  readonly tool_calls?: readonly ChatCall[] | undefined
  /** Of a result: the call it answers. */
  readonly tool_call_id?: string | undefined
  /** Of a result: the tool, for pairing where ids are missing. Not part of the canonical row. */
  readonly tool_name?: string | undefined
  readonly is_error?: boolean | undefined
  readonly finish_reason?: string | undefined
}

/** What one request to a model, or the answer to it, holds. */
export type Payload = {
  readonly messages: readonly ChatMessage[]
  /** In the canonical row's words; undefined: not said. */
  readonly tools: readonly JsonObject[] | undefined
}

/** Nothing was recorded, or nothing of it is a message. */
export const EMPTY_PAYLOAD: Payload = { messages: [], tools: undefined }
