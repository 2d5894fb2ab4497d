import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { createSqliteLedger } from './create-sqlite-ledger.ts'

const PROCESSES = 8
const IN_FLIGHT = 32
const CAP = 3_000_000
const WORST = 10_000

/** Processes killed after so many calls were sent, with the rest of their 32 wherever they are then. */
const KILLED_AFTER = [1, 3, 6]

it('8 processes with 32 calls each in flight never pass the cap, although three are killed on the way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-processes-'))
  try {
    const path = join(folder, 'spend.db')
    openIn(folder, -1).close()
    recordPeak(path)
    const children = Array.from({ length: PROCESSES }, (_, index) =>
      start(folder, index, KILLED_AFTER[index]),
    )
    // Together, or the first ones would have spent everything before the last ones are there.
    await Promise.all(children.map(({ ready }) => ready))
    // Those to be killed are one call ahead: on a busy machine the others could spend everything before one of them has
    // sent the call it dies of.
    const [killed, others] = [children.slice(0, KILLED_AFTER.length), children.slice(KILLED_AFTER.length)]
    for (const { go } of killed) go()
    await Promise.all(killed.map(({ reserved }) => reserved))
    for (const { go } of others) go()
    const endings = await Promise.all(children.map(({ ended }) => ended))
    expect(endings).toEqual([
      ...KILLED_AFTER.map(() => 'SIGKILL'),
      ...Array(PROCESSES - KILLED_AFTER.length).fill(0),
    ])

    const ledger = openIn(folder, -1)
    const { settledPicoUsd, reservedPicoUsd, uncertainPicoUsd } = ledger.summary()
    ledger.close()
    const billed = Array.from({ length: PROCESSES }, (_, index) => billedBy(folder, index)).reduce(
      (a, b) => a + b,
    )
    expect(peakOf(path)).toBeLessThanOrEqual(CAP)
    expect(reservedPicoUsd).toBe(0)
    expect(uncertainPicoUsd).toBeGreaterThan(0)
    expect(settledPicoUsd).toBeLessThanOrEqual(billed)
    expect(billed).toBeLessThanOrEqual(settledPicoUsd + uncertainPicoUsd)
    // Waiting for calls under way leaves nearly nothing of the cap unused: less than one call per living process.
    expect(settledPicoUsd + uncertainPicoUsd).toBeGreaterThan(CAP - PROCESSES * WORST)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

function openIn(folder: string, pid: number) {
  return createSqliteLedger({
    path: join(folder, 'spend.db'),
    scope: 's',
    capPicoUsd: CAP,
    window: 'calendar',
    runId: undefined,
    host: 'h',
    pid,
    isAlive: () => false,
    nowMs: () => Date.UTC(2026, 10, 24),
    sleep: async () => undefined,
    onWarning: () => undefined,
  })
}

/** The most that was ever booked, written by the database itself with every change. */
function recordPeak(path: string): void {
  const database = new DatabaseSync(path)
  const raise = `UPDATE peak SET booked = max(booked, (SELECT sum(settled + reserved + uncertain + allowance) FROM spend_hour));`
  database.exec(`
    CREATE TABLE peak (booked INTEGER);
    INSERT INTO peak VALUES (0);
    CREATE TRIGGER peak_insert AFTER INSERT ON spend_hour BEGIN ${raise} END;
    CREATE TRIGGER peak_update AFTER UPDATE ON spend_hour BEGIN ${raise} END;
  `)
  database.close()
}

function peakOf(path: string): number {
  const database = new DatabaseSync(path, { readOnly: true })
  const peak = Number(database.prepare('SELECT booked FROM peak').get()?.booked)
  database.close()
  return peak
}

/** What the provider would charge: a call costs money the moment it is sent, whoever dies after that. */
function billedBy(folder: string, index: number): number {
  const lines = readFileSync(join(folder, `billed-${index}`), 'utf8').split('\n')
  return lines.reduce((sum, line) => sum + Number(line), 0)
}

function start(folder: string, index: number, killedAfter: number | undefined) {
  const script = `
    import { openSync, writeSync } from 'node:fs'
    import { setTimeout as wait } from 'node:timers/promises'
    import { createSqliteLedger } from ${JSON.stringify(join(import.meta.dirname, 'create-sqlite-ledger.ts'))}
    const billed = openSync(${JSON.stringify(join(folder, `billed-${index}`))}, 'a')
    const ledger = createSqliteLedger({
      path: ${JSON.stringify(join(folder, 'spend.db'))}, scope: 's', capPicoUsd: ${CAP}, window: 'calendar',
      runId: 'run-${index}', host: 'h', pid: process.pid, nowMs: () => ${Date.UTC(2026, 10, 24)},
      isAlive: pid => { try { process.kill(pid, 0); return true } catch { return false } },
      sleep: (ms, signal) => wait(ms, undefined, { signal }), waitMs: 400, onWarning: console.error,
    })
    let sent = 0
    async function worker(number) {
      for (let call = number; ; call += 7) {
        let reservation
        try {
          reservation = await ledger.reserve({ purpose: 'judge', provider: 'p', model: 'm', worstPicoUsd: ${WORST} })
        } catch (error) {
          if (error.code === 'budget-exceeded') return
          throw error
        }
        if (sent === 0) process.stdout.write('reserved')
        const costPicoUsd = 3_000 + (call * 997) % 4_001
        writeSync(billed, costPicoUsd + '\\n')
        sent += 1
        if (sent === ${killedAfter ?? -1}) process.kill(process.pid, 'SIGKILL')
        await wait(1 + call % 20)
        reservation.settle({ costPicoUsd, inputTokens: 1, resolvedModel: 'm', isEstimated: false })
      }
    }
    process.stdout.write('ready')
    await new Promise(resolve => process.stdin.once('end', resolve).resume())
    await Promise.all(Array.from({ length: ${IN_FLIGHT} }, (_, number) => worker(number)))
    ledger.close()
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | string | null>(resolve =>
    child.on('exit', (code, signal) => resolve(signal ?? code)),
  )
  let told = ''
  child.stdout.on('data', chunk => (told += chunk))
  const tells = (word: string) =>
    new Promise<void>(resolve => child.stdout.on('data', () => told.includes(word) && resolve()))
  const [ready, reserved] = [tells('ready'), tells('reserved')].map(word => Promise.race([word, ended]))
  return { ready, reserved, ended, go: () => child.stdin.end() }
}
