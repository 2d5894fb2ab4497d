/**
 * Kinds of personal data and secrets that become tokens. The first group is found in text; `SESSION` and
 * `CUSTOMER` are identifiers that a source names as such.
 */
export const ENTITIES = [
  'EMAIL',
  'CREDIT_CARD',
  'IBAN',
  'US_SSN',
  'PHONE',
  'IP',
  'MAC',
  'URL',
  'CRYPTO',
  'SECRET',
  'SESSION',
  'CUSTOMER',
] as const

export type Entity = (typeof ENTITIES)[number]
