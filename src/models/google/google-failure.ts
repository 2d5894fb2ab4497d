import type { HttpFailure } from '../http-failure.ts'
import { propertyOf } from '../property-of.ts'

/**
 * What the body of a Gemini error says: its status, a spent daily quota, the wait, which no header has, and a wrong key,
 * which has the status of any other mistake (400).
 */
export function googleFailure(
  body: unknown,
): Pick<HttpFailure, 'code' | 'isExhausted' | 'isKeyRefused' | 'retryAfterMs'> {
  const word = propertyOf(body, 'error', 'status')
  const details = propertyOf(body, 'error', 'details')
  const list: readonly unknown[] = Array.isArray(details) ? details : []
  return {
    code: typeof word === 'string' ? word : undefined,
    isExhausted: list.some(hasDailyViolation),
    isKeyRefused: list.some(detail => KEY_REASONS.has(propertyOf(detail, 'reason'))),
    retryAfterMs: list.map(retryDelayOf).find(delay => delay !== undefined),
  }
}

const KEY_REASONS: ReadonlySet<unknown> = new Set(['API_KEY_INVALID', 'API_KEY_EXPIRED'])

/** A quota per day, or one of zero, is not met by waiting a minute. */
function hasDailyViolation(detail: unknown): boolean {
  const violations = propertyOf(detail, 'violations')
  return (
    Array.isArray(violations) &&
    violations.some(
      violation =>
        String(propertyOf(violation, 'quotaId')).includes('PerDay') ||
        propertyOf(violation, 'quotaValue') === '0',
    )
  )
}

function retryDelayOf(detail: unknown): number | undefined {
  const match = /^(\d{1,9}(?:\.\d+)?)s$/.exec(String(propertyOf(detail, 'retryDelay')))
  return match === null ? undefined : Math.ceil(Number(match[1]) * 1000)
}
