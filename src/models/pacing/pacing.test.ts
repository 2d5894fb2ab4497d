import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import type { LanguageModel, ModelReply } from '../language-model.ts'
import { withRetries } from '../retrying.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { pacedModel } from './paced-model.ts'
import { createRetryBudget } from './retry-budget.ts'

describe('the concurrency limit', () => {
  function succeed(limit: ReturnType<typeof createConcurrencyLimit>, times: number): number {
    for (let index = 0; index < times; index++) limit.ended('succeeded', limit.marker())
    return limit.current()
  }

  it('doubles per window up to the configured limit', () => {
    const limit = createConcurrencyLimit(20)
    expect([
      succeed(limit, 0),
      succeed(limit, 2),
      succeed(limit, 4),
      succeed(limit, 8),
      succeed(limit, 16),
    ]).toEqual([2, 4, 8, 16, 20])
  })

  it('is halved once per round of calls, then grows by one per window', () => {
    const limit = createConcurrencyLimit(64)
    succeed(limit, 14)
    expect(limit.current()).toBe(16)
    const started = limit.marker()
    for (let index = 0; index < 5; index++) limit.ended('overloaded', started)
    expect(limit.current()).toBe(8)
    expect(succeed(limit, 8)).toBe(9)
    limit.ended('overloaded', limit.marker())
    expect(limit.current()).toBe(4)
  })

  it('never falls below one', () => {
    const limit = createConcurrencyLimit(8)
    for (let index = 0; index < 5; index++) limit.ended('overloaded', limit.marker())
    expect(limit.current()).toBe(1)
  })
})

describe('the circuit breaker', () => {
  function breakerAt(clock: { now: number }) {
    return createCircuitBreaker({ nowMs: () => clock.now, random: () => 0 })
  }

  it('opens at five failures in a row, and not at four with a success between', () => {
    const breaker = breakerAt({ now: 0 })
    for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'failed', 'failed', 'failed'] as const)
      breaker.ended(outcome)
    expect(breaker.state()).toBe('closed')
    breaker.ended('failed')
    expect(breaker.state()).toBe('open')
  })

  it('opens when half of twenty calls of the last 30 s failed, older ones forgotten', () => {
    const clock = { now: 0 }
    const breaker = breakerAt(clock)
    for (let index = 0; index < 8; index++) breaker.ended(index % 2 === 0 ? 'failed' : 'succeeded')
    clock.now = 30_000
    for (let index = 0; index < 19; index++) breaker.ended(index % 2 === 0 ? 'failed' : 'succeeded')
    expect(breaker.state()).toBe('closed')
    breaker.ended('failed')
    expect(breaker.state()).toBe('open')
  })

  it('opens at once when the key is refused', () => {
    const breaker = breakerAt({ now: 0 })
    breaker.ended('refused')
    expect(breaker.state()).toBe('open')
  })

  it('waits twice as long after every probe that fails, and closes at one that succeeds', () => {
    const clock = { now: 0 }
    const breaker = breakerAt(clock)
    breaker.ended('refused')
    const waits = [breaker.waitMs()]
    for (let probe = 0; probe < 2; probe++) {
      clock.now += breaker.waitMs()
      breaker.startProbe()
      breaker.ended('failed')
      waits.push(breaker.waitMs())
    }
    expect(waits).toEqual([2500, 5000, 10_000])
    clock.now += 10_000
    breaker.startProbe()
    breaker.ended('succeeded')
    expect(breaker.state()).toBe('closed')
  })
})

it('the retry budget gives one retry for ten calls, and twenty beyond that', () => {
  const budget = createRetryBudget()
  for (let call = 0; call < 100; call++) budget.started()
  const taken = Array.from({ length: 40 }, () => budget.take()).filter(Boolean).length
  expect(taken).toBe(30)
})

it('a call without budget left fails with its own error', async () => {
  const budget = { started: () => {}, take: () => false }
  const error = new ProviderError('busy', { provider: 'p', reason: 'rate-limit', isRetryable: true })
  const call = withRetries(() => Promise.reject(error), { sleep: async () => {}, budget })
  await expect(call).rejects.toBe(error)
})

const REPLY: ModelReply = {
  text: 'ok',
  calls: [],
  answer: undefined,
  finish: 'stop',
  finishWord: undefined,
  usage: undefined,
  resolvedModel: undefined,
  costPicoUsd: 0,
  isCostEstimated: false,
  latencyMs: 0,
}
const REQUEST = { purpose: 'judge', system: undefined, messages: [], maxOutputTokens: 1 } as const

