import type { Detector, Span } from '../detector.ts'
import { isSecretName } from '../field-policy.ts'
import { matchesIn } from '../matches-in.ts'

const FIELD = /"([A-Za-z][\w -]{1,39})"[ \t]{0,4}:[ \t]{0,4}"([^"\n]{1,4096})/g
/** A scheme alone is no value: behind it stands what an earlier round replaced. */
const HEADER =
  /(?<=^|[\n"'])[ \t]{0,4}(?:(?:proxy-)?authorization|x-api-key|x-auth-token|(?:set-)?cookie(?=[^\n]{0,80}=))[ \t]?:[ \t]?(?:(?:bearer|basic)[ \t])?(?![ \t]*(?:bearer|basic)[ \t]*(?:\n|$))([^\n"']{4,4096})/gi

/** Values that the name of their JSON field or HTTP header makes a secret, whatever they look like: `"cookie": "…"`, `Authorization: …`. */
export const namedSecretDetector: Detector = { name: 'named-secret', detect: detectNamedSecrets }

function detectNamedSecrets(text: string): readonly Span[] {
  return [...fields(text), ...headers(text)]
}

function fields(text: string): readonly Span[] {
  if (!text.includes('":') && !text.includes('" :')) return []
  return matchesIn(text, FIELD).flatMap(match => {
    const value = match[2] ?? ''
    if (!isSecretName(match[1] ?? '') || isTypeName(value)) return []
    const end = match.index + match[0].length
    return [{ start: end - value.length, end, entity: 'SECRET' as const }]
  })
}

function headers(text: string): readonly Span[] {
  if (!/authorization|api-key|auth-token|cookie/i.test(text)) return []
  return matchesIn(text, HEADER).map(match => {
    const end = match.index + match[0].length
    return { start: end - (match[1]?.length ?? 0), end, entity: 'SECRET' as const }
  })
}

/** `"password": "string"` describes a field and is no value of it. */
function isTypeName(value: string): boolean {
  return /^(?:string|number|integer|boolean|object|array|null|required|optional)$/i.test(value)
}
