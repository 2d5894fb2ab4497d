import { InvariantError } from '../../errors/invariant-error.ts'
import type { Bill, Reservation, SpendLedger } from './spend-ledger.ts'

/** Sums of one run, integer pico-dollars. */
export type SpendTotals = {
  readonly settledPicoUsd: number
  /** Set aside for calls of which nobody knows whether they were done. */
  readonly uncertainPicoUsd: number
  /** Set aside for calls under way. */
  readonly reservedPicoUsd: number
  readonly calls: number
  readonly uncertainCalls: number
  readonly inputTokens: number
  /** Answered calls whose tokens the provider did not count. */
  readonly estimatedCalls: number
}

export interface RunLedger extends SpendLedger {
  totals(): SpendTotals
}

const EMPTY: SpendTotals = {
  settledPicoUsd: 0,
  uncertainPicoUsd: 0,
  reservedPicoUsd: 0,
  calls: 0,
  uncertainCalls: 0,
  inputTokens: 0,
  estimatedCalls: 0,
}

/** What has to be counted as spent, integer pico-dollars: what was booked and what may have been. */
export function spentPicoUsd({ settledPicoUsd, uncertainPicoUsd }: SpendTotals): number {
  return settledPicoUsd + uncertainPicoUsd
}

/**
 * What one run spends, summed in memory.
 *
 * @param beneath - decides and keeps (the week's budget); absent: no limit.
 */
export function createRunLedger(beneath?: SpendLedger): RunLedger {
  let totals = EMPTY
  const add = (change: Partial<SpendTotals>): void => {
    const entries = Object.entries(totals).map(([key, value]) => {
      const sum = value + (change[key as keyof SpendTotals] ?? 0)
      return [key, whole(sum, key)]
    })
    totals = Object.fromEntries(entries) as SpendTotals
  }
  return {
    totals: () => totals,
    async reserve(call) {
      const { worstPicoUsd } = call
      const inner = await beneath?.reserve(call)
      add({ reservedPicoUsd: worstPicoUsd })
      const outer = reservation(change => add({ reservedPicoUsd: -worstPicoUsd, ...change }), worstPicoUsd)
      return inner === undefined ? outer : bothOf(outer, inner)
    },
  }
}

/** The sums first: they refuse a second end and money that is none before anything is written down. */
function bothOf(outer: Reservation, inner: Reservation): Reservation {
  return {
    settle(bill) {
      outer.settle(bill)
      inner.settle(bill)
    },
    release() {
      outer.release()
      inner.release()
    },
    keep() {
      outer.keep()
      inner.keep()
    },
  }
}

function reservation(end: (change: Partial<SpendTotals>) => void, worstPicoUsd: number): Reservation {
  let isOpen = true
  const once = (change: Partial<SpendTotals>): void => {
    if (!isOpen) {
      throw new InvariantError('Expected a reservation to end once, got a second end', {
        details: 'spend ledger',
      })
    }
    isOpen = false
    end(change)
  }
  return {
    settle: ({ costPicoUsd, inputTokens, isEstimated }: Bill) =>
      once({
        settledPicoUsd: costPicoUsd,
        inputTokens,
        calls: 1,
        estimatedCalls: isEstimated ? 1 : 0,
      }),
    release: () => once({}),
    keep: () => once({ uncertainPicoUsd: worstPicoUsd, calls: 1, uncertainCalls: 1 }),
  }
}

/** Money that is not a whole, safe number would be wrong without anyone noticing. */
function whole(value: number, name: string): number {
  if (Number.isSafeInteger(value)) return value
  throw new InvariantError(`Expected ${name} as a whole number, got ${value}`, { details: 'spend ledger' })
}
