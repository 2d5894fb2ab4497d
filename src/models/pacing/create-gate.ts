import { ProviderError } from '../../errors/provider-error.ts'
import type { Sleep } from '../retrying.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { type CallOutcome, createConcurrencyLimit } from './concurrency-limit.ts'

export type GateOptions = {
  /** Calls under way at most. */
  readonly most: number
  readonly nowMs: () => number
  readonly sleep: Sleep
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** How long an outage or a storm of rejections is waited for, milliseconds; default two minutes. */
  readonly patienceMs?: number
}

/** How a call ended. `refused`: with the key; `nothing`: the call was taken back or never made. */
export type Ending = {
  readonly outcome: CallOutcome | 'refused' | 'nothing'
  /** Absent: it was answered. */
  readonly error?: ProviderError | undefined
}

/** Tells the gate how the call ended; to be called once. */
export type EndCall = (ending: Ending) => void

/** Lets calls through, one after another in the order they came. */
export interface Gate {
  /**
   * @param isReturning - was rejected and goes before those that were never tried.
   * @throws {ProviderError} for a call that waited in vain; the signal's reason.
   */
  enter(signal: AbortSignal | undefined, isReturning: boolean): Promise<EndCall>
  /** Calls that may be under way at this moment. */
  readonly limit: () => number
  /** Answers so far. */
  readonly answers: () => number
}

const TWO_MINUTES = 120_000
/** Of a provider that never answered at all: more likely a wrong address than an outage. */
const PATIENCE_WITH_STRANGERS_MS = 10_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 32_000

type Waiting = { readonly start: () => void; readonly fail: (error: unknown) => void }

/** A gate behind a concurrency limit, a circuit breaker and the waits a provider asks for. */
export function createGate(provider: string, options: GateOptions): Gate {
  const { most, sleep } = options
  const limit = createConcurrencyLimit(most)
  const breaker = createCircuitBreaker(options)
  const pause = createPause(options)
  const trouble = createTrouble(options)
  const queues = { returning: new Set<Waiting>(), fresh: new Set<Waiting>() }
  let underWay = 0
  let answers = 0
  let closedBy: ProviderError | undefined
  let alarm: AbortController | undefined

  const wakeAfter = (ms: number): void => {
    if (alarm !== undefined) return
    const mine = new AbortController()
    alarm = mine
    sleep(ms, mine.signal).then(
      () => {
        alarm = undefined
        pump()
      },
      () => {},
    )
  }
  const startNext = (): void => {
    const queue = queues.returning.size > 0 ? queues.returning : queues.fresh
    const [next] = queue
    if (next === undefined) return
    queue.delete(next)
    next.start()
  }
  const failAll = (error: ProviderError): void => {
    for (const queue of [queues.returning, queues.fresh]) {
      const failed = [...queue]
      queue.clear()
      for (const each of failed) each.fail(error)
    }
  }
  const pump = (): void => {
    while (queues.returning.size + queues.fresh.size > 0) {
      if (closedBy !== undefined) {
        failAll(closedBy)
        break
      }
      const state = breaker.state()
      if (state === 'probing') return
      const waitMs = state === 'open' ? breaker.waitMs() : pause.waitMs()
      if (waitMs > 0) {
        const last = trouble.outlasted()
        if (last === undefined) {
          wakeAfter(waitMs)
          return
        }
        failAll(outage(provider, last))
        break
      }
      if (state === 'open') breaker.startProbe()
      else if (underWay >= limit.current()) return
      startNext()
    }
    // Nobody waits: no timer may keep the process alive.
    alarm?.abort()
    alarm = undefined
  }
  const enter = (signal: AbortSignal | undefined, isReturning: boolean): Promise<EndCall> => {
    const queue = isReturning ? queues.returning : queues.fresh
    const { promise, resolve, reject } = Promise.withResolvers<EndCall>()
    const entry: Waiting = {
      start() {
        signal?.removeEventListener('abort', onAbort)
        underWay += 1
        const startedAt = limit.marker()
        resolve(ending => end(ending, startedAt))
      },
      fail(error) {
        signal?.removeEventListener('abort', onAbort)
        reject(error)
      },
    }
    const onAbort = (): void => {
      queue.delete(entry)
      reject(signal?.reason)
      pump()
    }
    if (signal?.aborted === true) onAbort()
    else {
      signal?.addEventListener('abort', onAbort, { once: true })
      queue.add(entry)
      pump()
    }
    return promise
  }
  const end = ({ outcome, error }: Ending, startedAt: number): void => {
    underWay -= 1
    if (error?.endsRun === true) closedBy ??= error
    if (outcome === 'succeeded') {
      answers += 1
      pause.answered()
    } else if (outcome === 'overloaded') pause.rejected(error?.retryAfterMs, startedAt === limit.marker())
    else if (error?.retryAfterMs !== undefined) pause.asked(error.retryAfterMs)
    trouble.ended(outcome, error)
    // A probe that was taken back has shown nothing: the next one may go.
    if (outcome === 'nothing') {
      if (breaker.state() === 'probing') breaker.ended('failed')
    } else {
      if (outcome !== 'refused') limit.ended(outcome, startedAt)
      breaker.ended(outcome === 'overloaded' ? 'succeeded' : outcome)
    }
    pump()
  }
  return { enter, limit: limit.current, answers: () => answers }
}

/**
 * How long all calls are held back: as long as the provider asks, and where it does not ask, or rejects again what
 * waited that long, twice as long with every round of rejections without an answer between.
 */
function createPause({ nowMs, random }: Pick<GateOptions, 'nowMs' | 'random'>) {
  let untilMs = 0
  let rounds = 0
  const asked = (ms: number): void => {
    untilMs = Math.max(untilMs, nowMs() + ms)
  }
  return {
    waitMs: () => untilMs - nowMs(),
    asked,
    answered() {
      rounds = 0
    },
    rejected(retryAfterMs: number | undefined, isNewRound: boolean) {
      if (retryAfterMs !== undefined) asked(retryAfterMs)
      if (!isNewRound) return
      rounds += 1
      if (rounds === 1 && retryAfterMs !== undefined) return
      const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (rounds - 1))
      asked(ms * (0.5 + random() / 2))
    },
  }
}

/** Since when nothing was answered, and whether that is longer than anybody waits. */
function createTrouble({ nowMs, patienceMs = TWO_MINUTES }: Pick<GateOptions, 'nowMs' | 'patienceMs'>) {
  let hasResponded = false
  let sinceMs: number | undefined
  let latestMs = 0
  let last: ProviderError | undefined
  return {
    ended(outcome: Ending['outcome'], error: ProviderError | undefined) {
      if (outcome === 'nothing') return
      if (error?.reason !== 'unavailable') hasResponded = true
      if (outcome === 'succeeded') sinceMs = undefined
      else {
        // Trouble of long ago, with no call since, says nothing about now.
        if (sinceMs === undefined || nowMs() - latestMs > patienceMs) sinceMs = nowMs()
        latestMs = nowMs()
        last = error
      }
    },
    outlasted(): ProviderError | undefined {
      const patience = hasResponded ? patienceMs : Math.min(patienceMs, PATIENCE_WITH_STRANGERS_MS)
      return sinceMs !== undefined && nowMs() - sinceMs > patience ? last : undefined
    },
  }
}

function outage(provider: string, last: ProviderError): ProviderError {
  return new ProviderError(`Expected ${provider} to answer again, waited in vain: ${last.message}`, {
    provider,
    reason: 'unavailable',
    isRetryable: false,
    endsRun: true,
    hint: 'run the same command again when the provider is back: nothing that was answered is paid twice',
  })
}
