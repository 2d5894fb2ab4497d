import type { Entity } from './entity.ts'

/**
 * The form in which two spellings of one value are equal, so that they get one token: digits of cards,
 * phones and social security numbers, upper-case IBANs without separators, lower-case addresses.
 */
export function canonicalValue(entity: Entity, value: string): string {
  const normalized = value.normalize('NFKC')
  switch (entity) {
    case 'EMAIL':
    case 'IP':
      return normalized.toLowerCase()
    case 'PHONE':
      return canonicalPhone(normalized)
    case 'CREDIT_CARD':
    case 'US_SSN':
      return digitsOf(normalized)
    case 'IBAN':
      return normalized.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase()
    case 'MAC':
      return normalized.replace(/[^0-9a-f]/gi, '').toLowerCase()
    default:
      return normalized
  }
}

/** The ASCII digits of a text, in order. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

/** North American numbers with and without their country code are one number; elsewhere the default region is unknown. */
function canonicalPhone(value: string): string {
  const digits = digitsOf(value.replace('(0)', '')).replace(/^00(?=\d{9})/, '')
  return /^1\d{10}$/.test(digits) ? digits.slice(1) : digits
}
