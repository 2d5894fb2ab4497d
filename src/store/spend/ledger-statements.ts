import type { DatabaseSync, StatementSync } from 'node:sqlite'

export type LedgerStatements = { readonly [name in keyof typeof SQL]: StatementSync }

/** The statements of a ledger. Sums are read as bigint: a 64-bit sum of money need not fit a double. */
export function ledgerStatements(database: DatabaseSync): LedgerStatements {
  const prepared = Object.entries(SQL).map(([name, sql]) => {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    return [name, statement]
  })
  return Object.fromEntries(prepared) as LedgerStatements
}

const SQL = {
  latestHour: 'SELECT max(hour_start_ms) AS hour FROM spend_hour WHERE scope = ?',
  sums: `
    SELECT coalesce(sum(settled), 0) AS settled, coalesce(sum(reserved), 0) AS reserved,
      coalesce(sum(uncertain), 0) AS uncertain, coalesce(sum(allowance), 0) AS allowance
    FROM spend_hour WHERE scope = ? AND hour_start_ms >= ?`,
  insert: `
    INSERT INTO reservation (scope, hour_start_ms, state, run_id, purpose, provider, model, host, pid,
      planned_at_ms, reserved_at_ms, worst_pico_usd)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  addToHour: `
    INSERT INTO spend_hour (scope, hour_start_ms, reserved, uncertain, allowance)
    VALUES (?1, ?2, max(?3, 0), max(?4, 0), max(?5, 0))
    ON CONFLICT (scope, hour_start_ms) DO UPDATE
    SET reserved = reserved + ?3, uncertain = uncertain + ?4, allowance = allowance + ?5`,
  moveInHour: `
    UPDATE spend_hour SET settled = settled + ?3, reserved = reserved + ?4, uncertain = uncertain + ?5
    WHERE scope = ?1 AND hour_start_ms = ?2`,
  open: `
    SELECT state, hour_start_ms, provider, model, worst_pico_usd FROM reservation
    WHERE id = ? AND scope = ? AND state IN ('reserved', 'uncertain')`,
  end: `
    UPDATE reservation SET state = ?2, ended_at_ms = ?3, cost_pico_usd = ?4, input_tokens = ?5,
      resolved_model = ?6, is_estimated = ?7
    WHERE id = ?1`,
  processes: `
    SELECT DISTINCT pid FROM reservation WHERE scope = ?1 AND host = ?2 AND state = 'reserved'
    UNION SELECT pid FROM allowance WHERE scope = ?1 AND host = ?2`,
  ofProcess: `SELECT id FROM reservation WHERE scope = ? AND host = ? AND pid = ? AND state = 'reserved'`,
  allowance: 'SELECT hour_start_ms, pico_usd FROM allowance WHERE scope = ? AND host = ? AND pid = ?',
  setAllowance: `
    INSERT INTO allowance (scope, host, pid, hour_start_ms, pico_usd) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (scope, host, pid) DO UPDATE
    SET hour_start_ms = excluded.hour_start_ms, pico_usd = excluded.pico_usd`,
  dropAllowance: 'DELETE FROM allowance WHERE scope = ? AND host = ? AND pid = ?',
  allowances: `
    SELECT coalesce(sum(pico_usd), 0) AS pico_usd FROM allowance WHERE scope = ? AND hour_start_ms >= ?`,
  alerted: 'SELECT DISTINCT level_percent AS level FROM budget_alert WHERE scope = ? AND at_ms >= ?',
  alert: 'INSERT INTO budget_alert (scope, level_percent, at_ms) VALUES (?, ?, ?)',
  freeze: `
    INSERT OR IGNORE INTO freeze (scope, at_ms, provider, model, worst_pico_usd, cost_pico_usd)
    VALUES (?, ?, ?, ?, ?, ?)`,
  frozen: 'SELECT * FROM freeze WHERE scope = ?',
  unfreeze: 'DELETE FROM freeze WHERE scope = ?',
  lines: `
    SELECT purpose, provider, coalesce(resolved_model, model) AS name,
      sum(CASE state WHEN 'settled' THEN cost_pico_usd ELSE 0 END) AS settled,
      sum(CASE state WHEN 'reserved' THEN worst_pico_usd ELSE 0 END) AS reserved,
      sum(CASE state WHEN 'uncertain' THEN worst_pico_usd ELSE 0 END) AS uncertain,
      count(*) FILTER (WHERE purpose <> 'set aside') AS calls
    FROM reservation WHERE scope = ? AND hour_start_ms >= ? AND state <> 'released'
    GROUP BY purpose, provider, name
    ORDER BY settled + reserved + uncertain DESC, purpose, provider, name`,
  states: `
    SELECT state, count(*) FILTER (WHERE purpose <> 'set aside') AS calls, coalesce(sum(is_estimated), 0) AS estimated
    FROM reservation WHERE scope = ? AND hour_start_ms >= ? GROUP BY state`,
} as const
