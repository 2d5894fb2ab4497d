import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { digitsOf } from '../canonical-value.ts'
import type { Detector, Span } from '../detector.ts'
import { type DigitGroup, type DigitRun, digitRunPattern, digitRuns } from '../digit-groups.ts'
import { matchesIn } from '../matches-in.ts'

// ITU-T E.164: at most 15 digits; seven are a local number.
const MIN_DIGITS = 7
const MAX_DIGITS = 15
const RUN = digitRunPattern(MIN_DIGITS, ' .()/\\t-')
/** Regions whose national numbers (written with their leading zero) are recognised without a word beside them. */
const NATIONAL: readonly CountryCode[] = ['GB', 'FR', 'DE', 'IT', 'SE', 'BE', 'NL', 'AU']

const NORTH_AMERICAN =
  /^(?:(?:\+|00)?1[ .-]?|001[ .-])?(?:\(\d{3}\) ?-?|\d{3}[.-])\d{3}[ .-]\d{4}$|^(?:\+?1 )?[2-9]\d\d [2-9]\d\d \d{4}$/
const DATE = /(?<!\d)(?:(?:19|20)\d\d([-./ ])\d{1,2}\1\d{1,2}|\d{1,2}([-./ ])\d{1,2}\2(?:19|20)\d\d)(?!\d)/
const DECIMAL = /^\d+\.\d+$/
const WORDS_BEFORE = 48
const WORDS_AFTER = 12
/** Group 1: words that announce a phone number. Otherwise: words that announce another number. The last one before a number counts. */
const ANNOUNCED =
  /((?<!smart|head|micro|ear|mega|saxo|xylo)phone|mobile|whatsapp|\b(?:tel|cell|cellular|fax|call|calls|calling|dial|text|sms|ring|desk(?=:)|landline|msisdn|reach (?:me|us|him|her|them)|contact (?:me|us|number)|messages? (?:to|on)|answering at))(?![a-z])|\b(?:order|invoice|ticket|account|acct|item|product|sku|reference|ref|tracking|confirmation|case|id|serial|policy|booking|imei|iccid|imsi|zip|postal|price|balance|amount|total|flight|version|date|created|updated|expires|time|timestamp|port|code|model|year|page|box)(?![a-z])/gi
const ANNOUNCED_BEHIND = /^[ \t,(]{0,3}-?(?:office|home|mobile|cell|fax|work|desk|tel|phone)\b/i

/**
 * Phone numbers: international (`+`), North American in their usual forms, national with a leading zero when
 * valid in a common region, and any other of 7 to 15 digits that a word beside it announces. Bare digits
 * without such a word are order numbers more often than phones and stay.
 */
export const phoneDetector: Detector = { name: 'phone', detect: detectPhones }

function detectPhones(text: string): readonly Span[] {
  return digitRuns(text, RUN).flatMap(run => phonesIn(text, run))
}

function phonesIn(text: string, run: DigitRun): readonly Span[] {
  const spans: Span[] = []
  for (let first = 0; first < run.length; first += 1) {
    const found = longestFrom(text, run, first)
    if (found === undefined) continue
    spans.push({ start: found.start, end: found.end + extensionLength(text, found.end), entity: 'PHONE' })
    first = found.last
  }
  return spans
}

type Candidate = {
  readonly start: number
  readonly end: number
  readonly last: number
  readonly isWhole: boolean
}

/** The longest phone number that starts at group `first`. */
function longestFrom(text: string, run: DigitRun, first: number): Candidate | undefined {
  const start = startOf(text, run, first)
  if (start === undefined) return undefined
  const candidates: Candidate[] = []
  const isInternational = isPlusAt(text, start)
  let digits = 0
  for (let last = first; last < run.length; last += 1) {
    const group = run[last]
    if (group === undefined) break
    digits += group.end - group.start
    if (digits > MAX_DIGITS || !(isInternational || isGroupAllowed(text, group, last - first))) break
    const isWhole = first === 0 && last === run.length - 1
    if (digits >= MIN_DIGITS && endsAt(text, group.end))
      candidates.push({ start, end: group.end, last, isWhole })
  }
  return candidates.reverse().find(candidate => isPhone(text, candidate))
}

/** Where a number at group `first` would start, its `+` and parenthesis included; undefined inside a word, an amount or another number. */
function startOf(text: string, run: DigitRun, first: number): number | undefined {
  const group = run[first]
  if (group === undefined) return undefined
  let { start } = group
  // An opening parenthesis belongs to the number only when it closes behind the first group.
  const isBracketed = text.charAt(group.end) === ')'
  if (isBracketed && text.charAt(start - 1) === '(') start -= 1
  if (text.charAt(start - 1) === '+') start -= 1
  if (isBracketed && text.charAt(start - 1) === '(') start -= 1
  if (/^\(?\+/.test(text.slice(start, start + 2)))
    return /\w/.test(text.charAt(start - 1)) ? undefined : start
  const before = text.slice(Math.max(0, start - 2), start)
  if (/[\p{L}\p{N}_#$€£%]$/u.test(before) || /(?:[\p{L}\p{N}_][-./]|\d:)$/u.test(before)) return undefined
  return start
}

const EXTENSION = /^ ?(?:x|ext\.?|extension) ?\d{1,6}(?!\w)/i

function extensionLength(text: string, end: number): number {
  return EXTENSION.exec(text.slice(end, end + 20))?.[0].length ?? 0
}

function endsAt(text: string, end: number): boolean {
  const after = text.slice(end, end + 2)
  if (extensionLength(text, end) > 0) return true
  return !/^[\p{L}\p{N}_%@]/u.test(after) && !/^[-./:]\d/.test(after) && !/^\.[\p{L}]{2}/u.test(after)
}

function isPhone(text: string, { start, end, isWhole }: Candidate): boolean {
  const value = text.slice(start, end)
  if (isPlusAt(value, 0)) return isPossible(value)
  if (NORTH_AMERICAN.test(value)) return true
  if (DATE.test(value) || DECIMAL.test(value)) return false
  const isNational =
    isWhole &&
    /^\(?0\d/.test(value) &&
    /\D/.test(value.slice(1)) &&
    NATIONAL.some(region => isValidIn(value, region))
  return isNational || isAnnounced(text, start, end)
}

function isPossible(value: string): boolean {
  return parsePhoneNumberFromString(value.replace('(0)', ''))?.isPossible() ?? false
}

function isValidIn(value: string, region: CountryCode): boolean {
  return parsePhoneNumberFromString(value, region)?.isValid() ?? false
}

/** Groups have two digits and more, but for a country prefix in front and the trunk zero behind it. */
function isGroupAllowed(text: string, group: DigitGroup, index: number): boolean {
  if (index > 5) return false
  return index === 0 || group.end - group.start >= 2 || (index === 1 && text.charAt(group.start) === '0')
}

function isPlusAt(text: string, start: number): boolean {
  return text.charAt(start) === '+' || (text.charAt(start) === '(' && text.charAt(start + 1) === '+')
}

function isAnnounced(text: string, start: number, end: number): boolean {
  if (digitsOf(text.slice(start, end)).length > 12 && !/\D/.test(text.slice(start, end))) return false
  if (ANNOUNCED_BEHIND.test(text.slice(end, end + WORDS_AFTER))) return true
  const before = text.slice(Math.max(0, start - WORDS_BEFORE), start)
  const last = matchesIn(before, ANNOUNCED).at(-1)
  return last?.[1] !== undefined
}
