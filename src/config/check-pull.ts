import { addressProblems } from './check-address.ts'
import type { SourceFile } from './schema/source-schema.ts'

/** A key of `source`, with what is wrong with it. */
export type PullProblem = readonly [key: string, message: string]

const SHARED_KEYS = ['url', 'allow_private_network'] as const
const LANGFUSE_KEYS = ['public_key_env', 'secret_key_env', 'environments'] as const
const CLICKHOUSE_KEYS = [
  'database',
  'table',
  'user',
  'password_env',
  'columns',
  'where',
  'flags',
  'customer_cap',
  'pre_sample',
] as const
const FILE_KEYS = ['path', 'map'] as const

/** What is wrong with a source that is a server, or with files that are given a server's keys. */
export function pullProblems(source: SourceFile): readonly PullProblem[] {
  const { format } = source
  if (format === 'langfuse-api') {
    return [
      ...missing(source, format, ['url', 'public_key_env', 'secret_key_env']),
      ...foreign(source, format, [...FILE_KEYS, ...CLICKHOUSE_KEYS]),
      ...addressOf(source),
    ]
  }
  if (format === 'clickhouse') {
    return [
      ...missing(source, format, ['url', 'table', 'columns']),
      ...foreign(source, format, [...FILE_KEYS, ...LANGFUSE_KEYS]),
      ...addressOf(source),
      ...columnProblems(source),
    ]
  }
  if (source.path === 'clickhouse') {
    const message =
      'a table needs a block: `format: clickhouse` with `url`, `table` and `columns` (a file of that name is `./clickhouse`)'
    return [['path', message]]
  }
  const own = [...SHARED_KEYS, ...LANGFUSE_KEYS, ...CLICKHOUSE_KEYS].filter(key => source[key] !== undefined)
  const problems = own.map(
    (key): PullProblem => [key, '`' + key + '` goes with `format: langfuse-api` or `format: clickhouse`'],
  )
  return source.path === undefined ? [...problems, ['path', 'expected a path, or a list of paths']] : problems
}

function missing(source: SourceFile, format: string, keys: readonly (keyof SourceFile)[]): PullProblem[] {
  return keys
    .filter(key => source[key] === undefined)
    .map(key => [key, `\`format: ${format}\` needs \`${key}\``])
}

function foreign(source: SourceFile, format: string, keys: readonly (keyof SourceFile)[]): PullProblem[] {
  return keys
    .filter(key => source[key] !== undefined)
    .map(key => [key, `\`${key}\` does not go with \`format: ${format}\``])
}

function addressOf({ url, allow_private_network }: SourceFile): readonly PullProblem[] {
  return url === undefined ? [] : addressProblems('url', url, { allow_private_network })
}

function columnProblems({ columns, flags, customer_cap: cap }: SourceFile): readonly PullProblem[] {
  if (columns === undefined) return []
  const problems: PullProblem[] = []
  if (columns.messages === undefined && (columns.input === undefined || columns.output === undefined))
    problems.push(['columns', 'expected `messages`, or both `input` and `output`'])
  if (flags !== undefined && columns.flags === undefined)
    problems.push(['flags', '`flags` needs the column of the feature flags, `columns.flags`'])
  if (cap !== undefined && columns.customer_id === undefined)
    problems.push(['customer_cap', '`customer_cap` needs the column of the customer, `columns.customer_id`'])
  return problems
}
