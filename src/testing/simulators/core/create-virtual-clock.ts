import type { VirtualClock } from './clock.ts'

/** Turns of the event loop without anything new after which all is taken to be at rest: a loopback round trip has 4. */
const QUIET_TURNS = 16

type Sleeper = {
  readonly dueMs: number
  readonly isDriving: boolean
  readonly wake: () => void
}

/**
 * A virtual clock. With `autoAdvance`, time jumps to the next sleeper as soon as nobody holds the clock and nothing
 * has happened for a few turns of the event loop: hours of batches and back-off take milliseconds. Work the clock
 * cannot see (another process, a worker thread) has to `hold` it.
 *
 * @param options.startMs - default Monday 2026-11-23, 00:00 UTC.
 */
export function createVirtualClock(
  options: { readonly startMs?: number; readonly autoAdvance?: boolean } = {},
): VirtualClock {
  const { startMs = Date.UTC(2026, 10, 23), autoAdvance = false } = options
  let nowMs = startMs
  let sleepers: readonly Sleeper[] = []
  let holds = 0
  let changes = 0
  let isWatching = false

  const changed = (): void => {
    changes += 1
    if (autoAdvance) void watch()
  }
  const mayJump = (): boolean => holds === 0 && sleepers.some(sleeper => sleeper.isDriving)
  const wakeFirst = (): void => {
    const [first, ...rest] = sleepers
    if (first === undefined) return
    sleepers = rest
    nowMs = Math.max(nowMs, first.dueMs)
    changes += 1
    first.wake()
  }
  const atRest = async (isWanted: () => boolean): Promise<void> => {
    let seen = changes
    for (let quiet = 0; quiet < QUIET_TURNS && isWanted(); ) {
      await new Promise(resolve => setImmediate(resolve))
      quiet = holds === 0 && seen === changes ? quiet + 1 : 0
      seen = changes
    }
  }
  const watch = async (): Promise<void> => {
    if (isWatching) return
    isWatching = true
    while (mayJump()) {
      await atRest(mayJump)
      if (mayJump()) wakeFirst()
    }
    isWatching = false
  }
  const wait = (ms: number, signal: AbortSignal | undefined, isDriving: boolean): Promise<void> => {
    if (signal?.aborted) return Promise.reject(signal.reason)
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        sleepers = sleepers.filter(each => each !== sleeper)
        changed()
        reject(signal?.reason)
      }
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      const sleeper = { dueMs: nowMs + ms, isDriving, wake }
      signal?.addEventListener('abort', onAbort, { once: true })
      const later = sleepers.findIndex(each => each.dueMs > sleeper.dueMs)
      sleepers = sleepers.toSpliced(later === -1 ? sleepers.length : later, 0, sleeper)
      changed()
    })
  }
  return {
    nowMs: () => nowMs,
    sleep: (ms, signal) => wait(ms, signal, true),
    later: (ms, signal) => wait(ms, signal, false),
    hold() {
      let isHeld = true
      holds += 1
      return () => {
        if (!isHeld) return
        isHeld = false
        holds -= 1
        changed()
      }
    },
    async advance(ms) {
      const targetMs = nowMs + ms
      const always = (): boolean => true
      await atRest(always)
      while ((sleepers[0]?.dueMs ?? Infinity) <= targetMs) {
        wakeFirst()
        await atRest(always)
      }
      nowMs = Math.max(nowMs, targetMs)
    },
    sleeperCount: () => sleepers.length,
  }
}