/** A model whose calls end when the test says so, and a clock whose sleepers wake when it is advanced. */
function workbench(most: number, patienceMs?: number) {
  const clock = { now: 0 }
  const sleepers: { atMs: number; wake: () => void }[] = []
  const calls: { answer: () => void; fail: (error: Error) => void }[] = []
  const model: LanguageModel = {
    provider: 'p',
    model: 'm',
    settingsOf: () => ({ apiVersion: undefined, temperature: undefined, dropped: [] }),
    generate: () =>
      new Promise((resolve, reject) => calls.push({ answer: () => resolve(REPLY), fail: reject })),
  }
  const paced = pacedModel(model, {
    most,
    nowMs: () => clock.now,
    random: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: clock.now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(signal.reason)
        })
      }),
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  const advance = async (ms: number): Promise<void> => {
    clock.now += ms
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.atMs <= clock.now) sleeper.wake()
      else sleepers.push(sleeper)
    }
    await settle()
  }
  return { paced, calls, sleepers, settle, advance }
}

function error(reason: 'rate-limit' | 'overloaded' | 'unavailable', retryAfterMs?: number): ProviderError {
  return new ProviderError('no', { provider: 'p', reason, isRetryable: true, retryAfterMs })
}

describe('a paced model', () => {
  it('has no more calls under way than its limit, and starts the next when one ends', async () => {
    const { paced, calls, settle } = workbench(8)
    const done = Array.from({ length: 5 }, () => paced.generate(REQUEST))
    await settle()
    expect(calls).toHaveLength(2)
    calls[0]?.answer()
    calls[1]?.answer()
    await settle()
    // Two successes double the limit of two: four are under way, no more than were asked for.
    expect(calls).toHaveLength(5)
    for (const call of calls) call.answer()
    await Promise.all(done)
  })

  it('holds every call back for as long as the provider asks one of them to wait', async () => {
    const { paced, calls, sleepers, settle, advance } = workbench(8)
    const first = paced.generate(REQUEST)
    await settle()
    calls[0]?.fail(error('rate-limit', 3000))
    await expect(first).rejects.toThrow('no')
    const second = paced.generate(REQUEST)
    await settle()
    expect(calls).toHaveLength(1)
    await advance(2999)
    expect(calls).toHaveLength(1)
    await advance(1)
    expect(calls).toHaveLength(2)
    calls[1]?.answer()
    await second
    expect(sleepers).toEqual([])
  })

  it('waits for an outage with one probe at a time and goes on when it is over', async () => {
    const { paced, calls, settle, advance } = workbench(8)
    for (let index = 0; index < 5; index++) {
      const call = paced.generate(REQUEST)
      await settle()
      calls[index]?.fail(error('unavailable'))
      await expect(call).rejects.toThrow('no')
    }
    const waiting = Array.from({ length: 3 }, () => paced.generate(REQUEST))
    await settle()
    expect(calls).toHaveLength(5)
    await advance(2500)
    expect(calls).toHaveLength(6)
    calls[5]?.answer()
    await settle()
    expect(calls).toHaveLength(8)
    for (const call of calls) call.answer()
    await Promise.all(waiting)
  })

  it('gives up on an outage after its patience, and leaves no timer behind', async () => {
    const { paced, calls, sleepers, settle, advance } = workbench(8, 10_000)
    for (let index = 0; index < 5; index++) {
      const call = paced.generate(REQUEST)
      await settle()
      calls[index]?.fail(error('unavailable'))
      await expect(call).rejects.toThrow('no')
    }
    const waiting = [paced.generate(REQUEST), paced.generate(REQUEST)]
    const ends = Promise.allSettled(waiting)
    for (let probe = 5; probe < 9; probe++) {
      await advance(20_000)
      calls[probe]?.fail(error('unavailable'))
      await settle()
    }
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sleepers).toEqual([])
  })

  it('lets go of a call that is taken back while it waits', async () => {
    const { paced, calls, sleepers, settle } = workbench(1)
    const first = paced.generate(REQUEST)
    const stop = new AbortController()
    const second = paced.generate(REQUEST, { signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    await settle()
    calls[0]?.answer()
    await first
    await settle()
    expect(calls).toHaveLength(1)
    expect(sleepers).toEqual([])
  })
})
