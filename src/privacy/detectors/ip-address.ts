import { isIPv4, isIPv6 } from 'node:net'
import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

const FOUR_NUMBERS = /\d{1,3}(?:\.\d{1,3}){3}/g
const VERSION_BEFORE = /\b(?:version|release|build|firmware|ver|v)[ :=.]{0,3}$/i
const TWO_COLONS = /:[0-9a-f]{0,4}:/gi
/** The longest spelling, `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`. */
const V6_MAX = 45

/** IPv4 and IPv6 addresses. Four-part version numbers are not addresses when a word before them says so. */
export const ipAddressDetector: Detector = {
  name: 'ip-address',
  detect: text => [...v4Addresses(text), ...v6Addresses(text)],
}

function v4Addresses(text: string): readonly Span[] {
  return matchesIn(text, FOUR_NUMBERS).flatMap(match => {
    const start = match.index
    const end = start + match[0].length
    const isPart =
      /[\w.-]$/.test(text.slice(Math.max(0, start - 1), start)) ||
      /^(?:\w|\.\d)/.test(text.slice(end, end + 2))
    if (isPart || !isIPv4(match[0])) return []
    return VERSION_BEFORE.test(text.slice(Math.max(0, start - 12), start))
      ? []
      : [{ start, end, entity: 'IP' as const }]
  })
}

function v6Addresses(text: string): readonly Span[] {
  const spans: Span[] = []
  let done = 0
  for (const match of matchesIn(text, TWO_COLONS)) {
    if (match.index < done) continue
    let start = match.index
    while (start > done && match.index - start < V6_MAX && /[\w:.]/.test(text.charAt(start - 1))) start -= 1
    const run = /^[\w:.]{2,46}/.exec(text.slice(start, start + V6_MAX + 1))?.[0] ?? ''
    const address = run.replace(/[.:]$/, '')
    done = start + Math.max(run.length, 1)
    if (isIPv6(address) && isTelling(address))
      spans.push({ start, end: start + address.length, entity: 'IP' })
  }
  return spans
}

/** `a::b` and `::` are scopes of programming languages before they are addresses. */
function isTelling(address: string): boolean {
  const groups = address.split(':').filter(part => part !== '').length
  return /\d/.test(address) && groups >= (address.startsWith('::') ? 1 : 2)
}
