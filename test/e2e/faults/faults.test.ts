import { describe, expect, it } from 'vitest'
import type { FaultKind, FaultMoment } from '../../../src/testing/index.ts'
import { CAP, type FaultyRun, PAIRS, runWithFaults } from './fault-bench.ts'
import { faultOf, VENDORS, type Vendor } from './vendors.ts'

/** Between two rounds of votes, so that some are answered before and many are under way. */
const STORM_STARTS_MS = 300
const SECOND = 1_000

/** Every fifth call: what struck one attempt misses the next. */
const OFTEN: FaultMoment = { every: 5 }
const ONCE: FaultMoment = { call: 9 }
const FROM_THEN_ON: FaultMoment = { fromCall: 9, toCall: Number.MAX_SAFE_INTEGER }

/** Pico-dollars; each pays for the worst case of a few calls, and for many that turn out as usual. */
const CAPS: { readonly [vendor in Vendor]: number } = { anthropic: 0.3e12, openai: 0.04e12, google: 0.04e12 }

/** Milliseconds after the start. */
type When = FaultMoment | { readonly stormMs: number }

/** What no vendor bills and all of them say: our books equal theirs. */
const REJECTED: readonly (readonly [string, FaultKind, When])[] = [
  ['429 without a wait', { kind: 'rate-limit' }, OFTEN],
  ['429 that asks for no wait', { kind: 'rate-limit', retryAfter: '0' }, OFTEN],
  ['429 that asks for a second', { kind: 'rate-limit', retryAfter: '1' }, OFTEN],
  ['429 that names a date', { kind: 'rate-limit', retryAfter: { dateInMs: 5 * SECOND } }, OFTEN],
  ['429 with a wait that is none', { kind: 'rate-limit', retryAfter: 'soon' }, OFTEN],
  ['a storm of 429', { kind: 'rate-limit' }, { stormMs: 60 * SECOND }],
  ['a storm of 429 that asks for no wait', { kind: 'rate-limit', retryAfter: '0' }, { stormMs: 60 * SECOND }],
  ['a storm of 529', { kind: 'overloaded' }, { stormMs: 60 * SECOND }],
  ['a storm of 503', { kind: 'unavailable', retryAfter: '2' }, { stormMs: 20 * SECOND }],
]

/** What is billed and answered in full, usable or not: our books equal theirs. */
const ANSWERED: readonly (readonly [string, FaultKind, When])[] = [
  ['a slow body', { kind: 'slow-body', everyMs: 10 }, ONCE],
  ['a wrong content type', { kind: 'wrong-content-type' }, OFTEN],
  ['headers said twice', { kind: 'duplicate-headers' }, OFTEN],
  ['a refusal', { kind: 'refusal' }, OFTEN],
  ['an answer cut at the token limit', { kind: 'truncated-output' }, OFTEN],
  ['a blocked prompt', { kind: 'blocked-prompt' }, OFTEN],
]

/** Nobody knows whether these were billed: their money counts as spent. */
const UNCERTAIN: readonly (readonly [string, FaultKind, When])[] = [
  ['500', { kind: 'server-error' }, OFTEN],
  ['500 after the work', { kind: 'server-error-after-work' }, OFTEN],
  ['504 after the work', { kind: 'timeout-after-work' }, OFTEN],
  ['a reset before the work', { kind: 'reset-before-work' }, OFTEN],
  ['a reset before the headers', { kind: 'reset-before-headers' }, OFTEN],
  ['a reset after the headers', { kind: 'reset-after-headers' }, OFTEN],
  ['a body slower than the limit', { kind: 'slow-body', everyMs: 10 * SECOND }, OFTEN],
  ['JSON cut short', { kind: 'truncated-json' }, OFTEN],
  ['a failed reply of status 200, or what the vendor has for it', { kind: 'failed-status' }, OFTEN],
  ['an outage of a minute', { kind: 'outage' }, { stormMs: 60 * SECOND }],
]

function struck(vendor: Vendor, kind: FaultKind, when: When): Promise<FaultyRun> {
  return runWithFaults({
    vendor,
    faults: startMs => {
      const fromMs = startMs + STORM_STARTS_MS
      return [faultOf(vendor, kind, 'stormMs' in when ? { fromMs, toMs: fromMs + when.stormMs } : when)]
    },
  })
}

/** Every question answered, and rightly: nothing of a fault gets into a verdict. */
function expectAllRight({ answers, error }: FaultyRun): void {
  expect(error).toBeUndefined()
  const scores = answers.map(answer => (answer.kind === 'scored' ? answer.candidateScore : answer.kind))
  expect(scores).toEqual(Array.from({ length: PAIRS }, (_, index) => (index % 2 === 0 ? 1 : 0)))
}

function expectExactBooks({ booked, billedPicoUsd, totals }: FaultyRun): void {
  expect(booked).toEqual({ settledPicoUsd: billedPicoUsd, uncertainPicoUsd: 0 })
  expect(totals).toMatchObject({ settledPicoUsd: billedPicoUsd, uncertainCalls: 0, reservedPicoUsd: 0 })
}

function expectBoundedBooks({ booked, billedPicoUsd, totals }: FaultyRun, cap = CAP): void {
  const { settledPicoUsd, uncertainPicoUsd } = booked
  expect(totals).toMatchObject({ settledPicoUsd, uncertainPicoUsd, reservedPicoUsd: 0 })
  expect(settledPicoUsd).toBeLessThanOrEqual(billedPicoUsd)
  expect(billedPicoUsd).toBeLessThanOrEqual(settledPicoUsd + uncertainPicoUsd)
  expect(settledPicoUsd + uncertainPicoUsd).toBeLessThanOrEqual(cap)
}

