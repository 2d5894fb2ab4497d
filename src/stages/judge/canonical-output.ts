import type { AssistantMessage, Message, ToolCall } from '../../records/trace.ts'
import { canonicalJson } from './canonical-json.ts'

/** The text with Unicode composed (NFC) and every run of white space folded to one space; trimmed. */
export function canonicalText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** The canonical text of one tool call: its name and canonical arguments. Call ids are noise and left out. */
export function canonicalCall(call: ToolCall<string>): string {
  return call.arguments.kind === 'parsed'
    ? JSON.stringify([call.name, 'parsed', canonicalJson(call.arguments.value)])
    : JSON.stringify([call.name, 'unparsable', call.arguments.raw])
}

/** The canonical text of a list of calls, in order. */
export function canonicalCalls(calls: readonly ToolCall<string>[]): string {
  return JSON.stringify(calls.map(canonicalCall))
}

/** The canonical text of one turn of the agent: what it says and what it calls, not why it stopped. */
export function canonicalTurn(turn: AssistantMessage<string>): string {
  return JSON.stringify([canonicalText(turn.text), canonicalCalls(turn.calls)])
}

/**
 * The canonical text of what an agent meets in a conversation. Undefined for system messages: the prompt is
 * part of the side under test, not of what the two sides were asked.
 */
export function canonicalMessage(
  message: Exclude<Message<string>, AssistantMessage<string>>,
): string | undefined {
  switch (message.role) {
    case 'system':
      return undefined
    case 'user':
      return `user ${JSON.stringify([canonicalText(message.text), canonicalCalls(message.calls)])}`
    case 'tool':
      // Recordings number their calls differently, so a result is known by its place, not by its call id.
      return `tool ${JSON.stringify([message.requestor, message.isError, canonicalText(message.text)])}`
  }
}
