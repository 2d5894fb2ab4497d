import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { StoreError } from '../../errors/store-error.ts'
import type { RunId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import type { ModelRow, ReplyRow, RunRow, RunState, RunStateRow, RunStore } from '../run-store.ts'
import { toStoreError } from './to-store-error.ts'

type Row = Record<string, SQLOutputValue>

/** Traces are read in pages, so that a reader neither holds a lock nor all of them. */
const PAGE = 256
const RUN_STATES: readonly RunState[] = ['running', 'finished', 'interrupted', 'failed']

/** The store over an open database of our schema. `location` is what errors call it. */
export function sqliteRunStore(database: DatabaseSync, location: string): RunStore {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, location)
    }
  }
  const atomically = (work: () => void): void =>
    guarded(() => {
      database.exec('BEGIN IMMEDIATE')
      try {
        work()
        database.exec('COMMIT')
      } catch (error) {
        // SQLite has rolled back by itself after some errors (full disk among them).
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  const statements = guarded(() => prepare(database))
  const putPart = (runId: RunId, part: string, rows: readonly string[]): void => {
    statements.clearPart.run(runId, part)
    rows.forEach((json, position) => {
      statements.putPart.run(runId, part, position, json)
    })
  }
  return {
    putTraces: (side, traces) =>
      atomically(() => {
        for (const trace of traces) statements.putTrace.run(side, trace.traceId, JSON.stringify(trace))
      }),
    traces: side => pages(after => guarded(() => statements.page.all(side, after, PAGE)), location),
    trace: (side, traceId) =>
      guarded(() => {
        const row = statements.trace.get(side, traceId)
        return row === undefined ? undefined : parseTrace(row, location)
      }),
    vectors: (modelId, contentHashes) =>
      guarded(() => {
        const rows = statements.vectors.all(modelId, JSON.stringify(contentHashes))
        return new Map(rows.map(row => [textOf(row, 'content_hash', location), vectorOf(row, location)]))
      }),
    putVectors: (modelId, rows) =>
      atomically(() => {
        for (const [hash, vector] of rows) statements.putVector.run(modelId, hash, bytesOf(vector))
      }),
    putRun: (run, parts = {}) =>
      atomically(() => {
        const { runId, configHash, seed, state, startedAtMs, finishedAtMs, report } = run
        statements.putRun.run(
          runId,
          configHash,
          seed,
          state,
          startedAtMs,
          finishedAtMs ?? null,
          report ?? null,
        )
        for (const [part, rows] of Object.entries(parts)) putPart(runId, part, rows)
      }),
    run: runId =>
      guarded(() => {
        const row = statements.run.get(runId)
        return row === undefined ? undefined : runOf(row, location)
      }),
    runs: () => guarded(() => statements.runs.all().map(row => runOf(row, location))),
    runStates: () => guarded(() => statements.runStates.all().map(row => stateOf(row, location))),
    putRunPart: (runId, part, rows) => atomically(() => putPart(runId, part, rows)),
    runPart: (runId, part, positions) =>
      guarded(() => {
        const rows =
          positions === undefined
            ? statements.part.all(runId, part)
            : statements.partAt.all(runId, part, JSON.stringify(positions))
        return rows.map(row => textOf(row, 'json', location))
      }),
    runPartSize: (runId, part) => guarded(() => Number(statements.partSize.get(runId, part)?.size ?? 0)),
    putModel: ({ modelId, windowEndMs, bytes }) =>
      guarded(() => {
        statements.putModel.run(modelId, windowEndMs ?? null, bytes)
      }),
    model: modelId => guarded(() => optionalModel(statements.model.get(modelId), location)),
    latestModel: beforeMs =>
      guarded(() =>
        optionalModel(
          beforeMs === undefined ? statements.latestModel.get() : statements.latestModelBefore.get(beforeMs),
          location,
        ),
      ),
    reply: key =>
      guarded(() => {
        const row = statements.reply.get(key)
        return row === undefined ? undefined : replyOf(row, location)
      }),
    putReply: ({ key, kind, createdAtMs, body, mac }) =>
      guarded(() => {
        statements.putReply.run(key, kind, createdAtMs, body, mac)
      }),
    close: () => {
      if (database.isOpen) guarded(() => database.close())
    },
  }
}

function prepare(database: DatabaseSync) {
  return {
    putTrace: database.prepare(
      'INSERT INTO trace (side, trace_id, json) VALUES (?, ?, ?) ON CONFLICT (side, trace_id) DO UPDATE SET json = excluded.json',
    ),
    page: database.prepare(
      'SELECT position, json FROM trace WHERE side = ? AND position > ? ORDER BY position LIMIT ?',
    ),
    trace: database.prepare('SELECT json FROM trace WHERE side = ? AND trace_id = ?'),
    vectors: database.prepare(
      'SELECT content_hash, bytes FROM vector WHERE model_id = ? AND content_hash IN (SELECT value FROM json_each(?))',
    ),
    putVector: database.prepare(
      'INSERT OR REPLACE INTO vector (model_id, content_hash, bytes) VALUES (?, ?, ?)',
    ),
    putRun: database.prepare(
      'INSERT OR REPLACE INTO run (run_id, config_hash, seed, state, started_at_ms, finished_at_ms, report) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    run: database.prepare('SELECT * FROM run WHERE run_id = ?'),
    clearPart: database.prepare('DELETE FROM run_part WHERE run_id = ? AND part = ?'),
    putPart: database.prepare('INSERT INTO run_part (run_id, part, position, json) VALUES (?, ?, ?, ?)'),
    part: database.prepare('SELECT json FROM run_part WHERE run_id = ? AND part = ? ORDER BY position'),
    partSize: database.prepare('SELECT count(*) AS size FROM run_part WHERE run_id = ? AND part = ?'),
    partAt: database.prepare(
      'SELECT json FROM run_part WHERE run_id = ? AND part = ? AND position IN (SELECT value FROM json_each(?)) ORDER BY position',
    ),
    putModel: database.prepare(
      'INSERT OR REPLACE INTO model (model_id, window_end_ms, bytes) VALUES (?, ?, ?)',
    ),
    model: database.prepare('SELECT * FROM model WHERE model_id = ?'),
    // NULL sorts below every number, so last here; and it is before nothing.
    latestModel: database.prepare('SELECT * FROM model ORDER BY window_end_ms DESC, model_id DESC LIMIT 1'),
    latestModelBefore: database.prepare(
      'SELECT * FROM model WHERE window_end_ms < ? ORDER BY window_end_ms DESC, model_id DESC LIMIT 1',
    ),
    reply: database.prepare('SELECT * FROM reply WHERE key = ?'),
    putReply: database.prepare(
      'INSERT OR REPLACE INTO reply (key, kind, created_at_ms, body, mac) VALUES (?, ?, ?, ?, ?)',
    ),
    runs: database.prepare('SELECT * FROM run ORDER BY started_at_ms DESC, run_id DESC'),
    runStates: database.prepare(
      'SELECT run_id, config_hash, seed, state, started_at_ms, finished_at_ms FROM run ORDER BY started_at_ms DESC, run_id DESC',
    ),
  }
}

function* pages(
  pageAfter: (position: number) => readonly Row[],
  location: string,
): Generator<RedactedTrace, undefined> {
  let position = 0
  for (let rows = pageAfter(position); rows.length > 0; rows = pageAfter(position)) {
    for (const row of rows) yield parseTrace(row, location)
    position = Number(rows.at(-1)?.position)
  }
  return undefined
}

/** What we wrote ourselves is trusted to have its shape; JSON that does not parse means that the file is damaged. */
function parseTrace(row: Row, location: string): RedactedTrace {
  try {
    return JSON.parse(textOf(row, 'json', location)) as RedactedTrace
  } catch {
    // The cause is left out on purpose: the message of a parser quotes the text.
    throw damaged(location, 'a trace that is not JSON')
  }
}

function runOf(row: Row, location: string): RunRow {
  return {
    ...stateOf(row, location),
    report: row.report === null ? undefined : textOf(row, 'report', location),
  }
}

function stateOf(row: Row, location: string): RunStateRow {
  const state = RUN_STATES.find(known => known === row.state)
  if (state === undefined) throw damaged(location, 'a run in an unknown state')
  return {
    runId: textOf(row, 'run_id', location) as RunId,
    configHash: textOf(row, 'config_hash', location),
    seed: textOf(row, 'seed', location),
    state,
    startedAtMs: Number(row.started_at_ms),
    finishedAtMs: row.finished_at_ms === null ? undefined : Number(row.finished_at_ms),
  }
}

function optionalModel(row: Row | undefined, location: string): ModelRow | undefined {
  if (row === undefined) return undefined
  const { bytes } = row
  if (!(bytes instanceof Uint8Array)) throw damaged(location, 'a model without bytes')
  return {
    modelId: textOf(row, 'model_id', location),
    windowEndMs: row.window_end_ms === null ? undefined : Number(row.window_end_ms),
    bytes,
  }
}

function replyOf(row: Row, location: string): ReplyRow {
  return {
    key: textOf(row, 'key', location),
    kind: textOf(row, 'kind', location),
    createdAtMs: Number(row.created_at_ms),
    body: textOf(row, 'body', location),
    mac: textOf(row, 'mac', location),
  }
}

function textOf(row: Row, column: string, location: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw damaged(location, `a row without text in \`${column}\``)
  return value
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
}

/** Copied, because the bytes of a row need not start where a Float32Array may. */
function vectorOf(row: Row, location: string): Float32Array {
  const { bytes } = row
  if (!(bytes instanceof Uint8Array) || bytes.byteLength % 4 !== 0)
    throw damaged(location, 'a vector of broken length')
  return new Float32Array(bytes.slice().buffer)
}

function damaged(location: string, what: string): StoreError {
  return new StoreError(`Store ${location} holds ${what}`, {
    location,
    hint: 'Move the file away and ingest again; the traces are still where they came from',
  })
}
