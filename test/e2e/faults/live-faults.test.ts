import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type LiveBench, ROLES, type Role, startLiveBench, TRACES } from './live-bench.ts'
import { faultOf } from './vendors.ts'

let bench: LiveBench
let undisturbed: { readonly status: number | null; readonly result: unknown; readonly requests: number }
const folders: ReturnType<LiveBench['folder']>[] = []

beforeAll(async () => {
  bench = await startLiveBench()
  const folder = openFolder()
  const { status, stderr } = await folder.start().ended
  expect({ status, stderr }).toMatchObject({ status: 1 })
  // Dated names of the models that are asked for have their price.
  expect(stderr).not.toContain('not in the price table')
  undisturbed = { status, result: comparable(folder.result()), requests: bench.requests() }
  expect(folder.booked()).toEqual({
    settledPicoUsd: bench.billedPicoUsd(),
    uncertainPicoUsd: 0,
    reservedPicoUsd: 0,
  })
  expect(folder.keptReplies()).toBe(undisturbed.requests)
})
afterEach(() => {
  for (const folder of folders.splice(0)) folder.dispose()
  bench.watchers.onCall = () => undefined
})
afterAll(() => bench.close())

function openFolder(): ReturnType<LiveBench['folder']> {
  const folder = bench.folder()
  folders.push(folder)
  return folder
}

/** What depends on when, where and how often a run was made, and on nothing else. */
const CIRCUMSTANCES: ReadonlySet<string> = new Set([
  ...['timing', 'cost', 'costPicoUsd', 'savedPicoUsd', 'cached', 'forecast', 'usage'],
  // Of the folder, and of votes that were cast twice because a run was stopped between them.
  ...['runId', 'configHash'],
])

function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each) => (CIRCUMSTANCES.has(key) ? undefined : each)))
}

/** What was billed since, against what the folder's ledger holds. */
function expectBounded(folder: ReturnType<LiveBench['folder']>, billedPicoUsd: number): void {
  const { settledPicoUsd, uncertainPicoUsd, reservedPicoUsd } = folder.booked()
  expect(reservedPicoUsd).toBe(0)
  expect(settledPicoUsd).toBeLessThanOrEqual(billedPicoUsd)
  expect(billedPicoUsd).toBeLessThanOrEqual(settledPicoUsd + uncertainPicoUsd)
}

it('a run killed while it replays, checks its judge and judges pays again for nothing it had kept', async () => {
  const folder = openFolder()
  const [requestsBefore, billedBefore] = [bench.requests(), bench.billedPicoUsd()]
  let kept = 0
  for (const share of [0.1, 0.5, 0.95]) {
    const run = folder.start()
    const sentBefore = bench.requests()
    const killAt = Math.round(share * undisturbed.requests) - kept
    bench.watchers.onCall = () => {
      if (bench.requests() - sentBefore >= killAt) run.kill()
    }
    expect((await run.ended).status).toBeNull()
    bench.watchers.onCall = () => undefined
    const sent = bench.requests() - sentBefore
    const keptNow = folder.keptReplies()
    expect(keptNow - kept).toBeGreaterThan(0)
    expect(keptNow - kept).toBeLessThanOrEqual(sent)
    kept = keptNow
  }
  const sentBefore = bench.requests()
  const { status } = await folder.start().ended
  expect(status).toBe(undisturbed.status)
  expect(bench.requests() - sentBefore).toBe(undisturbed.requests - kept)
  expect(comparable(folder.result())).toEqual(undisturbed.result)
  // Every call beyond those of an undisturbed run was under way at a kill, and its money is set aside.
  const again = bench.requests() - requestsBefore - undisturbed.requests
  expect(again).toBeGreaterThan(0)
  expect(folder.booked().uncertainPicoUsd).toBeGreaterThan(0)
  expectBounded(folder, bench.billedPicoUsd() - billedBefore)
})

