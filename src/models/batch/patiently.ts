import { ProviderError } from '../../errors/provider-error.ts'
import type { Sleep } from '../retrying.ts'

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60_000

/** The waits between looks at a batch, milliseconds: 5 s, doubling up to a minute. */
export function* pollWaits(): Generator<number, never> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) yield waitMs
}

export type Patience = {
  readonly sleep: Sleep
  readonly nowMs: () => number
  /** Ends all waiting with its reason. */
  readonly signal: AbortSignal
  /** After this instant a failure is final, Unix epoch milliseconds. */
  readonly untilMs: number
}

/**
 * What `work` gives, tried again for as long as its failures may pass: work that changes nothing, such as a look at
 * a batch, over hours in which a provider can be away for a while.
 *
 * @throws {ProviderError} one that does not pass, or the last one.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { sleep, nowMs, signal, untilMs }: Patience,
): Promise<T> {
  for (const waitMs of pollWaits()) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const mayPass = error instanceof ProviderError && error.isRetryable && nowMs() < untilMs
      if (!mayPass) throw error
      await sleep(Math.max(waitMs, error.retryAfterMs ?? 0), signal)
    }
  }
  throw new Error('unreachable')
}
