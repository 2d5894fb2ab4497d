import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { anItem, aTrace, idOf, ledgerIn, pathsIn, START_MS } from './__fixtures__/ledgers.ts'
import type { LedgerProblem } from './adversarial-ledger.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-ledger-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('append', () => {
  it('gives back what was added, by another process too, in the order it was added', () => {
    ledgerIn(folder).append([
      anItem('t1', { weight: 5 }),
      anItem('t2', { origin: 'audit', reason: undefined }),
    ])
    ledgerIn(folder).append([anItem('t0')])
    const reading = ledgerIn(folder).read()
    if (reading.kind !== 'ledger') throw new Error(`found ${reading.kind}`)
    expect(reading.entries).toEqual([
      rowOf('t1', 2, { weight: 5, trace: aTrace('t1'), reason: 'wrong parcel' }),
      rowOf('t2', 3, { origin: 'audit', trace: aTrace('t2'), reason: undefined }),
      rowOf('t0', 4, { trace: aTrace('t0'), reason: 'wrong parcel' }),
    ])
    expect(reading.warning).toBe(undefined)
    expect(ledgerIn(folder).verify()).toEqual({
      kind: 'intact',
      entries: 3,
      erased: 0,
      lines: 4,
      hash: reading.hash,
    })
  })

  it('adds no trace twice, neither a second time nor twice at once', () => {
    ledgerIn(folder).append([anItem('t1')])
    const before = readFileSync(pathsIn(folder).path, 'utf8')
    expect(ledgerIn(folder).append([anItem('t1')])).toEqual({ added: [], present: ['t1'], erased: [] })
    expect(readFileSync(pathsIn(folder).path, 'utf8')).toBe(before)
    expect(ledgerIn(folder).append([anItem('t2'), anItem('t2')])).toMatchObject({
      added: ['t2'],
      present: ['t2'],
    })
    expect(ledgerIn(folder).rows()).toHaveLength(2)
  })

  it('writes only after what is there', () => {
    ledgerIn(folder).append([anItem('t1')])
    const before = readFileSync(pathsIn(folder).path, 'utf8')
    ledgerIn(folder).append([anItem('t2')])
    ledgerIn(folder).erase(idOf('t1'))
    expect(readFileSync(pathsIn(folder).path, 'utf8').startsWith(before)).toBe(true)
  })

  it('leaves no word of a trace or its reason in any file, and the files to their owner', () => {
    ledgerIn(folder).append([anItem('t1')])
    for (const file of files()) {
      expect(readFileSync(file, 'latin1')).not.toMatch(/parcel/)
      expect(statSync(file).mode & 0o077).toBe(0)
    }
  })

  it('adds nothing to a plain file of traces, and says how to import it', () => {
    writeFileSync(pathsIn(folder).path, '{"trace_id":"t1","messages":[]}\n')
    const error = errorOf(() => ledgerIn(folder).append([anItem('t2')]))
    expect(error.message).toContain('found a plain file of traces')
    expect(error.hint).toContain('tidegate adversarial import')
    expect(ledgerIn(folder).read()).toEqual({ kind: 'plain' })
    expect(ledgerIn(folder).verify()).toEqual({ kind: 'plain' })
    expect(readFileSync(pathsIn(folder).path, 'utf8')).toBe('{"trace_id":"t1","messages":[]}\n')
  })

  it('finds nothing where nothing was added', () => {
    expect(ledgerIn(folder).read()).toEqual({ kind: 'absent' })
    expect(ledgerIn(folder).verify()).toEqual({ kind: 'absent' })
    expect(ledgerIn(folder).rows()).toEqual([])
    expect(ledgerIn(folder).erase(idOf('t1'))).toEqual({ kind: 'unknown' })
  })
})

describe('a full disk', () => {
  it('leaves the set as it was before the append', () => {
    ledgerIn(folder).append([anItem('t1')])
    const { path, recordPath } = pathsIn(folder)
    const before = readFileSync(path)
    const script = `
      import { randomBytes } from 'node:crypto'
      import { createAdversarialLedger } from ${JSON.stringify(join(import.meta.dirname, 'create-adversarial-ledger.ts'))}
      const ledger = createAdversarialLedger({
        path: ${JSON.stringify(path)}, recordPath: ${JSON.stringify(recordPath)},
        tenantKey: new Uint8Array(32).fill(7), randomBytes, nowMs: () => 0,
      })
      try {
        ledger.append([{ trace: { traceId: 't2', text: 'x'.repeat(400_000) }, origin: 'audit' }])
      } catch (error) {
        process.stdout.write(error.constructor.name)
      }
    `
    // A limit on the size of files stands in for the end of the disk: 512 blocks of 512 bytes.
    const args = ['-c', 'ulimit -f 512; exec "$0" --input-type=module -e "$1"', process.execPath, script]
    const child = spawnSync('sh', args, { encoding: 'utf8' })
    expect(child.stdout).toBe('StoreError')
    expect(readFileSync(path)).toEqual(before)
    expect(ledgerIn(folder).append([anItem('t2')]).added).toEqual(['t2'])
  })
})

