import type { Trace } from '../../../records/trace.ts'
import { assistantMessagesOf } from '../turns.ts'

/** Characters that show nothing and that `trim` leaves: zero-width spaces and joiners, word joiner, soft hyphen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064]/gu

/**
 * True when the agent took a turn, the last one or any other, in which it neither said anything visible nor called
 * a tool; also when it took no turn at all.
 */
export function hasEmptyAnswer(trace: Trace): boolean {
  const turns = assistantMessagesOf(trace)
  return (
    turns.length === 0 ||
    turns.some(turn => turn.calls.length === 0 && turn.text.replace(INVISIBLE, '').trim() === '')
  )
}
