import { TOKEN } from '../../privacy/token.ts'
import type { Intent } from '../../records/intent.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { RedactedTrace } from '../../records/trace.ts'

const LONGEST_INTENT = 1_000
const LONGEST_CONVERSATION_INTENT = 600
/** The opening of a conversation names the wish; later turns complete it and get the rest. */
const LONGEST_OPENING = 400

/** Words of simulated users that end a conversation; they say nothing of what was wanted. */
const STOP_MARKER = /###(?:STOP|TRANSFER|OUT-OF-SCOPE)###/g

/** Stands for the intent of a trace in which nobody asked and nothing was called. */
const NO_REQUEST = '(no request text)'

/**
 * What the user of a trace wanted, as one line of text of at most 1,000 characters. The source's own words win
 * (`intentText`); a single user turn is the request; of a whole conversation it is the first user turn with text,
 * up to 400 characters, and later user turns until 600 are full. Stop markers are no text, and a redaction token keeps only
 * what it stands for (`<EMAIL>`): whose it was is no part of the wish, and would draw one customer's requests together.
 *
 * A trace without any user text is named by the first calls of its agent, and else by a fixed placeholder, so that
 * every trace has an intent and alike ones still meet.
 */
export function intentOf(trace: RedactedTrace): Intent {
  return { traceId: trace.traceId, text: joinedRedactedText(wishOf(trace)) }
}

function wishOf(trace: RedactedTrace): string {
  const named = folded(trace.intentText ?? '')
  if (named !== '') return cut(named, LONGEST_INTENT)
  const turns = trace.messages.flatMap(message => (message.role === 'user' ? [folded(message.text)] : []))
  const [opening, ...later] = turns.filter(text => text !== '')
  if (opening === undefined) return cut(firstCallNames(trace), LONGEST_INTENT)
  if (later.length === 0) return cut(opening, LONGEST_INTENT)
  return cut([cut(opening, LONGEST_OPENING), ...later].join(' '), LONGEST_CONVERSATION_INTENT)
}

function firstCallNames(trace: RedactedTrace): string {
  for (const message of trace.messages) {
    if (message.role === 'assistant' && message.calls.length > 0) {
      return folded(message.calls.map(call => call.name).join(' '))
    }
  }
  return NO_REQUEST
}

function folded(text: string): string {
  return text
    .replace(STOP_MARKER, ' ')
    .replace(TOKEN, token => token.replace(/_k\d+_[0-9A-F]+>$/, '>'))
    .replace(/\s+/gu, ' ')
    .trim()
}

/** At most `length` UTF-16 units, without half of a surrogate pair at the end. */
function cut(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
}

/** Cutting, folding and joining redacted texts and tool names brings no personal data back. */
function joinedRedactedText(text: string): RedactedText {
  return text as RedactedText
}
