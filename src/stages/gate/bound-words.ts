import { formatShareInWords } from '../../numeric/format-number.ts'

/** The usual one-sided error of a bound. */
export const BOUND_ERROR = 0.05

/** The levels of two one-sided bounds as words: `95%`, or `97% and 95%` where a PASS is held to another one. */
export function boundLevels(passAlpha: number): string {
  return passAlpha === 0 || passAlpha === BOUND_ERROR ? '95%' : `${formatShareInWords(1 - passAlpha)} and 95%`
}
