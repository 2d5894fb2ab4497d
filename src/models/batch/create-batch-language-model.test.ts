import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import {
  createAnthropicSimulator,
  createGeminiSimulator,
  createOpenAiSimulator,
  createVirtualClock,
  jsonAnswer,
} from '../../testing/index.ts'
import type { ModelReply } from '../language-model.ts'
import {
  askAll,
  aVote,
  batchBench,
  type MemoryRows,
  memoryRows,
  PLACES,
  votes,
} from './__fixtures__/batch-bench.ts'
import type { BatchProvider } from './create-batch-language-model.ts'

const HOUR_MS = 3_600_000
const PROVIDERS = ['anthropic', 'openai', 'google'] as const
const SIMULATORS = {
  anthropic: createAnthropicSimulator,
  openai: createOpenAiSimulator,
  google: createGeminiSimulator,
}
/** What each simulator calls a look at one batch. */
const LOOK = { anthropic: 'batches.retrieve', openai: 'batches.retrieve', google: 'batches.get' }

type SimulatorOptions = Partial<Parameters<typeof createAnthropicSimulator>[0]>

/** A simulator that answers with the number of the item, on a clock that jumps from wait to wait. */
async function start(provider: BatchProvider, options: SimulatorOptions = {}) {
  const clock = createVirtualClock({ autoAdvance: true })
  const simulator = await SIMULATORS[provider]({
    clock,
    policy: ({ messages }) => jsonAnswer({ winner: winnerOf(messages.at(-1)?.text ?? '') }, 7),
    ...options,
  })
  return Object.assign(simulator, { clock, provider, origin: simulator.baseUrl })
}

function winnerOf(question: string): string {
  return ['A', 'B', 'tie'][Number(/\d+/.exec(question)?.[0]) % 3] ?? ''
}

