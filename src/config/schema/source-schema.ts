import { z } from 'zod'
import { flag, integer, listOf, oneOf, text, textLike, webAddress } from '../fields.ts'
import { TRACE_FORMATS } from '../trace-formats.ts'
import { type Effects, effective } from './effect.ts'
import { SOURCE_COLUMNS_EFFECTS, sourceColumnsSchema, sqlName } from './source-columns-schema.ts'
import { pathsSchema, traceFilesEffects, traceFilesSchema } from './trace-files-schema.ts'

const traceUrl = textLike(
  /^https?:\/\/[^\s{}]+\{trace_id\}[^\s{}]*$/,
  'an address with `{trace_id}` in it, such as `https://traces.example.com/t/{trace_id}`',
)

/** What names a secret of these servers, beside names that end in `_API_KEY`: no other secret of the environment can be meant. */
const LANGFUSE_KEY_NAME = /^([A-Za-z_][A-Za-z0-9_]*_API_KEY|LANGFUSE_[A-Z0-9_]*(PUBLIC|SECRET)_KEY)$/
const CLICKHOUSE_PASSWORD_NAME = /^([A-Za-z_][A-Za-z0-9_]*_API_KEY|CLICKHOUSE_[A-Z0-9_]*PASSWORD)$/

const langfuseKey = textLike(
  LANGFUSE_KEY_NAME,
  'the name of an environment variable such as `LANGFUSE_SECRET_KEY`, or one that ends in `_API_KEY`',
)

/** Keys of a source that is a server; which of them go together is checked in check-pull.ts. */
const pullKeys = {
  url: webAddress().optional(),
  allow_private_network: flag().optional(),
  public_key_env: langfuseKey.optional(),
  secret_key_env: langfuseKey.optional(),
  environments: listOf(text('the name of an environment'), 'environments').optional(),
  database: sqlName.optional(),
  table: sqlName.optional(),
  user: text('a user').optional(),
  password_env: textLike(
    CLICKHOUSE_PASSWORD_NAME,
    'the name of an environment variable such as `CLICKHOUSE_PASSWORD`, or one that ends in `_API_KEY`',
  ).optional(),
  columns: sourceColumnsSchema.optional(),
  where: z
    .record(sqlName, z.array(z.union([z.string(), z.int(), z.boolean()])).min(1), {
      error: 'expected lists of accepted values by column',
    })
    .optional(),
  flags: z
    .record(z.string().min(1), z.string(), { error: 'expected the accepted state by feature flag' })
    .optional(),
  customer_cap: integer(1, 1_000_000_000).optional(),
  pre_sample: integer(1, 10_000_000).optional(),
}

/** Production's traces: files, or a server they are fetched from. */
export const sourceSchema = traceFilesSchema.extend({
  format: oneOf([...TRACE_FORMATS, 'langfuse-api', 'clickhouse']).optional(),
  path: pathsSchema.optional(),
  trace_url: traceUrl.optional(),
  ...pullKeys,
})

/** The source as the file names it. */
export type SourceFile = z.output<typeof sourceSchema>

/** What each key of `source` changes. */
export const SOURCE_EFFECTS: Effects = {
  ...traceFilesEffects('source', 'baseline'),
  ...SOURCE_COLUMNS_EFFECTS,
  'source.url': effective('langfuse-api, clickhouse: the server traces are fetched from'),
  'source.allow_private_network': effective(
    'langfuse-api, clickhouse: whether that server may stand in a private network, then also without TLS',
  ),
  'source.public_key_env': effective("langfuse-api: the environment variable with the project's public key"),
  'source.secret_key_env': effective('langfuse-api: the environment variable with its secret key'),
  'source.environments': effective('langfuse-api: the environments traces are fetched of; default all'),
  'source.database': effective('clickhouse: the database; default `default`'),
  'source.table': effective('clickhouse: the table, one row a trace'),
  'source.user': effective('clickhouse: the user; default `default`'),
  'source.password_env': effective("clickhouse: the environment variable with that user's password"),
  'source.where': effective('clickhouse: the values a column has to have, several as a list'),
  'source.flags': effective('clickhouse: the state a feature flag has to be in'),
  'source.customer_cap': effective('clickhouse: how many traces of one customer are fetched at most'),
  'source.pre_sample': effective('clickhouse: how many traces are fetched at most, drawn by hash'),
  'source.trace_url': effective('where reports link a trace to: an address with `{trace_id}` in it'),
}
