import type { ClickHousePullConfig } from '../../../../config/config.ts'
import { permanentRandomNumberSql } from './permanent-random-number-sql.ts'
import { sqlName } from './sql-name.ts'

/** Names the draw of the first phase: its numbers are independent of those traces are drawn by within strata. */
export const PRE_SAMPLE_PHASE = 'tidegate/pre-sample/1'

/** Which rows are looked at, as SQL expressions over the table, and the values in them. */
export type Frame = {
  readonly table: string
  /** The trace id, text. */
  readonly id: string
  /** The trace's number of the first phase, an integer below 2^48. */
  readonly number: string
  /** Customers for the cap; who is not known is nobody's. Undefined without a cap. */
  readonly customer: string | undefined
  readonly condition: string
  readonly parameters: { readonly [name: string]: unknown }
}

/**
 * The rows of the window that pass the config's filters.
 *
 * @param types - of the table's columns.
 * @param window - `endMs` exclusive, Unix epoch milliseconds; undefined: the table has no time.
 */
export function frameOf(
  config: ClickHousePullConfig,
  types: ReadonlyMap<string, string>,
  {
    seed,
    window,
  }: { readonly seed: string; readonly window: { startMs: number; endMs: number } | undefined },
): Frame {
  const { columns, database, table, where, flags, customerCap } = config
  const id = `toString(${sqlName(columns.id)})`
  const parameters: { [name: string]: unknown } = { seed, phase: PRE_SAMPLE_PHASE }
  const conditions: string[] = []
  if (columns.started_at !== undefined && window !== undefined) {
    const at = sqlName(columns.started_at)
    parameters.start_ms = window.startMs
    parameters.end_ms = window.endMs
    conditions.push(
      `${at} >= fromUnixTimestamp64Milli({start_ms:Int64}, 'UTC') AND ${at} < fromUnixTimestamp64Milli({end_ms:Int64}, 'UTC')`,
    )
  }
  for (const [index, [column, values]] of Object.entries(where).entries()) {
    const name = `where_${index}`
    parameters[name] = values.map(String)
    const isText = /String/.test(types.get(column) ?? '')
    const value = isText ? sqlName(column) : `toString(${sqlName(column)})`
    conditions.push(`${value} IN {${name}:Array(String)}`)
  }
  for (const [index, [flag, state]] of Object.entries(flags).entries()) {
    parameters[`flag_${index}`] = flag
    parameters[`state_${index}`] = state
    const column = columns.flags ?? ''
    conditions.push(`${stateOf(column, types.get(column) ?? '', `flag_${index}`)} = {state_${index}:String}`)
  }
  return {
    table: `${sqlName(database)}.${sqlName(table)}`,
    id,
    number: permanentRandomNumberSql('{seed:String}', '{phase:String}', id),
    customer: customerCap === undefined ? undefined : customerSql(columns.customer_id ?? columns.id, id),
    condition: conditions.length === 0 ? '1' : conditions.join(' AND '),
    parameters,
  }
}

function stateOf(column: string, type: string, flag: string): string {
  return type.startsWith('Map(')
    ? `toString(${sqlName(column)}[{${flag}:String}])`
    : `JSONExtractString(toString(${sqlName(column)}), {${flag}:String})`
}

function customerSql(column: string, id: string): string {
  const text = `ifNull(toString(${sqlName(column)}), '')`
  return `if(${text} = '', concat('trace|', ${id}), concat('customer|', ${text}))`
}
