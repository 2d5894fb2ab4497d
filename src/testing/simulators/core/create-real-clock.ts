import { setTimeout as timer } from 'node:timers/promises'
import type { SimulatorClock } from './clock.ts'

/**
 * A clock that waits in real time, for latency benchmarks.
 *
 * @param nowMs - the time of the machine, handed in: `Date.now`.
 */
export function createRealClock(nowMs: () => number): SimulatorClock {
  const wait = async (ms: number, signal: AbortSignal | undefined, isKept: boolean): Promise<void> => {
    try {
      await timer(ms, undefined, { ref: isKept, ...(signal && { signal }) })
    } catch (error) {
      throw signal?.aborted ? signal.reason : error
    }
  }
  return {
    nowMs,
    sleep: (ms, signal) => wait(ms, signal, true),
    // A job nobody waits for does not keep the process alive.
    later: (ms, signal) => wait(ms, signal, false),
    hold: () => () => {},
  }
}
