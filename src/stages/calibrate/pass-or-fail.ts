const PASS = ['pass', 'passed', 'success', 'satisfied', 'satisfactory', 'compliant'] as const
const FAIL = [
  'fail',
  'failed',
  'failure',
  'unsatisfied',
  'unsatisfactory',
  'dissatisfied',
  'noncompliant',
  'non compliant',
] as const

/**
 * What a judge that wrote a word of its own meant: the listed words and no others, whatever their case and separators.
 * A word that qualifies itself (`partially satisfied`), `unknown` and everything not listed are null: a reading that
 * guesses is not a verdict.
 */
export function passOrFail(word: string): 'pass' | 'fail' | null {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
  if (PASS.some(each => each === plain)) return 'pass'
  return FAIL.some(each => each === plain) ? 'fail' : null
}
