import type { Statement } from './clickhouse.ts'
import type { Frame } from './frame-sql.ts'

export type PreSample = {
  /** Traces of one customer at most; undefined: all. */
  readonly customerCap: number | undefined
  /** Largest number of the first phase that is taken, an integer; undefined: every trace. */
  readonly upTo: number | undefined
}

/** Rows of the frame, distinct traces of it about, and the newest of them. */
export function countSql(frame: Frame, startedAt: string | undefined): Statement {
  const newest =
    startedAt === undefined ? 'NULL' : `toUnixTimestamp64Milli(max(toDateTime64(${startedAt}, 3, 'UTC')))`
  return {
    sql: `SELECT count() AS rows, uniqCombined(${frame.id}) AS traces, ${newest} AS newest FROM ${frame.table} WHERE ${frame.condition}`,
    parameters: frame.parameters,
  }
}

/** The number of the `n`-th trace among those up to `upTo`; no row when they are fewer. */
export function cutSql(frame: Frame, preSample: PreSample, n: number): Statement {
  const { sql, parameters } = drawnSql(frame, preSample)
  return {
    sql: `SELECT u FROM (${sql}) ORDER BY u, id LIMIT 1 OFFSET {offset:UInt64}`,
    parameters: { ...parameters, offset: n - 1 },
  }
}

/** The ids and numbers of the traces that are taken. A trace of several rows is one trace. */
function drawnSql(frame: Frame, { customerCap, upTo }: PreSample): Statement {
  const { table, id, number, customer, condition } = frame
  const within = upTo === undefined ? condition : `${condition} AND ${number} <= {up_to:UInt64}`
  const numbers = upTo === undefined ? {} : { up_to: upTo }
  if (customer === undefined || customerCap === undefined) {
    return {
      sql: `SELECT DISTINCT ${id} AS id, ${number} AS u FROM ${table} WHERE ${within}`,
      parameters: { ...frame.parameters, ...numbers },
    }
  }
  // Of each customer those of smallest number, so that who is taken does not depend on the order of the table.
  const each = `SELECT ${id} AS id, min(${customer}) AS customer, any(${number}) AS u FROM ${table} WHERE ${within} GROUP BY id`
  return {
    sql: `SELECT id, u FROM (${each}) ORDER BY u, id LIMIT {cap:UInt64} BY customer`,
    parameters: { ...frame.parameters, ...numbers, cap: customerCap },
  }
}

/**
 * The rows of the traces that are taken, one per trace. Without a cap one pass over the table: whether a row is taken is seen by its own
 * number.
 *
 * @param select - the columns.
 */
export function rowsSql(frame: Frame, preSample: PreSample, select: string): Statement {
  const { table, id, number, condition } = frame
  const { customerCap, upTo } = preSample
  const drawn = drawnSql(frame, preSample)
  const conditions = [condition]
  if (upTo !== undefined) conditions.push(`${number} <= {up_to:UInt64}`)
  if (customerCap !== undefined) conditions.push(`${id} IN (SELECT id FROM (${drawn.sql}))`)
  return {
    sql: `SELECT ${select} FROM ${table} WHERE ${conditions.join(' AND ')} LIMIT 1 BY ${id}`,
    parameters: drawn.parameters,
  }
}
