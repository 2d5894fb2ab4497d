import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { idOf, ledgerIn, pathsIn, TENANT_KEY } from './__fixtures__/ledgers.ts'

const PROCESSES = 8
const APPENDS = 20

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

it('8 processes that make and fill one ledger at the same time lose nothing and keep one chain', async () => {
  const children = Array.from({ length: PROCESSES }, (_, index) => start(`t${index}`, APPENDS))
  expect(await Promise.all(children.map(endOf))).toEqual(Array(PROCESSES).fill(0))
  expect(ledgerIn(folder).verify()).toMatchObject({
    kind: 'intact',
    entries: PROCESSES * APPENDS,
    lines: PROCESSES * APPENDS + 1,
  })
  const ids = new Set(
    ledgerIn(folder)
      .rows()
      .map(({ traceId }) => traceId),
  )
  expect(ids.size).toBe(PROCESSES * APPENDS)
})

it('a process that is killed loses no append it reported, and what it left can be cut off', async () => {
  for (const killedAfter of [1, 6, 11]) {
    const child = start(`k${killedAfter}`, 1_000)
    const reported: string[] = []
    child.stdout?.on('data', (bytes: Buffer) => {
      reported.push(...bytes.toString().trimEnd().split('\n'))
      // Wherever its next append is by now.
      if (reported.length >= killedAfter) child.kill('SIGKILL')
    })
    expect(await endOf(child)).toBe('SIGKILL')
    const check = ledgerIn(folder).verify()
    if (check.kind === 'broken') expect(check.problem.message).toContain('an append that was interrupted')
    ledgerIn(folder).cutUnfinished()
    expect(ledgerIn(folder).verify()).toMatchObject({ kind: 'intact' })
    const kept = new Set(
      ledgerIn(folder)
        .rows()
        .map(({ traceId }) => traceId),
    )
    expect(reported.length).toBeGreaterThanOrEqual(killedAfter)
    expect(reported.filter(id => !kept.has(idOf(id)))).toEqual([])
  }
})

/** Appends one trace after the other, and prints the id of each when it is done. */
function start(name: string, appends: number): ChildProcess {
  const script = `
    import { randomBytes } from 'node:crypto'
    import { writeSync } from 'node:fs'
    import { createAdversarialLedger } from ${JSON.stringify(join(import.meta.dirname, 'create-adversarial-ledger.ts'))}
    const ledger = createAdversarialLedger({
      ...${JSON.stringify(pathsIn(folder))},
      tenantKey: new Uint8Array(${JSON.stringify([...TENANT_KEY])}),
      randomBytes,
      nowMs: () => 0,
    })
    for (let index = 0; index < ${appends}; index += 1) {
      const traceId = '${name}-' + index
      ledger.append([{ trace: { traceId }, origin: 'audit' }])
      writeSync(1, traceId + '\\n')
    }
  `
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  child.stdout?.resume()
  return new Promise(resolve => child.on('close', (code, signal) => resolve(signal ?? code)))
}