function repliesOf(settled: readonly PromiseSettledResult<ModelReply>[]): readonly ModelReply[] {
  return settled.map(each => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
}

function errorsOf(settled: readonly PromiseSettledResult<ModelReply>[]): readonly ProviderError[] {
  return settled.flatMap(each => {
    if (each.status === 'fulfilled') return []
    expect(each.reason).toBeInstanceOf(ProviderError)
    return [each.reason as ProviderError]
  })
}

describe.each(PROVIDERS)('calls of %s', provider => {
  it('share one batch, each gets its own answer, and are booked to the pico-dollar, cached input included', async () => {
    await using vendor = await start(provider)
    const { model, ledger, warnings } = batchBench(vendor)
    const replies = repliesOf(await askAll(model, votes(9)))
    expect(replies.map(reply => reply.answer)).toEqual(
      Array.from({ length: 9 }, (_, item) => ({ winner: winnerOf(String(item)) })),
    )
    expect(vendor.requests.count('batches.create')).toBe(1)
    expect(vendor.billing.charges.map(charge => charge.isBatch)).toEqual(Array(9).fill(true))
    expect(vendor.billing.charges.filter(charge => charge.usage.cacheReadTokens > 1_000)).toHaveLength(8)
    expect(ledger.totals()).toMatchObject({
      settledPicoUsd: vendor.billing.totalPicoUsd(),
      reservedPicoUsd: 0,
      uncertainPicoUsd: 0,
      calls: 9,
    })
    expect(warnings.filter(warning => !warning.includes('where'))).toEqual([])
  })

  it('cost half of what a live call costs', async () => {
    await using vendor = await start(provider)
    const bench = batchBench(vendor)
    const live = bench.live()
    const [one] = repliesOf(await askAll(live.model, [aVote(1)]))
    await vendor.clock.sleep(2 * HOUR_MS)
    const [other] = repliesOf(await askAll(bench.model, [aVote(1)]))
    expect(other).toEqual({
      ...one,
      costPicoUsd: (one?.costPicoUsd ?? Number.NaN) / 2,
      latencyMs: other?.latencyMs,
    })
    expect(other?.latencyMs).toBeGreaterThan(HOUR_MS)
  })

  it('that are equal are two requests of one batch', async () => {
    await using vendor = await start(provider)
    const { model } = batchBench(vendor)
    expect(repliesOf(await askAll(model, [aVote(1), aVote(1)]))).toHaveLength(2)
    expect(vendor.requests.count('batches.create')).toBe(1)
    expect(vendor.billing.charges).toHaveLength(2)
  })

  it('find the batch again whose creation got no answer, and are paid once', async () => {
    await using vendor = await start(provider, {
      faults: [{ kind: 'reset-before-headers', endpoint: 'batches.create', when: { call: 1 } }],
    })
    const { model, ledger } = batchBench(vendor)
    expect(repliesOf(await askAll(model, votes(4)))).toHaveLength(4)
    expect(vendor.requests.count('batches.create')).toBe(1)
    expect(vendor.billing.charges).toHaveLength(4)
    expect(ledger.totals().settledPicoUsd).toBe(vendor.billing.totalPicoUsd())
  })

  it('of a process that was killed while it waited are answered to the next one, and paid once', async () => {
    await using vendor = await start(provider)
    const rows = memoryRows()
    await killed(vendor, rows, notices => notices.length === 1)
    const { model } = batchBench({ ...vendor, rows: rows.copy() })
    expect(repliesOf(await askAll(model, votes(4))).map(reply => reply.answer)).toEqual(
      [0, 1, 2, 3].map(item => ({ winner: winnerOf(String(item)) })),
    )
    expect(vendor.requests.count('batches.create')).toBe(1)
    expect(vendor.billing.charges).toHaveLength(4)
  })

  it('of a process that was killed before it knew of its batch are answered too, and paid once', async () => {
    await using vendor = await start(provider)
    const rows = memoryRows()
    const snapshots: MemoryRows[] = []
    rows.watch(() => snapshots.push(rows.copy()))
    await killed(vendor, rows, notices => notices.length === 1)
    // The list of markers, then the attempt; the batch's id came third.
    const { model } = batchBench({ ...vendor, rows: snapshots[1] ?? rows })
    expect(repliesOf(await askAll(model, votes(4)))).toHaveLength(4)
    expect(vendor.requests.count('batches.create')).toBe(1)
    expect(vendor.billing.charges).toHaveLength(4)
  })

  it('of a process that was killed before anything was sent are sent', async () => {
    await using other = await start(provider)
    const rows = memoryRows()
    await killed(other, rows, () => rows.copy().get('batch', ['markers', 'run-1']) !== undefined)
    await using vendor = await start(provider)
    const { model } = batchBench({ ...vendor, rows: rows.copy() })
    expect(repliesOf(await askAll(model, votes(4)))).toHaveLength(4)
    expect(vendor.requests.count('batches.create')).toBe(1)
  })

  it('of another run are not found again', async () => {
    await using vendor = await start(provider)
    const rows = memoryRows()
    repliesOf(await askAll(batchBench({ ...vendor, rows }).model, votes(2)))
    repliesOf(await askAll(batchBench({ ...vendor, rows, runId: 'run-2' }).model, votes(2)))
    expect(vendor.requests.count('batches.create')).toBe(2)
  })

  it('fail one by one inside a batch, unbilled, while the others are answered', async () => {
    await using vendor = await start(provider, {
      faults: [
        { kind: 'overloaded', endpoint: 'batches.item', when: { call: 2 } },
        { kind: 'refusal', endpoint: 'batches.item', when: { call: 3 } },
      ],
    })
    const { model, ledger } = batchBench(vendor)
    const settled = await askAll(model, votes(5))
    expect(errorsOf(settled)).toMatchObject([{ reason: 'overloaded', isRetryable: true, mayBeBilled: false }])
    const replies = settled.flatMap(each => (each.status === 'fulfilled' ? [each.value.finish] : []))
    expect(replies.toSorted()).toEqual([
      provider === 'google' ? 'content-filter' : 'refusal',
      ...Array(3).fill('stop'),
    ])
    expect(ledger.totals()).toMatchObject({
      settledPicoUsd: vendor.billing.totalPicoUsd(),
      uncertainPicoUsd: 0,
      calls: 4,
    })
  })

  it('are waited for through an outage, from five seconds up to once a minute', async () => {
    await using vendor = await start(provider, {
      faults: [{ kind: 'unavailable', endpoint: LOOK[provider], when: { fromCall: 2, toCall: 3 } }],
    })
    const { model } = batchBench(vendor)
    expect(repliesOf(await askAll(model, votes(2)))).toHaveLength(2)
    const looks = vendor.requests.records.filter(({ endpoint }) => endpoint === LOOK[provider])
    const waits = looks.slice(1, 9).map((look, at) => look.receivedAtMs - (looks[at]?.receivedAtMs ?? 0))
    expect(waits).toEqual([5_000, 5_000, 10_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  })

  it('are sent again when the creation is refused for a while', async () => {
    await using vendor = await start(provider, {
      faults: [{ kind: 'rate-limit', retryAfter: '30', endpoint: 'batches.create', when: { call: 1 } }],
    })
    const { model } = batchBench(vendor)
    expect(repliesOf(await askAll(model, votes(2)))).toHaveLength(2)
    const [first, second] = vendor.requests.records.filter(({ endpoint }) => endpoint === 'batches.create')
    expect((second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0)).toBe(30_000)
  })

  it('fail without a bill when the creation is refused for good, and may be asked again under the same ids', async () => {
    await using vendor = await start(provider, {
      faults: [{ kind: 'quota-exhausted', endpoint: 'batches.create', when: { call: 1 } }],
    })
    const rows = memoryRows()
    const { model, ledger } = batchBench({ ...vendor, rows })
    const errors = errorsOf(await askAll(model, votes(2)))
    expect(errors).toMatchObject(Array(2).fill({ isRetryable: false, mayBeBilled: false }))
    expect(ledger.totals()).toMatchObject({ uncertainPicoUsd: 0, reservedPicoUsd: 0, calls: 0 })
    expect(rows.get('batch', ['markers', 'run-1'])).toEqual([])
    expect(repliesOf(await askAll(model, votes(2)))).toHaveLength(2)
    const bodies = vendor.requests.records.map(record => record.body).join('')
    const ids = bodies.match(/[0-9a-f]{8}-[0-9a-f]{16}-\d+/g) ?? []
    expect([ids.length, new Set(ids).size]).toEqual([4, 2])
  })

  it('that are taken back leave their batch at work; it is stopped only when asked', async () => {
    await using vendor = await start(provider)
    const stop = new AbortController()
    const bench = batchBench(vendor)
    const asked = askAll(bench.batch, votes(3), stop.signal)
    await until(() => bench.notices.length === 1)
    stop.abort(new Error('enough'))
    expect(await asked).toMatchObject(Array(3).fill({ reason: { message: 'enough' } }))
    expect(vendor.requests.count('batches.cancel')).toBe(0)
    const again = askAll(bench.batch, votes(3, { maxOutputTokens: 600 }))
    await until(() => bench.notices.length === 2)
    await bench.batch.cancel()
    expect(vendor.requests.count('batches.cancel')).toBe(1)
    const errors = errorsOf(await again)
    expect(errors.map(error => [error.reason, error.mayBeBilled])).toEqual(
      Array(3).fill(['unavailable', provider === 'google']),
    )
  })

  it('that a provider does not get to in time are free or uncertain, and what it did is booked', async () => {
    await using vendor = await start(provider, { batchDurationMs: 60 * HOUR_MS })
    // A minute's wait is twenty, so that two days are not three thousand looks.
    const { nowMs, sleep } = vendor.clock
    const clock = { nowMs, sleep: (ms: number, signal?: AbortSignal) => sleep(20 * ms, signal) }
    const { model, ledger } = batchBench({ ...vendor, clock })
    const settled = await askAll(model, votes(10))
    const errors = errorsOf(settled)
    const left = { anthropic: 6, openai: 7, google: 10 }[provider]
    expect(errors).toHaveLength(left)
    const expected = { reason: 'timeout', isRetryable: false, mayBeBilled: provider === 'google' }
    expect(errors).toMatchObject(Array(left).fill(expected))
    expect(ledger.totals()).toMatchObject({
      settledPicoUsd: vendor.billing.totalPicoUsd(),
      uncertainCalls: provider === 'google' ? 10 : 0,
    })
  })
})

type Vendor = Awaited<ReturnType<typeof start>>

/** A process that asks for four votes and ends, its promises unanswered, as soon as `isTime`. */
async function killed(
  vendor: Vendor,
  rows: MemoryRows,
  isTime: (notices: readonly string[]) => boolean,
): Promise<void> {
  const stop = new AbortController()
  const { batch, notices } = batchBench({ ...vendor, rows })
  const asked = askAll(batch, votes(4), stop.signal)
  await until(() => isTime(notices))
  stop.abort(new Error('killed'))
  await asked
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 50_000 && !condition(); turn += 1)
    await new Promise(resolve => setImmediate(resolve))
  expect(condition()).toBe(true)
}

it('a file that OpenAI rejects fails every call with the code of the line, unbilled', async () => {
  const failed = {
    id: 'batch_1',
    status: 'failed',
    errors: { data: [{ code: 'mismatched_model', line: 2, message: 'secret', param: 'body.model' }] },
  }
  await using vendor = await start('openai', {
    faults: [
      {
        kind: 'replaced',
        reply: { status: 200, body: failed },
        isBilled: false,
        endpoint: 'batches.retrieve',
        when: { call: 1 },
      },
    ],
  })
  const { model } = batchBench(vendor)
  const [error] = errorsOf(await askAll(model, votes(2)))
  expect(error).toMatchObject({ reason: 'bad-request', isRetryable: false, mayBeBilled: false })
  expect(error?.message).toBe('Expected openai to work at a batch, got a failed one (mismatched_model)')
})

it('Anthropic batches of others, of the same size and time, are not taken for a lost one', async () => {
  await using vendor = await start('anthropic', {
    faults: [{ kind: 'reset-before-work', endpoint: 'batches.create', when: { call: 2 } }],
  })
  const stranger = askAll(batchBench({ ...vendor, runId: 'stranger' }).model, votes(3))
  await until(() => vendor.requests.count('batches.create') === 1)
  const { model } = batchBench(vendor)
  expect(repliesOf(await askAll(model, votes(3)))).toHaveLength(3)
  expect(repliesOf(await stranger)).toHaveLength(3)
  expect(vendor.requests.count('batches.create')).toBe(3)
  expect(vendor.billing.charges).toHaveLength(6)
})

it('a model that was asked under its plain name is priced under the one that answered', async () => {
  await using vendor = await start('openai')
  const { model, warnings } = batchBench(vendor)
  const [reply] = repliesOf(await askAll(model, [aVote(1)]))
  expect(reply?.resolvedModel).toMatch(new RegExp(`^${PLACES.openai.model}-`))
  expect(warnings).toEqual([expect.stringContaining('where gpt-5-mini was asked')])
})