/** How often the question that was asked most was sent. */
function mostSent({ requests }: FaultyRun): number {
  // In an outage nobody reads what is sent.
  const bodies = requests.flatMap(({ body }) => (body === '' ? [] : [body]))
  return Math.max(...bodies.map(body => bodies.filter(each => each === body).length))
}

describe.each(VENDORS)('a run of votes by a model of %s', vendor => {
  it.each(REJECTED)('gets every vote through %s, and books what was billed', async (_name, kind, when) => {
    const run = await struck(vendor, kind, when)
    expectAllRight(run)
    expectExactBooks(run)
    expect(run.requests.some(({ fault }) => fault === kind.kind)).toBe(true)
    // Held back together, not each on its own: a storm is met with a handful of calls.
    expect(run.requests.length).toBeLessThan(2 * run.totals.calls)
  })

  it.each(ANSWERED)('books to the pico-dollar what %s cost', async (_name, kind, when) => {
    const run = await struck(vendor, kind, when)
    expectAllRight(run)
    expectExactBooks(run)
    expect(run.requests.some(({ fault }) => fault === kind.kind)).toBe(true)
  })

  it.each(UNCERTAIN)(
    'counts the money of %s as spent, and sends a call at most twice',
    async (_name, kind, when) => {
      const run = await struck(vendor, kind, when)
      expectAllRight(run)
      expectBoundedBooks(run)
      const strikes = run.requests.filter(({ fault }) => fault === kind.kind).length
      expect(run.totals.uncertainCalls).toBe(strikes)
      expect(strikes).toBeGreaterThan(0)
      expect(mostSent(run)).toBeLessThanOrEqual(2)
    },
  )

  it.each([
    ['429 that asks for an hour', { kind: 'rate-limit', retryAfter: '3600' }, 'rate-limit', /wait 3600 s/],
    [
      '429 until a date an hour away',
      { kind: 'rate-limit', retryAfter: { dateInMs: 3_600_000 } },
      'rate-limit',
      /wait 3600 s/,
    ],
    ['a used-up quota', { kind: 'quota-exhausted' }, 'rate-limit', /quota or credit of this key is used up/],
  ] as const)('stops at %s and says why', async (_name, kind, reason, hint) => {
    const run = await struck(vendor, kind, FROM_THEN_ON)
    if (vendor === 'google' && kind.kind === 'rate-limit' && typeof kind.retryAfter === 'object') {
      // Gemini names its waits in the body, as durations: a date is none.
      expect(run.error).toMatchObject({ code: 'provider', endsRun: true, reason: 'unavailable' })
    } else {
      expect(run.error).toMatchObject({ code: 'provider', endsRun: true, reason })
      expect(run.error).toHaveProperty('hint', expect.stringMatching(hint))
      expect(run.tookMs).toBeLessThan(10 * SECOND)
    }
    expectExactBooks(run)
  })

  it('stops when an outage lasts longer than two minutes, and says that nothing is paid twice', async () => {
    const run = await struck(vendor, { kind: 'outage' }, { stormMs: 600 * SECOND })
    expect(run.error).toMatchObject({
      code: 'provider',
      reason: 'unavailable',
      hint: expect.stringContaining('nothing that was answered is paid twice'),
    })
    expect(run.tookMs).toBeLessThan(240 * SECOND)
    expectBoundedBooks(run)
  })

  it('stops at a wrong key at once', async () => {
    const run = await runWithFaults({ vendor, faults: () => [], apiKey: 'sk-wrong' })
    expect(run.error).toMatchObject({ reason: 'auth', hint: expect.stringContaining('check the key') })
    expect(run.tookMs).toBeLessThan(SECOND)
    expect(run.requests).toHaveLength(2)
    expectExactBooks(run)
  })

  it('waits for the end of a storm that meets its last question, too', async () => {
    const run = await runWithFaults({
      vendor,
      pairs: 1,
      faults: startMs => [
        faultOf(vendor, { kind: 'overloaded' }, { fromMs: startMs, toMs: startMs + 60 * SECOND }),
      ],
    })
    const votes = run.answers.flatMap(answer => answer.votes ?? [])
    expect(votes.map(({ result }) => result.kind)).toEqual(['chosen', 'chosen'])
    expect(run.requests.length).toBeGreaterThan(8)
    expectExactBooks(run)
  })

  it('sends a call twice and not a third time when both may have been billed', async () => {
    const run = await runWithFaults({
      vendor,
      faults: () => [faultOf(vendor, { kind: 'server-error-after-work' }, { fromCall: 9, toCall: 24 })],
    })
    expect(run.error).toBeUndefined()
    expectBoundedBooks(run)
    expect(mostSent(run)).toBe(2)
    const votes = run.answers.flatMap(answer => answer.votes ?? [])
    expect(votes.filter(({ costPicoUsd }) => costPicoUsd === undefined).length).toBeGreaterThan(0)
  })

  it('asks no further when calls without an answer have used up the cap, and never passes it', async () => {
    const capPicoUsd = CAPS[vendor]
    const run = await runWithFaults({
      vendor,
      capPicoUsd,
      faults: () => [faultOf(vendor, { kind: 'server-error-after-work' }, { every: 2 })],
    })
    expect(run.error).toBeUndefined()
    expectBoundedBooks(run, capPicoUsd)
    const votes = run.answers.flatMap(answer => answer.votes ?? [])
    const reasons = votes.flatMap(({ result }) => (result.kind === 'unusable' ? [result.why] : []))
    expect(reasons).toContain('budget')
    expect(run.totals.calls).toBe(run.requests.length)
  })
})
