import type { Entity } from './entity.ts'

export type FieldPolicyOptions = {
  /** Paths whose values become a token as a whole, with everything below them. `*` is any one step, `**` any number of them. */
  readonly deny: readonly string[]
  /** Paths that secret key names do not apply to. */
  readonly allow: readonly string[]
}

/** What a field is because of its place, whatever stands in it. */
export type FieldRule =
  | { readonly kind: 'whole'; readonly entity: Entity }
  /** Read like any other text, although its name is a secret's. */
  | { readonly kind: 'allowed' }

/** The rule for the value at `path` under the name `key`; undefined: its text decides. */
export type FieldPolicy = (path: string, key: string) => FieldRule | undefined

const NAMES =
  'authorization proxyauthorization cookie cookies setcookie apikey xapikey apisecret apitoken password passwd passphrase pwd secret clientsecret secretkey secretaccesskey privatekey accesstoken refreshtoken idtoken authtoken xauthtoken sessiontoken bearertoken csrftoken xsrftoken credential credentials connectionstring cvv cvv2 cvc securitycode cardsecuritycode pin otp onetimepassword mfacode webhooksecret'
const SECRET_NAMES: ReadonlySet<string> = new Set(NAMES.split(' '))
const LONGEST_NAME = 40
const SECRET: FieldRule = { kind: 'whole', entity: 'SECRET' }
const FIELD: FieldRule = { kind: 'whole', entity: 'FIELD' }
const ALLOWED: FieldRule = { kind: 'allowed' }

/** Whether a key names a secret (`authorization`, `apiKey`, `Set-Cookie`), without regard to case, `_`, `-` and spaces. */
export function isSecretName(key: string): boolean {
  return key.length <= LONGEST_NAME && SECRET_NAMES.has(key.toLowerCase().replace(/[_\- ]/g, ''))
}

/** The policy of a config: a denied path first, then an allowed one, then the names of secrets. */
export function createFieldPolicy(
  { deny, allow }: FieldPolicyOptions = { deny: [], allow: [] },
): FieldPolicy {
  const [isDenied, isAllowed] = [matcherOf(deny), matcherOf(allow)]
  return (path, key) => {
    if (isDenied(path)) return FIELD
    if (!isSecretName(key)) return undefined
    return isAllowed(path) ? ALLOWED : SECRET
  }
}

function matcherOf(paths: readonly string[]): (path: string) => boolean {
  if (paths.length === 0) return () => false
  const patterns = paths.map(path => path.split('/').slice(1))
  return path => {
    const steps = path.split('/').slice(1)
    return patterns.some(pattern => isPrefix(pattern, steps))
  }
}

/** Whether the steps begin with the pattern. Every start is looked at once, so that several `**` cost no more than their product. */
function isPrefix(pattern: readonly string[], steps: readonly string[]): boolean {
  let starts: ReadonlySet<number> = new Set([0])
  for (const part of pattern) {
    const next = new Set<number>()
    for (const start of starts) {
      if (part === '**') for (let at = start; at <= steps.length; at += 1) next.add(at)
      else if (start < steps.length && (part === '*' || part === steps[start])) next.add(start + 1)
    }
    starts = next
  }
  return starts.size > 0
}
