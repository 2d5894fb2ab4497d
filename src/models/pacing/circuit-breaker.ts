/** Whether calls are let through: `probing` lets exactly one. */
export type BreakerState = 'closed' | 'open' | 'probing'

export interface CircuitBreaker {
  state(): BreakerState
  /** Milliseconds until the next probe may be made; 0 when one may be made now. */
  waitMs(): number
  /** Takes the one probe; only when `waitMs()` is 0. */
  startProbe(): void
  /** `refused`: the key is not accepted. Mistakes of the caller (400, 404, 413, 422) are `succeeded`: the provider works. */
  ended(outcome: 'succeeded' | 'failed' | 'refused'): void
}

export type BreakerOptions = {
  readonly nowMs: () => number
  /** Uniform in [0, 1): spreads the probes of several processes. */
  readonly random: () => number
}

const WINDOW_MS = 30_000
const FEWEST_CALLS = 20
/** Calls looked at, the latest. */
const MOST_CALLS = 200
const FAILURE_SHARE = 0.5
const CONSECUTIVE = 5
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60_000

/**
 * A breaker that opens when at least half of at least 20 calls within 30 s failed, five failed in a row, or the key
 * was refused. Open, it lets one probe through after 5 s, then after twice as long up to a minute, each wait spread
 * over its second half; a probe that succeeds closes it.
 */
export function createCircuitBreaker({ nowMs, random }: BreakerOptions): CircuitBreaker {
  let state: BreakerState = 'closed'
  let recent: { readonly atMs: number; readonly failed: boolean }[] = []
  let consecutive = 0
  let openings = 0
  let probeAtMs = 0

  const open = (): void => {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** openings)
    probeAtMs = nowMs() + wait * (0.5 + random() / 2)
    openings += 1
    state = 'open'
  }
  const isBad = (): boolean => {
    const failures = recent.filter(call => call.failed).length
    return (
      consecutive >= CONSECUTIVE ||
      (recent.length >= FEWEST_CALLS && failures >= FAILURE_SHARE * recent.length)
    )
  }
  return {
    state: () => state,
    waitMs: () => (state === 'open' ? Math.max(0, probeAtMs - nowMs()) : 0),
    startProbe() {
      state = 'probing'
    },
    ended(outcome) {
      if (state === 'probing') {
        if (outcome !== 'succeeded') return open()
        state = 'closed'
        recent = []
        consecutive = 0
        openings = 0
        return
      }
      if (state === 'open') return
      if (outcome === 'refused') return open()
      const failed = outcome === 'failed'
      consecutive = failed ? consecutive + 1 : 0
      const atMs = nowMs()
      recent.push({ atMs, failed })
      while (recent.length > MOST_CALLS || atMs - (recent[0]?.atMs ?? atMs) >= WINDOW_MS) recent.shift()
      if (failed && isBad()) open()
    },
  }
}
