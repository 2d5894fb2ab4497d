import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { bareTrace } from '../../records/bare-trace.ts'
import type { RunId, TraceId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import type { RunRow } from '../run-store.ts'
import { createSqliteStore } from './create-sqlite-store.ts'
import { openDatabase } from './open-database.ts'
import { sqliteRunStore } from './sqlite-run-store.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-sqlite-'))
  path = join(folder, 'state', 'store.db')
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('createSqliteStore', () => {
  it('keeps everything when it is closed and opened again', () => {
    const first = createSqliteStore(path)
    first.putTraces('baseline', [aTrace('t1')])
    first.putVectors('model', [['hash', Float32Array.of(1, -0)]])
    first.putRun(aRun('r1'))
    first.close()
    const second = createSqliteStore(path)
    expect([...second.traces('baseline')]).toEqual([aTrace('t1')])
    expect(second.vectors('model', ['hash']).get('hash')).toEqual(Float32Array.of(1, -0))
    expect(second.runs()).toEqual([aRun('r1')])
    second.close()
  })

  it('creates the missing folder and the file for its owner alone', () => {
    createSqliteStore(path).close()
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('refuses a newer schema, names both versions and leaves the file as it was', () => {
    createSqliteStore(path).close()
    execute('PRAGMA user_version = 7')
    const before = readFileSync(path)
    const error = errorOf(() => createSqliteStore(path))
    expect(error.message).toContain('schema version 7')
    expect(error.message).toContain('up to 4')
    expect(error.hint).toContain('Update tidegate')
    expect(readFileSync(path)).toEqual(before)
  })

  it('brings a file of version 1 up to date and keeps what it holds', () => {
    createVersion1()
    const store = createSqliteStore(path)
    expect(store.runs()).toEqual([aRun('r1')])
    store.putModel({ modelId: 'm1', windowEndMs: 5, bytes: Uint8Array.of(1, 2) })
    store.close()
    const again = createSqliteStore(path)
    expect(again.latestModel()).toEqual({ modelId: 'm1', windowEndMs: 5, bytes: Uint8Array.of(1, 2) })
    again.close()
  })

  it('refuses the database of another program', () => {
    createSqliteStore(path).close()
    rmSync(path)
    execute('CREATE TABLE bookmarks (url TEXT)')
    expect(errorOf(() => createSqliteStore(path)).message).toContain('another program')
  })

  it('says that a file is not a database', () => {
    const text = join(folder, 'notes.txt')
    writeFileSync(text, 'this is a text file and no database at all '.repeat(40))
    expect(errorOf(() => createSqliteStore(text)).message).toContain('is not a database')
  })

  it('says so when the folder cannot be created, and how to go on', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const error = errorOf(() => createSqliteStore(join(file, 'store.db')))
    expect(error.location).toBe(join(file, 'store.db'))
    expect(error.hint).toContain('folder')
  })

  it('says that a damaged file is damaged, without a word of what it holds', () => {
    const store = createSqliteStore(path)
    store.putTraces('baseline', [aTrace('t1')])
    store.close()
    execute(`UPDATE trace SET json = '{"secretword": tru'`)
    const error = errorOf(() => [...createSqliteStore(path).traces('baseline')])
    expect(error.message).toContain('not JSON')
    expect(`${error.message} ${String(error.cause)}`).not.toContain('secretword')
  })

  it('stops with a hint when the disk is full, keeps what was stored and goes on when there is space', () => {
    const database = openDatabase(path)
    const store = sqliteRunStore(database, path)
    store.putTraces('baseline', [aTrace('kept')])
    database.exec('PRAGMA max_page_count = 12')
    const many = Array.from({ length: 200 }, (_, index) => aTrace(`t${index}`, 'x'.repeat(1_000)))
    const error = errorOf(() => store.putTraces('baseline', many))
    expect(error.message).toContain('ran out of disk space')
    expect(error.message).not.toContain('xxxx')
    expect([...store.traces('baseline')]).toEqual([aTrace('kept')])
    database.exec('PRAGMA max_page_count = 100000')
    store.putTraces('baseline', many)
    expect([...store.traces('baseline')]).toHaveLength(201)
    store.close()
  })

  it('keeps no run without its pairs: where they find no space, the run is not there either', () => {
    const database = openDatabase(path)
    const store = sqliteRunStore(database, path)
    database.exec('PRAGMA max_page_count = 12')
    const pairs = Array.from({ length: 200 }, () => JSON.stringify('x'.repeat(1_000)))
    expect(errorOf(() => store.putRun(aRun('r1'), { pairs })).message).toContain('ran out of disk space')
    expect([store.runs(), store.runPartSize('r1' as RunId, 'pairs')]).toEqual([[], 0])
    store.close()
  })

  it('says that a store opened for reading alone cannot be written', () => {
    createSqliteStore(path).close()
    const store = sqliteRunStore(new DatabaseSync(path, { readOnly: true }), path)
    expect(errorOf(() => store.putRun(aRun('r1'))).message).toContain('cannot be written')
    expect(store.runs()).toEqual([])
    store.close()
  })

  it('keeps every finished write and nothing of an unfinished one when the process is killed', () => {
    const script = `
      import { createSqliteStore } from ${JSON.stringify(join(import.meta.dirname, 'create-sqlite-store.ts'))}
      const store = createSqliteStore(${JSON.stringify(path)})
      store.putTraces('baseline', [{ traceId: 'done' }])
      function* rows() { yield { traceId: 'half' }; process.kill(process.pid, 'SIGKILL') }
      store.putTraces('baseline', rows())
    `
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script])
    expect(child.signal).toBe('SIGKILL')
    const store = createSqliteStore(path)
    expect(Array.from(store.traces('baseline'), trace => trace.traceId)).toEqual(['done'])
    store.close()
  })

  it('takes the writes of four processes that create and fill it at the same time', async () => {
    const script = (name: string) => `
      import { createSqliteStore } from ${JSON.stringify(join(import.meta.dirname, 'create-sqlite-store.ts'))}
      const store = createSqliteStore(${JSON.stringify(path)})
      for (let index = 0; index < 25; index += 1) store.putTraces('baseline', [{ traceId: '${name}' + index }])
      store.close()
    `
    const codes = await Promise.all(['a', 'b', 'c', 'd'].map(name => exitCodeOf(script(name))))
    expect(codes).toEqual([0, 0, 0, 0])
    const store = createSqliteStore(path)
    expect([...store.traces('baseline')]).toHaveLength(100)
    store.close()
  })
})

