/** Number of the schema below, kept in the file as `user_version`. Raise it with every change, and migrate. */
export const SCHEMA_VERSION = 1

/** Marks the file as ours (`application_id`): the ASCII codes of `TIDE`. */
export const APPLICATION_ID = 0x54494445

/**
 * Tables of version 1. `position` keeps the order in which traces first came in; a vector is the bytes of a
 * Float32Array in little-endian order, found by the space it belongs to and the hash of its text.
 */
export const SCHEMA = `
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
`
