import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../located.ts'
import { toolResultText } from '../parse-content.ts'
import type { ChatMessage } from './chat-message.ts'
import type { ToolRun } from './span-record.ts'
import { firstOf, objectIn, textOf, unwrapped } from './unwrapped.ts'

const RESULT_TYPES = new Set([
  'tool_result',
  'tool_call_response',
  'tool-result',
  'tool-error',
  'function_call_output',
  'custom_tool_call_output',
  'server_tool_call_response',
  'tool_response',
])

/**
 * The tool's answer this part of a message is, or undefined. Who is said to speak does not matter: Anthropic and Gemini
 * write results under the user's name. Both `response` and `result` are read: the OpenTelemetry conventions say one in
 * their schema and the other in their example.
 */
export function resultOf(part: JsonObject): ChatMessage | undefined {
  const gemini = part.functionResponse ?? part.function_response
  if (isJsonObject(gemini)) return result(gemini, firstOf(gemini, 'response'))
  const bedrock = part.toolResult
  if (isJsonObject(bedrock)) return result(bedrock, blocksText(bedrock.content), bedrock.status === 'error')
  const type = textOf(part, 'type')
  if (type === undefined || !RESULT_TYPES.has(type)) return undefined
  const value = firstOf(part, 'response', 'result', 'output', 'content', 'error', 'server_tool_call_response')
  return result(part, value, type === 'tool-error')
}

function result(part: JsonObject, value: JsonValue | undefined, isError = false): ChatMessage {
  const marked = firstOf(part, 'is_error', 'isError')
  return {
    role: 'tool',
    content: resultText(value),
    tool_call_id: textOf(
      part,
      'tool_use_id',
      'call_id',
      'toolCallId',
      'tool_call_id',
      'toolUseId',
      'tool_id',
      'id',
    ),
    tool_name: textOf(part, 'name', 'toolName'),
    is_error: isError || marked === true || isErrorOutput(value),
  }
}

/** Bedrock's blocks `{text}` and `{json}`, one a line; pictures and documents are left out. */
function blocksText(blocks: JsonValue | undefined): string {
  if (!isJsonArray(blocks)) return resultText(blocks)
  const texts = blocks.flatMap(block =>
    isJsonObject(block) ? (firstOf(block, 'text', 'json') ?? []) : [block],
  )
  return texts.map(resultText).join('\n')
}

/** The text of what a tool gave back: text, its blocks, or any other value as JSON. */
export function resultText(value: JsonValue | undefined): string {
  if (isJsonObject(value)) {
    const type = ownValue(value, 'type')
    // The AI SDK wraps what a tool gave back: {type: 'text' | 'json' | 'error-text' | ..., value}.
    if (typeof type === 'string' && Object.hasOwn(value, 'value')) return resultText(ownValue(value, 'value'))
  }
  return isJsonArray(value) && value.length === 0 ? '[]' : toolResultText(value, 'content')
}

function isErrorOutput(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && String(ownValue(value, 'type') ?? '').startsWith('error-')
}

/** A run of a tool as its own span tells it; LangChain's message of the result says which call it answers and whether it failed. */
export function toolRun(
  name: string,
  input: JsonValue | undefined,
  output: JsonValue | undefined,
  isError: boolean,
): ToolRun {
  const found = objectIn(output)
  const message = (found && objectIn(found.kwargs)) ?? found
  const callId = message && textOf(message, 'tool_call_id')
  return {
    callId,
    name,
    arguments: unwrapped(input) ?? {},
    result: resultText(callId === undefined ? (output ?? undefined) : message?.content),
    hasResult: output !== undefined && output !== null,
    isError: isError || (callId !== undefined && message?.status === 'error'),
  }
}
