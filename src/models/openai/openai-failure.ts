import type { HttpFailure } from '../http-failure.ts'
import { propertyOf } from '../property-of.ts'

/** Errors for which waiting does not help. */
const EXHAUSTED = /^(insufficient_quota|credit_balance_exhausted|billing_\w+|\w*spend\w*limit\w*)$/

/** What the body of an OpenAI error says: its code, else its type, and whether the account is used up. */
export function openAiFailure(body: unknown): Pick<HttpFailure, 'code' | 'isExhausted'> {
  const words = [propertyOf(body, 'error', 'code'), propertyOf(body, 'error', 'type')].filter(
    word => typeof word === 'string',
  )
  return { code: words[0], isExhausted: words.some(word => EXHAUSTED.test(word)) }
}
