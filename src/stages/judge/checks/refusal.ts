import type { Trace } from '../../../records/trace.ts'
import { canonicalText } from '../canonical-output.ts'
import { assistantMessagesOf } from '../turns.ts'

/** Characters; a longer answer explains something, which is not for a pattern to judge. */
const MAX_REFUSAL_LENGTH = 400

const APOLOGY = `(?:(?:(?:i'm|i am|we're|we are) )?(?:(?:very|really|so|truly) )?sorry[,.]? (?:but )?|i apologi[sz]e[,.]? (?:but )?|unfortunately[,.]? )?`
const IDENTITY = `(?:as an ai(?: language model| assistant)?[,.]? )?`
const INABILITY = `(?:i|we)(?: can't| cannot| can not| won't| will not|'m unable to| am unable to| are unable to|'m not able to| am not able to)`
const HELP = `(?:help|assist|comply|fulfil|fulfill|do that|do this|answer (?:that|this)|engage (?:with|in) (?:that|this)|provide (?:that|this|help with|assistance with))`

const REFUSALS = [
  new RegExp(`^${APOLOGY}${IDENTITY}${INABILITY} ${HELP}\\b`),
  new RegExp(`^${APOLOGY}${IDENTITY}(?:i|we) (?:must|have to|will have to|respectfully) decline\\b`),
]

/** Signs that the answer goes on helping: an offer or a question back. */
const OFFER = /\bi can\b(?!'| ?not)|\bwould you like\b|\binstead\b|\?/

/**
 * True when the last turn of the agent is a short refusal: it opens with one of a few English formulas, calls no
 * tool and offers nothing else. Deliberately narrow: a policy that was applied ("I cannot cancel a shipped order")
 * is an answer, and refusals in other words or languages are for the judge.
 */
export function isRefusal(trace: Trace): boolean {
  const last = assistantMessagesOf(trace).at(-1)
  if (last === undefined || last.calls.length > 0) return false
  const text = canonicalText(last.text).toLowerCase().replaceAll('’', "'")
  if (text.length > MAX_REFUSAL_LENGTH || OFFER.test(text)) return false
  return REFUSALS.some(pattern => pattern.test(text))
}
