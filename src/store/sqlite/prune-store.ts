import type { DatabaseSync } from 'node:sqlite'
import { openDatabase } from './open-database.ts'
import { toStoreError } from './to-store-error.ts'

/** Rows by kind; what is kept as well, so that nobody mistakes a table for empty. */
export type PruneCounts = {
  readonly traces: number
  /** Without a start time: their age is not known, and they stay. */
  readonly undatedTraces: number
  readonly vectors: number
  readonly replies: number
  readonly models: number
  /** Runs whose pairs, answers and maps go; their results stay. */
  readonly runDetails: number
  readonly bytesFreed: number
}

export type PruneOptions = {
  /** Unix epoch, milliseconds: what is older goes. */
  readonly beforeMs: number
  /** Count, and change nothing. */
  readonly isDryRun: boolean
  /** The hash a trace's vector is kept under, of its JSON. */
  readonly vectorHashOf: (traceJson: string) => string
}

const OLD_TRACE = "json_extract(json, '$.startedAtMs') < ?"
const OLD_MODEL =
  'window_end_ms < ? AND model_id <> (SELECT model_id FROM model ORDER BY window_end_ms DESC, model_id DESC LIMIT 1)'
const OLD_DETAILS = 'run_id IN (SELECT run_id FROM run WHERE COALESCE(finished_at_ms, started_at_ms) < ?)'

/**
 * Takes what is older than a moment out of a store: traces, the vectors no trace that stays has, kept replies, stratum
 * models but for the newest, and what runs keep beside their results. The file is rewritten, so that nothing of it is left
 * on its free pages.
 *
 * @throws {StoreError} when the file is not ours, or another process holds it.
 */
export function pruneStore(path: string, options: PruneOptions): PruneCounts {
  try {
    const database = openDatabase(path)
    try {
      return prune(database, options)
    } finally {
      database.close()
    }
  } catch (error) {
    throw toStoreError(error, path)
  }
}

function prune(database: DatabaseSync, { beforeMs, isDryRun, vectorHashOf }: PruneOptions): PruneCounts {
  const before = bytesOf(database)
  const count = (sql: string, ...values: readonly (number | string)[]): number =>
    Number(database.prepare(sql).get(...values)?.count ?? 0)
  database.exec('PRAGMA secure_delete = ON; BEGIN IMMEDIATE')
  let counts: Omit<PruneCounts, 'bytesFreed'>
  try {
    const traces = count(`SELECT count(*) AS count FROM trace WHERE ${OLD_TRACE}`, beforeMs)
    const undatedTraces = count(
      "SELECT count(*) AS count FROM trace WHERE json_extract(json, '$.startedAtMs') IS NULL",
    )
    const replies = count('SELECT count(*) AS count FROM reply WHERE created_at_ms < ?', beforeMs)
    const models = count(`SELECT count(*) AS count FROM model WHERE ${OLD_MODEL}`, beforeMs)
    const runDetails = count(
      `SELECT count(DISTINCT run_id) AS count FROM run_part WHERE ${OLD_DETAILS}`,
      beforeMs,
    )
    database.prepare(`DELETE FROM trace WHERE ${OLD_TRACE}`).run(beforeMs)
    // A vector has no date: without a trace it goes when one did.
    const vectors = traces === 0 ? 0 : dropVectors(database, vectorHashOf)
    database.prepare('DELETE FROM reply WHERE created_at_ms < ?').run(beforeMs)
    database.prepare(`DELETE FROM model WHERE ${OLD_MODEL}`).run(beforeMs)
    database.prepare(`DELETE FROM run_part WHERE ${OLD_DETAILS}`).run(beforeMs)
    counts = { traces, undatedTraces, vectors, replies, models, runDetails }
    database.exec(isDryRun ? 'ROLLBACK' : 'COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
  if (!isDryRun) database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  return { ...counts, bytesFreed: Math.max(0, before - bytesOf(database)) }
}

function dropVectors(database: DatabaseSync, vectorHashOf: PruneOptions['vectorHashOf']): number {
  database.exec('CREATE TEMP TABLE IF NOT EXISTS living (content_hash TEXT PRIMARY KEY) WITHOUT ROWID')
  const insert = database.prepare('INSERT OR IGNORE INTO living VALUES (?)')
  for (const { json } of database.prepare('SELECT json FROM trace').iterate()) {
    if (typeof json === 'string') insert.run(vectorHashOf(json))
  }
  return Number(
    database.prepare('DELETE FROM vector WHERE content_hash NOT IN (SELECT content_hash FROM living)').run()
      .changes,
  )
}

function bytesOf(database: DatabaseSync): number {
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count ?? 0)
  return pages * Number(database.prepare('PRAGMA page_size').get()?.page_size ?? 0)
}
