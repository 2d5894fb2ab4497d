import type { DatabaseSchema } from './open-database.ts'

/** Marks the file as ours (`application_id`): the ASCII codes of `TIDE`. */
const APPLICATION_ID = 0x54494445

/**
 * What each version added: `MIGRATIONS[0]` makes version 1 of an empty file, every further entry the next version of the
 * one before. Entries are never changed, or old files would end up other than new ones.
 *
 * `position` keeps the order in which traces first came in; a vector is the bytes of a
 * Float32Array in little-endian order, found by the space it belongs to and the hash of its text.
 */
const MIGRATIONS: readonly string[] = [
  `
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
`,
  `
  CREATE TABLE model (
    model_id TEXT PRIMARY KEY,
    window_end_ms INTEGER,
    bytes BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX model_by_window ON model (window_end_ms);
`,
  `
  CREATE TABLE reply (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    mac TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`,
  `
  CREATE TABLE run_part (
    run_id TEXT NOT NULL,
    part TEXT NOT NULL,
    position INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (run_id, part, position)
  ) STRICT, WITHOUT ROWID;
`,
]

/** The run store's file. */
export const STORE_SCHEMA: DatabaseSchema = { applicationId: APPLICATION_ID, migrations: MIGRATIONS }