it('a judge that becomes another model stops the run, and the next run asks only that one', async () => {
  const folder = openFolder()
  const billedBefore = bench.billedPicoUsd()
  let calls = 0
  bench.watchers.onCall = role => {
    if (role === 'judge' && ++calls === 100) bench.resolved.model = 'claude-sonnet-4-5-20250929'
  }
  try {
    const { status, stderr } = await folder.start().ended
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining('error (judge_drift)') })
    expect(stderr).toContain('Expected claude-sonnet-4-6 from anthropic for the whole run')
    // All turns and the votes before the change.
    expect(folder.keptReplies()).toBeGreaterThanOrEqual(2 * TRACES + 90)
    const before = countsOf()
    const next = await folder.start().ended
    expect({ status: next.status, stderr: next.stderr }).toMatchObject({ status: undisturbed.status })
    const after = countsOf()
    expect([after.candidate - before.candidate, after.baseline - before.baseline]).toEqual([0, 0])
    expect(after.judge - before.judge).toBe(undisturbed.requests - 2 * TRACES)
    expect(comparable(folder.result())).toEqual(undisturbed.result)
    expectBounded(folder, bench.billedPicoUsd() - billedBefore)
  } finally {
    bench.resolved.model = undefined
  }
})

it('storms of 429 and an outage of the judge while it judges leave no trace in the result', async () => {
  const folder = openFolder()
  const billedBefore = bench.billedPicoUsd()
  const counts = countsOf()
  const strike = (role: Role, kind: Parameters<typeof faultOf>[1], from: number, to: number): void => {
    const when = { fromCall: counts[role] + from, toCall: counts[role] + to }
    bench.faults[role].push(faultOf(ROLES[role], kind, when))
  }
  strike('candidate', { kind: 'rate-limit', retryAfter: '1' }, 8, 12)
  strike('baseline', { kind: 'overloaded' }, 8, 12)
  strike('judge', { kind: 'rate-limit', retryAfter: '0' }, 20, 28)
  // Beyond its control items, so that a lost vote is one of the result.
  strike('judge', { kind: 'outage' }, 135, 142)
  strike('judge', { kind: 'server-error-after-work' }, 160, 161)
  const { status, stderr } = await folder.start().ended
  expect({ status, stderr }).toMatchObject({ status: undisturbed.status })
  expect(comparable(folder.result())).toEqual(undisturbed.result)
  const struck = Object.values(bench.simulators).flatMap(({ requests }) =>
    requests.records.flatMap(({ fault }) => fault ?? []),
  )
  expect(new Set(struck)).toEqual(new Set(['rate-limit', 'overloaded', 'server-error-after-work', 'outage']))
  expect(folder.booked().uncertainPicoUsd).toBeGreaterThan(0)
  expectBounded(folder, bench.billedPicoUsd() - billedBefore)
})

it('what was kept of one server is not the answer of another server with a model of that name', async () => {
  const other = await startLiveBench()
  try {
    const folder = openFolder()
    await folder.start().ended
    const config = join(folder.path, 'tidegate.yaml')
    const moved = Object.entries(bench.simulators).reduce(
      (text, [role, { baseUrl }]) => text.replace(baseUrl, other.simulators[role as Role].baseUrl),
      readFileSync(config, 'utf8'),
    )
    writeFileSync(config, moved)
    expect((await folder.start().ended).status).toBe(undisturbed.status)
    expect(other.requests()).toBe(undisturbed.requests)
  } finally {
    await other.close()
  }
})

it('a side that answers nothing stops the run: counted as losses of the baseline it would pass every candidate', async () => {
  const folder = openFolder()
  const reply = { status: 400, headers: {}, body: { error: { code: 400, status: 'INVALID_ARGUMENT' } } }
  bench.faults.baseline.push(
    faultOf(ROLES.baseline, { kind: 'replaced', reply, isBilled: false }, { every: 1 }),
  )
  try {
    const { status, stderr } = await folder.start().ended
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringMatching(
        /Expected the baseline google\/gemini-2.5-flash to answer at least one of 24 requests, got no answer: .*400/,
      ),
    })
  } finally {
    bench.faults.baseline.splice(0)
  }
})

function countsOf(): { readonly [role in Role]: number } {
  const { judge, candidate, baseline } = bench.simulators
  return {
    judge: judge.requests.count(),
    candidate: candidate.requests.count(),
    baseline: baseline.requests.count(),
  }
}
