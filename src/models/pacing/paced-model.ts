import { ProviderError } from '../../errors/provider-error.ts'
import type { LanguageModel } from '../language-model.ts'
import type { Sleep } from '../retrying.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { type CallOutcome, createConcurrencyLimit } from './concurrency-limit.ts'

export type PaceOptions = {
  /** Calls under way at most. */
  readonly most: number
  readonly nowMs: () => number
  readonly sleep: Sleep
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** How long an outage is waited for, milliseconds; default two minutes. */
  readonly patienceMs?: number
}

const TWO_MINUTES = 120_000

/** The model with as many calls under way as its provider takes; the others wait their turn. */
export interface PacedModel extends LanguageModel {
  /** Calls that may be under way at this moment. */
  readonly limit: () => number
}

/**
 * The model behind a concurrency limit and a circuit breaker. Waits that the provider asks for hold every call back, not
 * only the one that was told. An outage is waited for with single probes; after `patienceMs` without an answer
 * waiting calls fail, and so do new ones until a probe gets through.
 *
 * @throws {ProviderError} `unavailable`, not billed, for a call that waited for nothing.
 */
export function pacedModel(model: LanguageModel, options: PaceOptions): PacedModel {
  const gate = createGate(model.provider, options)
  return {
    provider: model.provider,
    model: model.model,
    limit: gate.limit,
    settingsOf: request => model.settingsOf(request),
    async generate(request, call = {}) {
      const ended = await gate.enter(call.signal)
      try {
        const reply = await model.generate(request, call)
        ended('succeeded')
        return reply
      } catch (error) {
        ended(outcomeOf(error, call.signal), error instanceof ProviderError ? error.retryAfterMs : undefined)
        throw error
      }
    },
  }
}

type Ended = (outcome: CallOutcome | 'refused' | 'nothing', retryAfterMs?: number) => void

function outcomeOf(error: unknown, signal: AbortSignal | undefined): Parameters<Ended>[0] {
  // A call that was taken back, or never made, says nothing about the provider.
  if (signal?.aborted === true || !(error instanceof ProviderError)) return 'nothing'
  if (error.reason === 'auth') return 'refused'
  if (error.reason === 'rate-limit' || (error.reason === 'overloaded' && !error.mayBeBilled))
    return 'overloaded'
  return error.reason === 'bad-request' ? 'succeeded' : 'failed'
}

type Waiting = { readonly start: () => void; readonly fail: (error: unknown) => void }

function createGate(provider: string, options: PaceOptions) {
  const { most, nowMs, sleep, patienceMs = TWO_MINUTES } = options
  const limit = createConcurrencyLimit(most)
  const breaker = createCircuitBreaker(options)
  const waiting = new Set<Waiting>()
  let underWay = 0
  let pausedUntilMs = 0
  let downSinceMs: number | undefined
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
    const [next] = waiting
    if (next === undefined) return
    waiting.delete(next)
    next.start()
  }
  const pump = (): void => {
    while (waiting.size > 0) {
      if (breaker.state() === 'probing') return
      const isOpen = breaker.state() === 'open'
      if (isOpen && nowMs() - (downSinceMs ?? nowMs()) > patienceMs && breaker.waitMs() > 0) {
        for (const each of waiting) each.fail(outage(provider))
        waiting.clear()
        break
      }
      const waitMs = Math.max(breaker.waitMs(), isOpen ? 0 : pausedUntilMs - nowMs())
      if (waitMs > 0) {
        wakeAfter(waitMs)
        return
      }
      if (isOpen) breaker.startProbe()
      else if (underWay >= limit.current()) return
      startNext()
    }
    // Nobody waits: no timer may keep the process alive.
    alarm?.abort()
    alarm = undefined
  }
  const enter = (signal: AbortSignal | undefined): Promise<Ended> => {
    const { promise, resolve, reject } = Promise.withResolvers<Ended>()
    const entry: Waiting = {
      start() {
        signal?.removeEventListener('abort', onAbort)
        underWay += 1
        const startedAt = limit.marker()
        resolve((outcome, retryAfterMs) => end(outcome, startedAt, retryAfterMs))
      },
      fail(error) {
        signal?.removeEventListener('abort', onAbort)
        reject(error)
      },
    }
    const onAbort = (): void => {
      waiting.delete(entry)
      reject(signal?.reason)
      pump()
    }
    if (signal?.aborted === true) onAbort()
    else {
      signal?.addEventListener('abort', onAbort, { once: true })
      waiting.add(entry)
      pump()
    }
    return promise
  }
  const end = (outcome: Parameters<Ended>[0], startedAt: number, retryAfterMs: number | undefined): void => {
    underWay -= 1
    if (retryAfterMs !== undefined) pausedUntilMs = Math.max(pausedUntilMs, nowMs() + retryAfterMs)
    // A probe that was taken back has shown nothing: the next one may go.
    if (outcome === 'nothing') {
      if (breaker.state() === 'probing') breaker.ended('failed')
    } else {
      if (outcome !== 'refused') limit.ended(outcome, startedAt)
      breaker.ended(outcome === 'overloaded' ? 'succeeded' : outcome)
    }
    if (breaker.state() === 'closed') downSinceMs = undefined
    else downSinceMs ??= nowMs()
    pump()
  }
  return { enter, limit: limit.current }
}

function outage(provider: string): ProviderError {
  return new ProviderError(`Expected ${provider} to answer again, waited in vain`, {
    provider,
    reason: 'unavailable',
    isRetryable: false,
    hint: 'run the same command again when the provider is back: nothing that was answered is paid twice',
  })
}
