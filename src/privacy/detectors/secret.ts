import type { Detector, Span } from '../detector.ts'
import { matchesIn } from '../matches-in.ts'

// Every pattern starts at the start of a run of its own characters, so that no start scans another's run again.
const PREFIXED = new RegExp(
  [
    'sk-[\\w-]{16,400}', // OpenAI, Anthropic (sk-ant-), many gateways
    '(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{10,200}', // Stripe
    'AIza[\\w-]{30,60}', // Google
    'gh[pousr]_[0-9A-Za-z]{20,255}', // GitHub
    'github_pat_\\w{20,255}',
    'glpat-[\\w-]{16,100}', // GitLab
    'xox[abeoprs]-[\\w-]{10,300}', // Slack
    '(?:AKIA|ASIA)[0-9A-Z]{16}', // AWS
    'npm_[0-9A-Za-z]{30,60}',
    'hf_[0-9A-Za-z]{30,60}', // Hugging Face
    '(?<![\\w-])eyJ[\\w-]{8,4096}\\.eyJ[\\w-]{4,8192}\\.[\\w-]{0,4096}', // JSON web token, RFC 7519
    'hooks\\.slack\\.com/(?:services|workflows)/[\\w/-]{8,200}',
  ]
    .map(pattern => `(?:${pattern})`)
    .join('|'),
  'g',
)
const PREFIX = /sk-|_live_|_test_|AIza|gh[pousr]_|github_pat_|glpat-|xox|AKIA|ASIA|npm_|hf_|eyJ|hooks\.slack/
const NAMED =
  /(password|passwd|passphrase|pwd|secret|api[_-]?key|token|authorization|bearer|credential|private[_-]?key|access[_-]?key|(?<![a-z])key|cookie)s?\b["']?[ \t]{0,3}(?:[:=]|=>|\bis\b|[ \t])[ \t]{0,3}(?:bearer[ \t]|basic[ \t])?["']?([^\s"'<>,;{}]{6,512})/gi
const NAME = /pass(?:w|phrase)|pwd|secret|key|token|auth|bearer|credential|cookie/i
const PASSWORD = /^(?:pass|pwd)/i

/** Keys and tokens known by their prefix, private key blocks, passwords and random-looking values behind words such as `api_key`. */
export const secretDetector: Detector = { name: 'secret', detect: detectSecrets }

function detectSecrets(text: string): readonly Span[] {
  return [...prefixedSecrets(text), ...named(text), ...privateKeyBlocks(text)]
}

/** Keys that a vendor's prefix gives away. */
export function prefixedSecrets(text: string): readonly Span[] {
  if (!PREFIX.test(text)) return []
  return matchesIn(text, PREFIXED).flatMap(match =>
    /[A-Za-z0-9]/.test(text.charAt(match.index - 1)) ? [] : [secretSpan(match.index, match[0].length)],
  )
}

function named(text: string): readonly Span[] {
  if (!NAME.test(text)) return []
  return matchesIn(text, NAMED).flatMap(match => {
    const value = match[2]?.replace(/[.,!?)\]]+$/, '') ?? ''
    const isAssigned = /[:=]/.test(match[0].slice(0, match[0].length - (match[2]?.length ?? 0)))
    const isSecret = PASSWORD.test(match[1] ?? '') ? isPassword(value, isAssigned) : isRandom(value)
    const start = match.index + match[0].length - (match[2]?.length ?? 0)
    return isSecret ? [secretSpan(start, value.length)] : []
  })
}

/** A word after `password:` may be prose (`password: required`); what holds a digit or a sign is not. */
function isPassword(value: string, isAssigned: boolean): boolean {
  return (
    value.length >= 6 && (isAssigned ? /[^A-Za-z]/.test(value) : /\d/.test(value) && /[^\d.:/-]/.test(value))
  )
}

/** At least 16 characters, letters and digits, and more than 3 bits a character by their own frequencies. */
function isRandom(value: string): boolean {
  if (value.length < 16 || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false
  const counts = new Map<string, number>()
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length)
  return bits > 3
}

const BLOCK_MAX = 20_000
const BLOCK_BEGIN = /^-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/
const BLOCK_END = /^-----END [A-Z0-9 ]{0,40}-----/
/** What follows a beginning whose end was cut off: lines of base64. */
const CUT_BODY = /^(?:\s{0,4}[A-Za-z0-9+/=]{16,80})*/

function privateKeyBlocks(text: string): readonly Span[] {
  const spans: Span[] = []
  const begin = '-----BEGIN '
  let from = 0
  let nextEnd = 0
  for (let start = text.indexOf(begin); start !== -1; start = text.indexOf(begin, from)) {
    const head = BLOCK_BEGIN.exec(text.slice(start, start + 80))?.[0]
    from = start + begin.length
    if (head === undefined) continue
    // Looked for once and kept: beginnings without an end would each search the whole text again.
    if (nextEnd !== -1 && nextEnd <= start) nextEnd = text.indexOf('-----END ', start)
    const end = BLOCK_END.exec(
      nextEnd === -1 || nextEnd > start + BLOCK_MAX ? '' : text.slice(nextEnd, nextEnd + 60),
    )
    const length =
      end === null
        ? head.length + cutBodyLength(text.slice(start + head.length, start + BLOCK_MAX))
        : nextEnd + end[0].length - start
    spans.push(secretSpan(start, length))
    from = start + length
  }
  return spans
}

function cutBodyLength(body: string): number {
  return CUT_BODY.exec(body)?.[0].length ?? 0
}

function secretSpan(start: number, length: number): Span {
  return { start, end: start + length, entity: 'SECRET' }
}
