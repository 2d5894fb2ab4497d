/** Retries of a whole run, so that an outage is not multiplied by three. */
export interface RetryBudget {
  /** A first attempt was made. */
  started(): void
  /** Whether another attempt may be made; takes it when it may. */
  take(): boolean
}

const SHARE = 0.1
/** So that a short run can retry at all. */
const ALWAYS = 20

/** A budget of one retry for every ten first attempts, and 20 beyond that. */
export function createRetryBudget(): RetryBudget {
  let calls = 0
  let retries = 0
  return {
    started() {
      calls += 1
    },
    take() {
      if (retries >= ALWAYS + SHARE * calls) return false
      retries += 1
      return true
    },
  }
}
