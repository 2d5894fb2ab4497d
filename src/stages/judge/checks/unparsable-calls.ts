import type { Trace } from '../../../records/trace.ts'
import { assistantMessagesOf } from '../turns.ts'
import { isTruncatedJsonObject } from './truncated-json.ts'

/** Providers' words for "the token limit ended this turn", in lower case. */
const LENGTH_FINISHES = ['length', 'max_tokens', 'max_output_tokens', 'model_length']

/**
 * True when the agent made a tool call whose arguments were cut off: they are no JSON object, and either the
 * token limit ended the turn with this call, or the text is the beginning of an object that never closed.
 */
export function hasTruncatedToolCall(trace: Trace): boolean {
  return unparsableCallsOf(trace).some(call => call.isTruncated)
}

/** True when the agent made a tool call whose arguments are no JSON object for another reason than being cut off. */
export function hasUnparsableArguments(trace: Trace): boolean {
  return unparsableCallsOf(trace).some(call => !call.isTruncated)
}

function unparsableCallsOf(trace: Trace): readonly { readonly isTruncated: boolean }[] {
  return assistantMessagesOf(trace).flatMap(turn => {
    const isEndedByLength = LENGTH_FINISHES.includes(turn.finishReason?.toLowerCase() ?? '')
    return turn.calls.flatMap((call, index) => {
      if (call.arguments.kind === 'parsed') return []
      // The limit cuts the end of a turn: an earlier call of the same turn was written to its end.
      const isCutByLimit = isEndedByLength && index === turn.calls.length - 1
      return [{ isTruncated: isCutByLimit || isTruncatedJsonObject(call.arguments.raw) }]
    })
  })
}
