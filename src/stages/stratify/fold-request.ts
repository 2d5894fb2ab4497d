/** Redaction leaves `<PERSON_k1_7F3A9C2E>`: another value is another token, but the same request. */
const REDACTION_TOKEN = /<([A-Z]+(?:_[A-Z]+)*)_k\d+_[0-9A-F]+>/g
const WORD = /[\p{L}\p{N}]+/gu
/** In order, ticket and phone numbers. Shorter ones are years, amounts and error codes, which may be the very intent. */
const FIVE_DIGITS = /\p{N}{5}/u
const PUNCTUATION_OR_SPACE = /[\p{P}\s]+/gu

/**
 * What near-duplicates of a request have in common: two texts that fold alike differ at most in case, punctuation, white
 * space, the values behind redaction tokens and identifiers
 * (words with five digits in a row).
 *
 * Text with nothing but punctuation folds to itself. Similarity of vectors is not asked: a chain of requests each close
 * to the next would collapse a whole intent into one.
 */
export function foldRequest(text: string): string {
  const folded = text
    .normalize('NFKC')
    .replace(REDACTION_TOKEN, ' $1 ')
    .toLowerCase()
    .replace(WORD, word => (FIVE_DIGITS.test(word) ? '0' : word))
    .replace(PUNCTUATION_OR_SPACE, ' ')
    .trim()
  return folded === '' ? text : folded
}
