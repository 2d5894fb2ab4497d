import { ALERT_SEVERITIES, type Alert, type AlertUpdate } from '../../records/alert.ts'
import { type DatabaseSchema, openDatabase } from '../sqlite/open-database.ts'
import { toStoreError } from '../sqlite/to-store-error.ts'
import type { AlertOutbox, OpenAlert, OutboxChannel, OutboxRow } from './alert-outbox.ts'

export type SqliteOutboxOptions = {
  readonly path: string
  readonly nowMs: () => number
  /** How long an open alert is not repeated to a channel. */
  readonly cooldownMs: number
}

/** The ASCII codes of `TIDA`. */
const APPLICATION_ID = 0x54494441

const SCHEMA: DatabaseSchema = {
  applicationId: APPLICATION_ID,
  migrations: [
    `
  CREATE TABLE open_alert (
    channel TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    opened_at_ms INTEGER NOT NULL,
    told_at_ms INTEGER NOT NULL,
    PRIMARY KEY (channel, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'dead')),
    problem TEXT
  ) STRICT;
  CREATE INDEX outbox_by_channel ON outbox (channel, state, due_at_ms);
`,
  ],
}

/**
 * The outbox in a file of its own beside the store.
 *
 * @throws {StoreError} from each of its functions when the file cannot be read or written.
 */
export function createSqliteOutbox({ path, nowMs, cooldownMs }: SqliteOutboxOptions): AlertOutbox {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, path)
    }
  }
  const database = guarded(() => openDatabase(path, SCHEMA))
  const sql = {
    opened: database.prepare('SELECT severity, told_at_ms FROM open_alert WHERE channel = ? AND key = ?'),
    open: database.prepare(
      `INSERT INTO open_alert (channel, key, title, severity, opened_at_ms, told_at_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (channel, key) DO UPDATE SET title = excluded.title, severity = excluded.severity, told_at_ms = excluded.told_at_ms`,
    ),
    shut: database.prepare('DELETE FROM open_alert WHERE channel = ? AND key = ?'),
    put: database.prepare(
      "INSERT INTO outbox (channel, body, created_at_ms, due_at_ms, state) VALUES (?, ?, ?, ?, 'pending')",
    ),
    due: database.prepare(
      `SELECT * FROM outbox AS row WHERE channel = ?1 AND state = 'pending' AND NOT EXISTS (
         SELECT 1 FROM outbox WHERE channel = ?1 AND state = 'pending' AND due_at_ms > ?2 AND id <= row.id
       ) ORDER BY id`,
    ),
    sent: database.prepare('DELETE FROM outbox WHERE id = ?'),
    failed: database.prepare(
      'UPDATE outbox SET attempts = attempts + 1, problem = ?, state = ?, due_at_ms = ? WHERE id = ?',
    ),
    revive: database.prepare("UPDATE outbox SET state = 'pending', due_at_ms = ?"),
    rows: database.prepare('SELECT * FROM outbox ORDER BY id'),
    openAlerts: database.prepare('SELECT * FROM open_alert ORDER BY channel, key'),
  }
  const within = <T>(work: () => T): T =>
    guarded(() => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    })

  /** Whether a channel has to hear of it now. */
  const isNews = ({ key, severity }: Alert, channel: string): boolean => {
    const before = sql.opened.get(channel, key)
    if (before === undefined) return true
    const isWorse = rank(severity) > rank(String(before.severity))
    return isWorse || nowMs() - Number(before.told_at_ms) >= cooldownMs
  }
  const post = (update: AlertUpdate, { name, leastSeverity }: OutboxChannel): void => {
    const now = nowMs()
    if (update.kind === 'raised') {
      const { alert } = update
      if (rank(alert.severity) < rank(leastSeverity) || !isNews(alert, name)) return
      sql.open.run(name, alert.key, alert.title, alert.severity, now, now)
    } else if (sql.shut.run(name, update.key).changes === 0) {
      return
    }
    sql.put.run(name, JSON.stringify(update), now, now)
  }

  return {
    post: (updates, channels) =>
      within(() => {
        for (const channel of channels) for (const update of updates) post(update, channel)
      }),
    due: channel => guarded(() => sql.due.all(channel, nowMs()).map(toRow)),
    sent: ids =>
      within(() => {
        for (const id of ids) sql.sent.run(id)
      }),
    failed: (ids, problem, dueAtMs) =>
      within(() => {
        for (const id of ids)
          sql.failed.run(problem, dueAtMs === undefined ? 'dead' : 'pending', dueAtMs ?? 0, id)
      }),
    revive: () => guarded(() => Number(sql.revive.run(nowMs()).changes)),
    rows: () => guarded(() => sql.rows.all().map(toRow)),
    open: () =>
      guarded(() =>
        sql.openAlerts.all().map(
          (row): OpenAlert => ({
            channel: String(row.channel),
            key: String(row.key),
            title: String(row.title),
            severity: String(row.severity),
            openedAtMs: Number(row.opened_at_ms),
            toldAtMs: Number(row.told_at_ms),
          }),
        ),
      ),
    close: () => database.close(),
  }
}

type Row = { readonly [column: string]: unknown }

function toRow(row: Row): OutboxRow {
  return {
    id: Number(row.id),
    channel: String(row.channel),
    // Written by `post` alone.
    update: JSON.parse(String(row.body)) as AlertUpdate,
    createdAtMs: Number(row.created_at_ms),
    attempts: Number(row.attempts),
    dueAtMs: Number(row.due_at_ms),
    state: row.state === 'dead' ? 'dead' : 'pending',
    problem: row.problem === null ? null : String(row.problem),
  }
}

function rank(severity: string): number {
  return (ALERT_SEVERITIES as readonly string[]).indexOf(severity)
}
