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

/** The message as a canonical row has it. Written out: going through names costs more than all else that is done to a message. */
export function messageRow({
  role,
  content,
  tool_calls,
  tool_call_id,
  is_error,
  finish_reason,
}: ChatMessage): JsonObject {
  const row: { [key: string]: JsonValue } = { role, content }
  if (tool_calls !== undefined) row.tool_calls = tool_calls.map(callRow)
  if (tool_call_id !== undefined) row.tool_call_id = tool_call_id
  if (is_error === true) row.is_error = true
  if (finish_reason !== undefined) row.finish_reason = finish_reason
  return row
}

function callRow({ id, name, arguments: args }: ChatCall): JsonObject {
  return id === undefined ? { name, arguments: args } : { id, name, arguments: args }
}
