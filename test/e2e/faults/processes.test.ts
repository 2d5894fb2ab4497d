import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { createSqliteLedger } from '../../../src/store/spend/create-sqlite-ledger.ts'
import { createRealClock, fixedAnswer, type Simulator } from '../../../src/testing/index.ts'
import { faultOf, startVendor } from './vendors.ts'

const PROCESSES = 8
const IN_FLIGHT = 32
/** Room for the worst case of all calls under way, and for some hundreds as they turn out. */
const CAP = 110e9
/** The requests at which a process is killed, whatever it is doing then. */
const KILLED_AT = [60, 130, 220]

it('8 processes with 32 calls in flight spend no more than the cap at the provider, also when three are killed', async () => {
  const clock = createRealClock(Date.now)
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-spend-'))
  const path = join(folder, 'spend.db')
  let requests = 0
  let kill = (_index: number): void => undefined
  const answer = fixedAnswer('word '.repeat(100))
  const simulator = await startVendor('openai', {
    clock,
    latencyMs: 40,
    policy: request => {
      requests += 1
      const index = KILLED_AT.indexOf(requests)
      if (index >= 0) kill(index)
      return answer(request)
    },
    faults: [
      faultOf('openai', { kind: 'rate-limit', retryAfter: '0' }, { every: 41 }),
      faultOf('openai', { kind: 'server-error-after-work' }, { every: 53 }),
      faultOf('openai', { kind: 'reset-before-headers' }, { every: 67 }),
    ],
  })
  const children: ReturnType<typeof start>[] = []
  try {
    children.push(...Array.from({ length: PROCESSES }, () => start(simulator, path)))
    kill = index => children[index]?.kill()
    await Promise.all(children.map(({ ready }) => ready))
    for (const { go } of children) go()
    const endings = await Promise.all(children.map(({ ended }) => ended))
    expect(endings).toEqual([
      ...KILLED_AT.map(() => 'SIGKILL'),
      ...Array(PROCESSES - KILLED_AT.length).fill(0),
    ])

    const ledger = openLedger(path)
    const { settledPicoUsd, uncertainPicoUsd, reservedPicoUsd } = ledger.summary()
    ledger.close()
    const billed = simulator.billing.totalPicoUsd()
    expect(settledPicoUsd).toBeLessThanOrEqual(billed)
    expect(billed).toBeLessThanOrEqual(settledPicoUsd + uncertainPicoUsd + reservedPicoUsd)
    expect(settledPicoUsd + uncertainPicoUsd + reservedPicoUsd).toBeLessThanOrEqual(CAP)
    // The cap is what stopped them, and calls without an answer are among what it paid for.
    expect(settledPicoUsd + uncertainPicoUsd + reservedPicoUsd).toBeGreaterThan(0.9 * CAP)
    expect(settledPicoUsd).toBeLessThan(billed)
  } finally {
    for (const child of children) child.kill()
    await simulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

function start(simulator: Simulator, path: string) {
  const script = resolve('test/e2e/faults/spend-until-refused.ts')
  const args = [script, `${simulator.baseUrl}/v1`, path, String(IN_FLIGHT), String(CAP)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<number | string | null>(done =>
    child.on('exit', (code, signal) => done(signal ?? code)),
  )
  const ready = new Promise<void>(done => child.stdout.once('data', () => done()))
  return {
    ready: Promise.race([ready, ended]),
    ended,
    go: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  }
}

/** Nobody is alive any more: what was left open counts as uncertain. */
function openLedger(path: string) {
  return createSqliteLedger({
    path,
    scope: 'default',
    capPicoUsd: CAP,
    window: 'calendar',
    runId: undefined,
    host: 'h',
    pid: -1,
    isAlive: () => false,
    nowMs: Date.now,
    sleep: async () => undefined,
    onWarning: () => undefined,
  })
}
