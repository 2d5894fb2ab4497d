import type { Detector, Span } from '../detector.ts'
import { type DigitGroup, type DigitRun, digitRunPattern, digitRuns } from '../digit-groups.ts'
import { isLuhnValid } from '../luhn.ts'

const RUN = digitRunPattern(12, ' .-')
// Issuer prefixes by length (ISO/IEC 7812): Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay.
// Without them one number in ten would pass the checksum.
const ISSUERS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11,16}|6(?:011|4[4-9]\d|5\d\d)\d{12,15}|35\d{14,17}|(?:1800|2131)\d{11}|62\d{14,17})$/
// Maestro claims a tenth of all numbers, so it is not believed in an identifier: `W620000000005`, `order_id: 6200…`.
const MAESTRO = /^(?:50|5[6-8]|6)\d{10,17}$/
const IDENTIFIER_BEFORE =
  /(?:[A-Za-z_#-]|(?:id|order|tracking|item|product|sku|ref|reference|serial|imei|iccid|account|invoice)s?[^\w\n]{1,12})$/i
const CARD_BEFORE = /(?:card|visa|mastercard|maestro|amex)[^\d\n]{0,24}$/i

/** Payment card numbers of 12 to 19 digits: issuer prefix and Luhn check, contiguous or in the groups printed on cards. */
export const creditCardDetector: Detector = { name: 'credit-card', detect: detectCards }

function detectCards(text: string): readonly Span[] {
  return digitRuns(text, RUN).flatMap(run => cardsIn(text, run))
}

function cardsIn(text: string, run: DigitRun): readonly Span[] {
  const spans: Span[] = []
  for (let first = 0; first < run.length; first += 1) {
    const last = cardEnd(text, run, first)
    const [from, to] = [run[first], last === undefined ? undefined : run[last]]
    if (from === undefined || to === undefined || last === undefined) continue
    spans.push({ start: from.start, end: to.end, entity: 'CREDIT_CARD' })
    first = last
  }
  return spans
}

/** Index of the group that ends a card starting at group `first`: the longest that checks out. */
function cardEnd(text: string, run: DigitRun, first: number): number | undefined {
  let digits = ''
  let found: number | undefined
  for (let last = first; last < run.length; last += 1) {
    const group = run[last]
    if (group === undefined) break
    digits += text.slice(group.start, group.end)
    if (digits.length > 19) break
    const isCard =
      digits.length >= 12 && isLuhnValid(digits) && isIssued(text, run[first]?.start ?? 0, digits)
    if (isCard && isPlausibleGrouping(text, run, first, last)) found = last
  }
  return found
}

function isIssued(text: string, start: number, digits: string): boolean {
  if (ISSUERS.test(digits)) return true
  const before = text.slice(Math.max(0, start - 36), start)
  return (MAESTRO.test(digits) && !IDENTIFIER_BEFORE.test(before)) || CARD_BEFORE.test(before)
}

/** As on cards (4-4-4-4-3, 4-6-5, 4-6-4), in even groups, or without separators and not the fraction of a decimal number. */
function isPlausibleGrouping(text: string, run: DigitRun, first: number, last: number): boolean {
  const sizes = run.slice(first, last + 1).map(sizeOf)
  const head = sizes[0] ?? 0
  if (sizes.length === 1) {
    const before = run[first - 1]
    const start = run[first]?.start ?? 0
    return !(before !== undefined && before.end === start - 1 && text.charAt(before.end) === '.')
  }
  if (/^4,6,[45]$/.test(sizes.join())) return true
  return sizes.slice(0, -1).every(size => size === head) && (sizes.at(-1) ?? 0) <= head
}

function sizeOf(group: DigitGroup): number {
  return group.end - group.start
}
