import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { Rate, StrategyRow } from '../../records/comparison.ts'
import type { Arm } from './resample.ts'

/** What a strategy said in one arm of one resample. */
export type Said = { readonly verdict: string; readonly byDifference: string | undefined }

/** Counts of verdicts, by arm. */
export function createTally() {
  const said: { readonly [arm in Arm]: Said[] } = { fault: [], null: [] }
  const rateOf = (arm: Arm, isCounted: (each: Said) => boolean): Rate => {
    const of = said[arm].length
    const count = said[arm].filter(isCounted).length
    return { count, of, estimate: count / of, interval: wilsonInterval(count, of, 0.95) }
  }
  return {
    add: (arm: Arm, each: Said): void => {
      said[arm].push(each)
    },
    rates: (): Pick<StrategyRow, 'detection' | 'passedFault' | 'falseAlarm' | 'byDifference'> => ({
      detection: rateOf('fault', ({ verdict }) => verdict === 'FAIL'),
      passedFault: rateOf('fault', ({ verdict }) => verdict === 'PASS'),
      falseAlarm: rateOf('null', ({ verdict }) => verdict === 'FAIL'),
      byDifference: said.fault.every(({ byDifference }) => byDifference === undefined)
        ? null
        : {
            detection: rateOf('fault', ({ byDifference }) => byDifference === 'FAIL'),
            falseAlarm: rateOf('null', ({ byDifference }) => byDifference === 'FAIL'),
          },
    }),
  }
}