function exitCodeOf(script: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise(resolve => child.on('exit', resolve))
}

/** As version 1 made it, with one run. */
function createVersion1(): void {
  mkdirSync(join(folder, 'state'))
  execute(`
    CREATE TABLE trace (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      side TEXT NOT NULL,
      trace_id TEXT NOT NULL,
      json TEXT NOT NULL,
      UNIQUE (side, trace_id)
    ) STRICT;
    CREATE TABLE vector (
      model_id TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (model_id, content_hash)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run (
      run_id TEXT PRIMARY KEY,
      config_hash TEXT NOT NULL,
      seed TEXT NOT NULL,
      state TEXT NOT NULL,
      started_at_ms INTEGER NOT NULL,
      finished_at_ms INTEGER,
      report TEXT
    ) STRICT, WITHOUT ROWID;
    PRAGMA application_id = 1414087749;
    PRAGMA user_version = 1;
  `)
  const { runId, configHash, seed, state, startedAtMs, finishedAtMs, report } = aRun('r1')
  const database = new DatabaseSync(path)
  database
    .prepare('INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(runId, configHash, seed, state, startedAtMs, finishedAtMs ?? null, report ?? null)
  database.close()
}

function execute(sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
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

function aTrace(traceId: string, model = 'm'): RedactedTrace {
  return { ...bareTrace(traceId as TraceId, []), model }
}

function aRun(runId: string): RunRow {
  const finished = { state: 'finished', startedAtMs: 1, finishedAtMs: 2, report: '{}' } as const
  return { runId: runId as RunId, configHash: 'c', seed: 's', ...finished }
}
