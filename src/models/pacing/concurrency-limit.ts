/** How a call ended, as far as the rate is concerned. `overloaded`: 429, 503 or 529; `failed`: anything else. */
export type CallOutcome = 'succeeded' | 'overloaded' | 'failed'

/** How many calls may be under way, found by trying: the provider's limit is not known and changes. */
export interface ConcurrencyLimit {
  /** At least 1. */
  readonly current: () => number
  /**
   * @param startedAt - what `marker` gave when the call was started.
   */
  ended(outcome: CallOutcome, startedAt: number): void
  /** Names this moment: calls started before a cut and ended after it do not cut again. */
  marker(): number
}

const START = 2

/**
 * A limit that doubles with every window of so many successes until the first overload or `most`, grows by one per
 * window after that, and is halved by an overload, once per round of calls.
 *
 * @param most - the configured limit, at least 1.
 * @see Chiu and Jain 1989, additive increase and multiplicative decrease; slow start as in RFC 5681 section 3.1.
 */
export function createConcurrencyLimit(most: number): ConcurrencyLimit {
  let limit = Math.min(START, most)
  let isDoubling = true
  let successes = 0
  let cuts = 0
  return {
    current: () => limit,
    marker: () => cuts,
    ended(outcome, startedAt) {
      if (outcome === 'overloaded') {
        isDoubling = false
        if (startedAt < cuts) return
        cuts += 1
        successes = 0
        limit = Math.max(1, Math.floor(limit / 2))
        return
      }
      if (outcome === 'failed') return
      successes += 1
      if (successes < limit) return
      successes = 0
      limit = Math.min(most, isDoubling ? limit * 2 : limit + 1)
    },
  }
}
