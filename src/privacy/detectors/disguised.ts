import type { Detector, Span } from '../detector.ts'
import { isLuhnValid } from '../luhn.ts'
import { matchesIn } from '../matches-in.ts'
import { emailDetector } from './email.ts'

const TOP_LEVEL =
  'com|org|net|edu|gov|mil|info|biz|io|ai|co|me|app|dev|uk|de|fr|es|it|nl|se|no|dk|fi|pl|cz|at|ch|be|pt|ie|eu|us|ca|au|nz|in|jp|cn|br|mx|ru|example|test'
const DOT = '(?: ?[[(]dot[\\])] ?| dot |\\.)'
// Every part is bounded and starts at a word, so that no start reads more than some 300 characters.
const SPOKEN_EMAIL = new RegExp(
  `(?<![\\w.])[a-z0-9][\\w+-]{0,40}(?:(?: (?:dot|underscore|dash|hyphen) |[.])[a-z0-9][\\w-]{0,30}){0,3}(?: ?[[(]at[\\])] ?| at )[a-z0-9][a-z0-9-]{0,40}(?:${DOT}[a-z0-9-]{1,30}){0,2}${DOT}(?:${TOP_LEVEL})\\b(?!\\.\\w)`,
  'gi',
)
const IS_SPOKEN = / dot |[[(](?:at|dot)[\])]/i
const REVERSED_EMAIL = /(?<![\w.@-])(?:moc|gro|ten|ude|vog|oi|ku|ed)\.[\w.-]{1,60}@[\w.+-]{1,60}/gi
const DIGIT_WORDS: ReadonlyMap<string, string> = new Map(
  'zero oh one two three four five six seven eight nine'
    .split(' ')
    .map((word, index) => [word, String(Math.max(0, index - 1))] as const),
)
const SPOKEN_DIGITS =
  /\b(?:(?:double|triple) )?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?:[ ,.-]{1,2}(?:(?:double|triple) )?(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b){5,40}/gi
/** Of a local phone number. */
const MIN_DIGITS = 7
const IS_DIGIT_WORD = /zero|one|two|three|four|five|six|seven|eight|nine/i
const SSN_BEFORE = /\b(?:ssn|social security)\b[^\n]{0,30}$/i

/** Addresses and numbers spelled so that a person reads them and a pattern does not: `john at acme dot com`, `five five five …`, `moc.emca@nhoj`. */
export const disguisedDetector: Detector = { name: 'disguised', detect: detectDisguised }

function detectDisguised(text: string): readonly Span[] {
  return [...spokenEmails(text), ...reversedEmails(text), ...spokenNumbers(text)]
}

function spokenEmails(text: string): readonly Span[] {
  if (!IS_SPOKEN.test(text)) return []
  return matchesIn(text, SPOKEN_EMAIL).map(match => ({
    start: match.index,
    end: match.index + match[0].length,
    entity: 'EMAIL',
  }))
}

function reversedEmails(text: string): readonly Span[] {
  if (!text.includes('@')) return []
  return matchesIn(text, REVERSED_EMAIL).flatMap(match => {
    const written = Array.from(match[0]).reverse().join('')
    const isAddress = emailDetector.detect(written).some(({ end }) => end === written.length)
    return isAddress
      ? [{ start: match.index, end: match.index + match[0].length, entity: 'EMAIL' as const }]
      : []
  })
}

/** Seven and more digits said one by one: counting up does not do that. */
function spokenNumbers(text: string): readonly Span[] {
  if (!IS_DIGIT_WORD.test(text)) return []
  return matchesIn(text, SPOKEN_DIGITS).flatMap(match => {
    const digits = digitsSaid(match[0])
    if (digits.length < MIN_DIGITS || isCounting(digits)) return []
    const before = text.slice(Math.max(0, match.index - 48), match.index)
    const entity =
      digits.length >= 13 && isLuhnValid(digits)
        ? ('CREDIT_CARD' as const)
        : digits.length === 9 && SSN_BEFORE.test(before)
          ? ('US_SSN' as const)
          : ('PHONE' as const)
    return [{ start: match.index, end: match.index + match[0].length, entity }]
  })
}

function digitsSaid(words: string): string {
  let digits = ''
  let times = 1
  for (const word of words.toLowerCase().split(/[ ,.-]+/)) {
    if (word === 'double') times = 2
    else if (word === 'triple') times = 3
    else {
      digits += (DIGIT_WORDS.get(word) ?? '').repeat(times)
      times = 1
    }
  }
  return digits
}

function isCounting(digits: string): boolean {
  return '01234567890'.includes(digits) || '9876543210'.includes(digits)
}
