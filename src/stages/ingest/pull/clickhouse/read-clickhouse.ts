import type { ClickHousePullConfig } from '../../../../config/config.ts'
import { dayOf, startOfDayMs } from '../../../../config/zoned-days.ts'
import { IngestError } from '../../../../errors/ingest-error.ts'
import { parseJson } from '../../../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { canonicalRowOf, selectOf } from './canonical-row.ts'
import { checkColumns } from './check-columns.ts'
import type { ClickHouse, Statement } from './clickhouse.ts'
import { type Frame, frameOf } from './frame-sql.ts'
import { NUMBER_RANGE } from './permanent-random-number-sql.ts'
import { countSql, cutSql, type PreSample, rowsSql } from './pre-sample-sql.ts'
import { sqlName } from './sql-name.ts'

export type ClickHouseReading = {
  readonly seed: string
  /** As of the sampling: `endMs` undefined is the end of the newest trace's day. */
  readonly window: {
    readonly windowDays: number
    readonly endMs: number | undefined
    readonly timeZone: string
  }
  /** Told how much of the window travels. */
  readonly onNote: (note: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * The traces of a table as canonical rows: those of the window that pass the filters, of them a uniform sample by hash when the config
 * asks for one. Everything is decided by the server; what is not taken is not sent.
 *
 * @throws {ConfigError} when a named column does not exist or cannot be used.
 * @throws {IngestError} when the server refuses or fails.
 */
export async function* readClickHouse(
  config: ClickHousePullConfig,
  clickhouse: ClickHouse,
  reading: ClickHouseReading,
): AsyncIterable<{ readonly value: JsonValue; readonly bytes: number }> {
  const { seed, signal, onNote } = reading
  const ask = (statement: Statement) => objectsOf(clickhouse.rows(statement, signal), config)
  const types = await columnTypes(config, ask)
  checkColumns(config, types)
  const window = await windowOf(config, types, reading, ask)
  const frame = frameOf(config, types, { seed, window })
  const { traces } = await count(config, frame, ask)
  const preSample = await preSampleOf(config, frame, traces, ask)
  let sent = 0
  for await (const text of clickhouse.rows(rowsSql(frame, preSample, selectOf(config)), signal)) {
    const value = objectOf(text, config)
    sent += 1
    yield { value: canonicalRowOf(value), bytes: text.length }
  }
  if (sent < traces)
    onNote(`clickhouse: ${sent} of about ${traces} traces of the window were fetched${howOf(config)}`)
}

type Ask = (statement: Statement) => AsyncIterable<JsonObject>

async function columnTypes(
  { database, table }: ClickHousePullConfig,
  ask: Ask,
): Promise<ReadonlyMap<string, string>> {
  const types = new Map<string, string>()
  const sql = `DESCRIBE TABLE ${sqlName(database)}.${sqlName(table)}`
  for await (const row of ask({ sql, parameters: {} })) {
    types.set(String(ownValue(row, 'name')), String(ownValue(row, 'type')))
  }
  return types
}

/** Undefined: the table has no time, or no trace. */
async function windowOf(
  config: ClickHousePullConfig,
  types: ReadonlyMap<string, string>,
  { seed, window: { windowDays, endMs: wanted, timeZone } }: ClickHouseReading,
  ask: Ask,
): Promise<{ readonly startMs: number; readonly endMs: number } | undefined> {
  if (config.columns.started_at === undefined) return undefined
  const newest =
    wanted === undefined
      ? (await count(config, frameOf(config, types, { seed, window: undefined }), ask)).newest
      : undefined
  const endMs =
    wanted ?? (newest === undefined ? undefined : startOfDayMs(dayOf(newest, timeZone) + 1, timeZone))
  if (endMs === undefined) return undefined
  return { startMs: startOfDayMs(dayOf(endMs - 1, timeZone) - windowDays + 1, timeZone), endMs }
}

async function count(
  { columns }: ClickHousePullConfig,
  frame: Frame,
  ask: Ask,
): Promise<{ readonly traces: number; readonly newest: number | undefined }> {
  const startedAt = columns.started_at === undefined ? undefined : sqlName(columns.started_at)
  for await (const row of ask(countSql(frame, startedAt))) {
    const traces = Number(ownValue(row, 'traces'))
    const newest = ownValue(row, 'newest')
    return { traces, newest: traces === 0 || newest === null ? undefined : Number(newest) }
  }
  return { traces: 0, newest: undefined }
}

/** The largest number taken, found among few more than are wanted, so that the server sorts no more than those. */
async function preSampleOf(
  { customerCap, preSample: wanted }: ClickHousePullConfig,
  frame: Frame,
  traces: number,
  ask: Ask,
): Promise<PreSample> {
  if (wanted === undefined) return { customerCap, upTo: undefined }
  const spare = 6 * Math.sqrt(wanted) + 20
  let share = (wanted + spare) / Math.max(1, traces)
  for (; share < 1; share *= 2) {
    const upTo = Math.floor(share * NUMBER_RANGE)
    for await (const row of ask(cutSql(frame, { customerCap, upTo }, wanted))) {
      return { customerCap, upTo: Number(ownValue(row, 'u')) }
    }
  }
  for await (const row of ask(cutSql(frame, { customerCap, upTo: undefined }, wanted))) {
    return { customerCap, upTo: Number(ownValue(row, 'u')) }
  }
  return { customerCap, upTo: undefined }
}

function howOf({ customerCap, preSample }: ClickHousePullConfig): string {
  const drawn = preSample === undefined ? '' : ', drawn by hash'
  const capped =
    customerCap === undefined
      ? ''
      : `; of a customer at most ${customerCap}, so that shares and estimates are those of traffic capped like this`
  return `${drawn}${capped}`
}

async function* objectsOf(
  rows: AsyncIterable<string>,
  config: ClickHousePullConfig,
): AsyncIterable<JsonObject> {
  for await (const text of rows) yield objectOf(text, config)
}

function objectOf(text: string, { database, table }: ClickHousePullConfig): JsonObject {
  const json = parseJson(text)
  if (json.kind === 'value' && isJsonObject(json.value)) return json.value
  throw new IngestError('Expected JSON rows from ClickHouse, found something else', {
    source: `${database}.${table}`,
  })
}
