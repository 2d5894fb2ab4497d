/** Per minute and key; what is left out is practically without limit. */
export type SimulatorLimits = {
  readonly requests?: number
  /** Input and output together, as OpenAI counts. */
  readonly tokens?: number
  readonly inputTokens?: number
  readonly outputTokens?: number
  /** Calls at the same time. */
  readonly concurrency?: number
}

export type BucketState = {
  readonly limit: number
  /** Whole, >= 0. */
  readonly remaining: number
  /** When the bucket will be full again. */
  readonly resetAtMs: number
}

export type LimitState = {
  readonly requests: BucketState
  readonly tokens: BucketState
  readonly inputTokens: BucketState
  readonly outputTokens: BucketState
}

export type LimitName = keyof LimitState

/** The token buckets of one key. */
export interface RateLimits {
  /** Takes one request and its input, or tells which bucket lacks how long. */
  take(
    inputTokens: number,
    nowMs: number,
  ): { readonly exceeded: LimitName; readonly waitMs: number } | undefined
  /** Books output after the fact; a bucket may go below zero. */
  spendOutput(outputTokens: number, nowMs: number): void
  stateAt(nowMs: number): LimitState
}

const MINUTE_MS = 60_000
const UNLIMITED = { requests: 1_000_000, tokens: 1e12, inputTokens: 1e12, outputTokens: 1e12 }

/** Buckets that hold one minute's worth and refill steadily, as the vendors describe theirs. */
export function createRateLimits(limits: SimulatorLimits): RateLimits {
  const capacities = { ...UNLIMITED, ...limits }
  const buckets = {
    requests: createBucket(capacities.requests),
    tokens: createBucket(capacities.tokens),
    inputTokens: createBucket(capacities.inputTokens),
    outputTokens: createBucket(capacities.outputTokens),
  }
  return {
    take(inputTokens, nowMs) {
      const wanted = { requests: 1, tokens: inputTokens, inputTokens, outputTokens: 1 }
      const names = ['requests', 'tokens', 'inputTokens', 'outputTokens'] as const
      const waits = names.map(name => ({
        exceeded: name,
        waitMs: buckets[name].waitFor(wanted[name], nowMs),
      }))
      const longest = waits.reduce((worst, each) => (each.waitMs > worst.waitMs ? each : worst))
      if (longest.waitMs > 0) return longest
      for (const name of ['requests', 'tokens', 'inputTokens'] as const)
        buckets[name].spend(wanted[name], nowMs)
      return undefined
    },
    spendOutput(outputTokens, nowMs) {
      buckets.tokens.spend(outputTokens, nowMs)
      buckets.outputTokens.spend(outputTokens, nowMs)
    },
    stateAt: nowMs => ({
      requests: buckets.requests.stateAt(nowMs),
      tokens: buckets.tokens.stateAt(nowMs),
      inputTokens: buckets.inputTokens.stateAt(nowMs),
      outputTokens: buckets.outputTokens.stateAt(nowMs),
    }),
  }
}

function createBucket(limit: number) {
  let level = limit
  let atMs = -Infinity
  const perMs = limit / MINUTE_MS
  const refill = (nowMs: number): void => {
    level = atMs === -Infinity ? level : Math.min(limit, level + (nowMs - atMs) * perMs)
    atMs = nowMs
  }
  return {
    waitFor(amount: number, nowMs: number): number {
      refill(nowMs)
      return level >= amount ? 0 : (amount - level) / perMs
    },
    spend(amount: number, nowMs: number): void {
      refill(nowMs)
      level -= amount
    },
    stateAt(nowMs: number): BucketState {
      refill(nowMs)
      return {
        limit,
        remaining: Math.max(0, Math.floor(level)),
        resetAtMs: nowMs + Math.ceil((limit - level) / perMs),
      }
    },
  }
}
