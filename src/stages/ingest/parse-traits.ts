import { isAbsent, type Located } from './located.ts'
import { RowError, unexpected } from './row-error.ts'

/** Shown unredacted: a mapping that points at free text, a name or an address must not get through. */
const SHORT_WORD = /^[\w.+:-]{1,40}$/
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/

/** The customer's tier, one short word or a number; nothing when the row has none. @throws {RowError} for other text. */
export function parseCustomerTier(located: Located): { readonly customerTier?: string } {
  if (isAbsent(located)) return {}
  const { value, at } = located
  const tier = typeof value === 'number' ? String(value) : value
  if (typeof tier !== 'string') throw unexpected(at, 'a customer tier (one short word)', value)
  if (tier.trim() === '') return {}
  if (!SHORT_WORD.test(tier)) throw new RowError(`${at}: expected a customer tier of one short word`)
  return { customerTier: tier }
}

/** The primary subtag of a language tag; nothing when the row has none. @throws {RowError} for other text. */
export function parseLanguage(located: Located): { readonly language?: string } {
  if (isAbsent(located)) return {}
  const { value, at } = located
  if (typeof value !== 'string') throw unexpected(at, 'a language tag such as `de` or `pt-BR`', value)
  if (value.trim() === '') return {}
  if (!LANGUAGE_TAG.test(value))
    throw new RowError(`${at}: expected a language tag such as \`de\` or \`pt-BR\``)
  return { language: value.split(/[-_]/)[0]!.toLowerCase() }
}
