import { matchesIn } from './matches-in.ts'
/** A run of digits without anything between them. */
export type DigitGroup = { readonly start: number; readonly end: number }

/** Groups of digits joined by at most two separators, in text order. */
export type DigitRun = readonly DigitGroup[]

/**
 * A pattern for runs of at least `minDigits` digits. It can match in one way only, so it takes linear time.
 *
 * @param separators - characters of a class, escaped where they must be; at most two of them join two digits.
 */
export function digitRunPattern(minDigits: number, separators: string): RegExp {
  return new RegExp(`\\d(?:[${separators}]{0,2}\\d){${minDigits - 1},}`, 'g')
}

/** Runs of digit groups that may be one number written with separators: the matches of a `digitRunPattern`. */
export function digitRuns(text: string, pattern: RegExp): readonly DigitRun[] {
  return matchesIn(text, pattern).map(run => groupsBetween(text, run.index, run.index + run[0].length))
}

function groupsBetween(text: string, from: number, to: number): DigitRun {
  const groups: DigitGroup[] = []
  let start = -1
  for (let index = from; index <= to; index += 1) {
    const isDigit = index < to && text.charCodeAt(index) >= 0x30 && text.charCodeAt(index) <= 0x39
    if (isDigit && start === -1) start = index
    if (isDigit || start === -1) continue
    groups.push({ start, end: index })
    start = -1
  }
  return groups
}
