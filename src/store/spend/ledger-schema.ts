import type { DatabaseSchema } from '../sqlite/open-database.ts'

/** The ASCII codes of `TIDS`: not the run store, which is `TIDE`. */
const APPLICATION_ID = 0x54494453

/**
 * `reservation` is the journal, one row per call ever reserved; `spend_hour` its sums by the hour of reservation, kept
 * in the same transaction so that admitting a call reads a week of hours and not of calls. An `allowance` is money a
 * process has set aside ahead of its next calls (allowance.ts). Money is whole pico-dollars. A row of `freeze` stops
 * all spending of its scope.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE reservation (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    hour_start_ms INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'uncertain')),
    run_id TEXT,
    purpose TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    planned_at_ms INTEGER NOT NULL,
    reserved_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER,
    worst_pico_usd INTEGER NOT NULL CHECK (worst_pico_usd >= 0),
    cost_pico_usd INTEGER CHECK (cost_pico_usd >= 0),
    input_tokens INTEGER,
    resolved_model TEXT,
    is_estimated INTEGER
  ) STRICT;
  CREATE INDEX reservation_by_hour ON reservation (scope, hour_start_ms);
  CREATE INDEX reservation_open ON reservation (scope, host, pid) WHERE state = 'reserved';
  CREATE TABLE spend_hour (
    scope TEXT NOT NULL,
    hour_start_ms INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0 CHECK (settled >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain >= 0),
    allowance INTEGER NOT NULL DEFAULT 0 CHECK (allowance >= 0),
    PRIMARY KEY (scope, hour_start_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE allowance (
    scope TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    hour_start_ms INTEGER NOT NULL,
    pico_usd INTEGER NOT NULL CHECK (pico_usd >= 0),
    PRIMARY KEY (scope, host, pid)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE budget_alert (
    scope TEXT NOT NULL,
    level_percent INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE freeze (
    scope TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    worst_pico_usd INTEGER NOT NULL,
    cost_pico_usd INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`,
]

/** The ledger's own file. */
export const LEDGER_SCHEMA: DatabaseSchema = { applicationId: APPLICATION_ID, migrations: MIGRATIONS }
