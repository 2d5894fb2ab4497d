/**
 * Kinds of personal data and secrets that become tokens. The first group is found in text; `FIELD` is a
 * field that the config denies, `SESSION` and `CUSTOMER` are identifiers that a source names as such.
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
  'PERSON',
  'LOCATION',
  'ORGANIZATION',
  'STREET_ADDRESS',
  'ZIP_CODE',
  'DATE_OF_BIRTH',
  'ID_NUMBER',
  'FIELD',
  'SESSION',
  'CUSTOMER',
] as const

export type Entity = (typeof ENTITIES)[number]
