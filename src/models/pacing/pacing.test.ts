import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import type { LanguageModel, ModelReply } from '../language-model.ts'
import { withRetries } from '../retrying.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { createGate } from './create-gate.ts'
import { createGates } from './create-gates.ts'
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
  const gate = createGate('p', {
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
  const paced = pacedModel(model, gate)
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

type ErrorParts = ConstructorParameters<typeof ProviderError>[1]

/** Rejected before any work, unless said otherwise. */
function error(reason: ErrorParts['reason'], parts: Partial<ErrorParts> = {}): ProviderError {
  return new ProviderError('no', { provider: 'p', reason, isRetryable: true, ...parts })
}

const BROKEN = error('unavailable', { mayBeBilled: true })

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

  it('holds every call back for as long as the provider asks one of them to wait, and makes that one again', async () => {
    const { paced, calls, sleepers, settle, advance } = workbench(8)
    const first = paced.generate(REQUEST)
    await settle()
    calls[0]?.fail(error('rate-limit', { retryAfterMs: 3000 }))
    await settle()
    const second = paced.generate(REQUEST)
    await advance(2999)
    expect(calls).toHaveLength(1)
    await advance(1)
    calls[1]?.answer()
    await first
    await settle()
    calls[2]?.answer()
    await second
    expect(calls).toHaveLength(3)
    expect(sleepers).toEqual([])
  })

  it('waits twice as long with every round of rejections, whatever the provider asks for', async () => {
    const { paced, calls, settle, advance } = workbench(8)
    const call = paced.generate(REQUEST)
    await settle()
    calls[0]?.fail(error('rate-limit', { retryAfterMs: 0 }))
    await settle()
    // With a spread of zero half of each pause is waited.
    for (const [round, pauseMs] of [0, 1000, 2000, 4000].entries()) {
      await advance(Math.max(0, pauseMs - 1))
      expect(calls).toHaveLength(pauseMs === 0 ? 2 : round + 1)
      await advance(1)
      expect(calls).toHaveLength(round + 2)
      calls[round + 1]?.fail(error('rate-limit', { retryAfterMs: 0 }))
      await settle()
    }
    await advance(8000)
    calls[5]?.answer()
    await expect(call).resolves.toBe(REPLY)
  })

  it('a call that is rejected while others are answered fails with its own error', async () => {
    const { paced, calls, settle, advance } = workbench(1)
    const poor = error('rate-limit', { retryAfterMs: 100 })
    const rejected = paced.generate(REQUEST)
    await settle()
    calls[0]?.fail(poor)
    await settle()
    await advance(100)
    const other = paced.generate(REQUEST)
    calls[1]?.answer()
    await rejected
    await settle()
    calls[2]?.fail(poor)
    await settle()
    await advance(2000)
    const third = paced.generate(REQUEST)
    calls[3]?.answer()
    await other
    await settle()
    calls[4]?.answer()
    await third
  })

  it.each([
    ['of broken connections', BROKEN],
    ['of rejections', error('overloaded')],
  ])(
    'gives up on a storm %s after its patience, ends the run and leaves no timer behind',
    async (_what, no) => {
      const { paced, calls, sleepers, settle, advance } = workbench(8, 10_000)
      const ends = Promise.allSettled(Array.from({ length: 20 }, () => paced.generate(REQUEST)))
      await settle()
      for (let failed = 0, second = 0; second < 60; second++) {
        for (; failed < calls.length; failed++) calls[failed]?.fail(no)
        await settle()
        await advance(1000)
      }
      const reasons = (await ends).map(each => each.status === 'rejected' && each.reason.endsRun)
      expect(reasons.at(-1)).toBe(true)
      expect(sleepers).toEqual([])
    },
  )

  it('waits for an outage with one probe at a time and goes on when it is over', async () => {
    const { paced, calls, settle, advance } = workbench(8)
    for (let index = 0; index < 5; index++) {
      const call = paced.generate(REQUEST)
      await settle()
      calls[index]?.fail(BROKEN)
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

  it('an address at which nobody ever answered is given up within twenty seconds', async () => {
    const { paced, calls, settle, advance } = workbench(8)
    const call = paced.generate(REQUEST)
    const end = call.catch((thrown: unknown) => thrown)
    for (let failed = 0, second = 0; second < 20; second++) {
      await settle()
      for (; failed < calls.length; failed++) {
        calls[failed]?.fail(error('unavailable'))
        await settle()
      }
      await advance(1000)
    }
    expect(await Promise.race([end, settle()])).toMatchObject({ reason: 'unavailable', endsRun: true })
  })

  it('what concerns every call fails those that wait at once, and those that come later', async () => {
    const { paced, calls, settle } = workbench(8)
    const refused = error('auth', { isRetryable: false })
    const ends = Promise.allSettled(Array.from({ length: 9 }, () => paced.generate(REQUEST)))
    await settle()
    for (const call of calls) call.fail(refused)
    const reasons = (await ends).map(each => each.status === 'rejected' && each.reason)
    expect(reasons).toEqual(Array(9).fill(refused))
    await expect(paced.generate(REQUEST)).rejects.toBe(refused)
    expect(calls).toHaveLength(2)
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

it('models at one address with one key share a gate, other keys and addresses have their own', () => {
  const gateOf = createGates({ most: 8, nowMs: () => 0, random: () => 0, sleep: async () => {} })
  const place = { provider: 'p', baseUrl: 'https://api.example.com/v1', apiKeyVariable: 'A_API_KEY' }
  expect(gateOf(place)).toBe(gateOf({ ...place, baseUrl: 'https://api.example.com/v2' }))
  expect(gateOf(place)).not.toBe(gateOf({ ...place, apiKeyVariable: 'B_API_KEY' }))
  expect(gateOf(place)).not.toBe(gateOf({ ...place, baseUrl: 'https://other.example.com/v1' }))
})
