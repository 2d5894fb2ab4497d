import { z } from 'zod'
import { textLike } from '../fields.ts'
import { byMappedField } from './by-mapped-field.ts'
import { type Effects, effective } from './effect.ts'

const SQL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/

/** The name of a database, a table or a column. */
export const sqlName = textLike(SQL_NAME, 'a name of letters, digits and underscores')

/** Where a table of ClickHouse has the fields of a trace. */
export const sourceColumnsSchema = z.strictObject({
  id: sqlName,
  messages: sqlName.optional(),
  input: sqlName.optional(),
  output: sqlName.optional(),
  embedding: sqlName.optional(),
  ...byMappedField(sqlName),
})

const COLUMNS = {
  id: 'of the trace id',
  messages: 'of the chat messages, JSON',
  input: 'of the request, text or JSON messages',
  output: 'of the answer, text',
  embedding: 'of the vector requests are assigned by (docs/scaling.md)',
  outcome: 'of the recorded success',
  started_at: 'of the start time, which decides the window: a date with time',
  latency_ms: 'of the latency in milliseconds',
  cost_usd: 'of the cost in US dollars',
  model: 'of the name of the model that answered',
  finish: 'of how the trace ended',
  session_id: 'of the session',
  customer_id: 'of the customer',
  customer_tier: "of the customer's plan or tier",
  language: 'of the language of the request',
  flags: 'of the feature-flag states, a map or JSON',
  tools: 'of the tools offered, JSON',
  expected: 'of the calls known to be right, JSON',
  intent: 'of the text that is embedded',
  support_flag: 'of what support said about the trace',
}

/** What each key of `source.columns` changes. */
export const SOURCE_COLUMNS_EFFECTS: Effects = Object.fromEntries(
  Object.entries(COLUMNS).map(([key, what]) => [
    `source.columns.${key}`,
    effective(`clickhouse: the column ${what}`),
  ]),
)