describe('erase', () => {
  it('destroys the key in every file, and chain and count still verify', () => {
    const ids = Array.from({ length: 200 }, (_, index) => `t${index}`)
    ledgerIn(folder).append(ids.map(id => anItem(id)))
    const key = wrappedKeys()[101] ?? new Uint8Array()
    expect(key).toHaveLength(60)
    expect(isInAnyFile(key)).toBe(true)
    // As a process that looks at the set just then: with it the log of the database stays when ours is closed.
    const other = new DatabaseSync(pathsIn(folder).recordPath)
    other.exec('SELECT count(*) FROM line')
    expect(ledgerIn(folder).erase(idOf('t100'))).toEqual({ kind: 'erased' })
    expect(isInAnyFile(key)).toBe(false)
    other.close()
    expect(isInAnyFile(key)).toBe(false)
    expect(ledgerIn(folder).verify()).toMatchObject({ kind: 'intact', entries: 200, erased: 1, lines: 202 })
    const reading = ledgerIn(folder).read()
    const left = reading.kind === 'ledger' ? reading.entries.map(({ traceId }) => traceId) : []
    expect(left).toEqual(ids.filter(id => id !== 't100'))
  })

  it('lists the erased with the time, erases once, and does not know what never was there', () => {
    ledgerIn(folder).append([anItem('t1')])
    ledgerIn(folder, { nowMs: () => START_MS + 5 }).erase(idOf('t1'))
    expect(ledgerIn(folder).rows()).toEqual([rowOf('t1', 2, { erasedAtMs: START_MS + 5 })])
    expect(ledgerIn(folder).erase(idOf('t1'))).toEqual({ kind: 'already-erased' })
    expect(ledgerIn(folder).erase(idOf('t9'))).toEqual({ kind: 'unknown' })
    expect(ledgerIn(folder).verify()).toMatchObject({ lines: 3 })
  })

  it('keeps an erased trace out when it is reported again', () => {
    ledgerIn(folder).append([anItem('t1')])
    ledgerIn(folder).erase(idOf('t1'))
    expect(ledgerIn(folder).append([anItem('t1')])).toEqual({ added: [], present: [], erased: ['t1'] })
    expect(ledgerIn(folder).read()).toMatchObject({ entries: [] })
  })
})

describe('an append that was interrupted', () => {
  /** After the lines reached the disk, or half of them, and before the record did. */
  function interrupt(keep: (tail: Buffer) => Buffer): Buffer {
    ledgerIn(folder).append([anItem('t1')])
    const { path, recordPath } = pathsIn(folder)
    const before = readFileSync(path)
    copyFileSync(recordPath, `${recordPath}.before`)
    ledgerIn(folder).append([anItem('t2')])
    copyFileSync(`${recordPath}.before`, recordPath)
    const tail = keep(readFileSync(path).subarray(before.byteLength))
    writeFileSync(path, Buffer.concat([before, tail]))
    return tail
  }

  it.each([
    ['one byte', (tail: Buffer) => tail.subarray(0, 1)],
    ['half a line', (tail: Buffer) => tail.subarray(0, tail.byteLength / 2)],
    ['a line without its end', (tail: Buffer) => tail.subarray(0, -1)],
    ['a whole line', (tail: Buffer) => tail],
  ])('%s: is named, not added to, and can be cut off', (_name, keep) => {
    const tail = interrupt(keep)
    expect(problemOf()).toMatchObject({ line: 3 })
    expect(problemOf()?.message).toContain(`found ${tail.byteLength} bytes of an append that was interrupted`)
    expect(ledgerIn(folder).read()).toMatchObject({
      entries: [{ traceId: 't1' }],
      warning: expect.stringContaining('line 3'),
    })
    const error = errorOf(() => ledgerIn(folder).append([anItem('t2')]))
    expect(error.hint).toContain('--cut-unfinished')
    expect(errorOf(() => ledgerIn(folder).erase(idOf('t1'))).message).toContain('line 3')

    expect(ledgerIn(folder).cutUnfinished()).toBe(tail.byteLength)
    expect(readFileSync(`${pathsIn(folder).path}.unfinished`)).toEqual(tail)
    expect(ledgerIn(folder).append([anItem('t2')]).added).toEqual(['t2'])
    expect(ledgerIn(folder).verify()).toMatchObject({ kind: 'intact', entries: 2 })
    expect(ledgerIn(folder).cutUnfinished()).toBe(0)
  })

  it('is told from a lost record when it was the first', () => {
    const { path, recordPath } = pathsIn(folder)
    const stopped = (): number => {
      throw new Error('stopped')
    }
    expect(() => ledgerIn(folder, { nowMs: stopped }).append([anItem('t1')])).toThrow('stopped')
    writeFileSync(path, '{"added_at":"2026-')
    expect(problemOf()).toMatchObject({ line: 1 })
    expect(ledgerIn(folder).cutUnfinished()).toBe(18)
    ledgerIn(folder).append([anItem('t1')])
    expect(ledgerIn(folder).verify()).toMatchObject({ kind: 'intact', entries: 1 })
    rmSync(recordPath)
    expect(problemOf()?.message).toContain('the store holds no record of it')
    expect(() => ledgerIn(folder).cutUnfinished()).toThrow('the store holds no record of it')
  })
})

function problemOf(): LedgerProblem | undefined {
  const check = ledgerIn(folder).verify()
  return check.kind === 'broken' ? check.problem : undefined
}

function rowOf(traceId: string, line: number, changes: object) {
  const always = { traceId, line, origin: 'support-flag', weight: undefined, addedAtMs: START_MS }
  return { ...always, erasedAtMs: undefined, ...changes }
}

function files(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
}

function isInAnyFile(bytes: Uint8Array): boolean {
  return files().some(file => readFileSync(file).includes(Buffer.from(bytes)))
}

function wrappedKeys(): readonly Uint8Array[] {
  const database = new DatabaseSync(pathsIn(folder).recordPath)
  const rows = database.prepare('SELECT wrapped_key FROM line ORDER BY seq').all()
  database.close()
  return rows.map(row => (row.wrapped_key instanceof Uint8Array ? row.wrapped_key : new Uint8Array()))
}

function errorOf(work: () => unknown): StoreError {
  try {
    work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('Expected a StoreError, nothing was thrown')
}
