import type { Trace } from '../../../records/trace.ts'
import { canonicalCall, canonicalText } from '../canonical-output.ts'
import { assistantMessagesOf } from '../turns.ts'

/** The same call with the same arguments so many times in a row is a loop. */
const REPEATED_CALLS = 3
/** The same answer so many times in one trace is a loop. */
const REPEATED_TEXTS = 4

/**
 * True when the agent goes round in circles: the same call with canonically equal arguments three times in a row
 * without a word from the user between, or the same answer (a turn with text and no call) four times in the trace.
 */
export function hasLoop(trace: Trace): boolean {
  return hasRepeatedCalls(trace) || hasRepeatedTexts(trace)
}

function hasRepeatedCalls(trace: Trace): boolean {
  let previous: string | undefined
  let run = 0
  for (const message of trace.messages) {
    // Looking again after the user did something is what a good agent does.
    if (message.role === 'user') previous = undefined
    if (message.role !== 'assistant') continue
    for (const call of message.calls) {
      const canonical = canonicalCall(call)
      run = canonical === previous ? run + 1 : 1
      previous = canonical
      if (run >= REPEATED_CALLS) return true
    }
  }
  return false
}

function hasRepeatedTexts(trace: Trace): boolean {
  const counts = new Map<string, number>()
  for (const turn of assistantMessagesOf(trace)) {
    const text = canonicalText(turn.text)
    if (text === '' || turn.calls.length > 0) continue
    const count = (counts.get(text) ?? 0) + 1
    if (count >= REPEATED_TEXTS) return true
    counts.set(text, count)
  }
  return false
}
