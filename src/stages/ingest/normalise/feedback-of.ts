import type { JsonValue } from '../../../records/json-value.ts'
import type { Feedback } from './span-record.ts'

const OUTCOME =
  /^(?:outcome|success|task[-_ ]?success|resolved|goal[-_ ]?achieved|correct(?:ness)?|passed|reward)$/i
const OPINION =
  /^(?:user[-_ ]?)?(?:feedback|rating|thumbs?(?:[-_ ]?(?:up|down))?|vote|satisfaction|support[-_ ]?flag|flagged|complaint)$/i
const BAD_WORDS = new Set([
  'down',
  'thumbs_down',
  'thumbs-down',
  'thumbs down',
  'negative',
  'bad',
  'dislike',
  'no',
  'false',
  'incorrect',
  'wrong',
  '👎',
])

/** What people and programs said of a trace, in the two words the pipeline knows. */
export type Signals = {
  /** In [0, 1]. */
  readonly outcome: number | undefined
  readonly supportFlag: { readonly reason: string } | undefined
}

/**
 * The rule of docs/sources.md: a score named like an outcome with a value in [0, 1] is the outcome, of several the lowest; a
 * person's opinion that is negative is a support flag with its comment. What a model said is no outcome and is left out.
 */
export function signalsOf(feedback: readonly Feedback[]): Signals {
  const said = feedback.filter(each => !each.isFromModel)
  const outcomes = said.filter(each => OUTCOME.test(each.name)).flatMap(each => outcomeOf(each) ?? [])
  const complaints = said.filter(each => OPINION.test(each.name) && isNegative(each))
  const reasons = [...new Set(complaints.map(each => each.comment ?? ''))]
    .filter(reason => reason !== '')
    .toSorted()
  return {
    outcome: outcomes.length === 0 ? undefined : Math.min(...outcomes),
    supportFlag: complaints.length === 0 ? undefined : { reason: reasons.join('; ') },
  }
}

function outcomeOf({ value, label }: Feedback): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : undefined
  const word = (typeof value === 'string' ? value : (label ?? '')).toLowerCase()
  if (['true', 'pass', 'passed', 'success', 'correct', 'yes', 'c', '1'].includes(word)) return 1
  if (['false', 'fail', 'failed', 'failure', 'incorrect', 'no', 'i', '0'].includes(word)) return 0
  return undefined
}

function isNegative({ name, value, label }: Feedback): boolean {
  if (/flag|complaint|down$/i.test(name)) return value === true || (typeof value === 'number' && value > 0)
  if (isBadWord(label) || isBadWord(value) || value === false) return true
  return typeof value === 'number' && value <= 0
}

function isBadWord(word: JsonValue | undefined): boolean {
  return typeof word === 'string' && BAD_WORDS.has(word.toLowerCase())
}
