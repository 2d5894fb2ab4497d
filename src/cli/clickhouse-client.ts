import type { ClickHouseClient } from '@clickhouse/client'
import type { ClickHousePullConfig } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import { IngestError } from '../errors/ingest-error.ts'
import { createGuardedAgent } from '../models/egress/guarded-fetch.ts'
import type { ClickHouse } from '../stages/ingest/pull/clickhouse/clickhouse.ts'

/**
 * The server a config names. Nothing is asked yet.
 *
 * @throws {ConfigError} when `@clickhouse/client` is not installed, or the password's variable is not set.
 */
export async function openClickHouse(
  config: ClickHousePullConfig,
  env: NodeJS.ProcessEnv,
): Promise<ClickHouse> {
  const { url, user, database, passwordVariable, allowPrivateNetwork } = config
  const client = await import('@clickhouse/client').catch(() => undefined)
  if (client === undefined) {
    throw new ConfigError(
      'Expected the package `@clickhouse/client` to read from ClickHouse, found it missing',
      {
        path: 'source.format',
        hint: 'npm install @clickhouse/client',
      },
    )
  }
  const password = passwordVariable === undefined ? '' : env[passwordVariable]
  if (password === undefined) {
    throw new ConfigError(
      `Expected the password of ClickHouse in ${passwordVariable}, found the variable not set`,
      {
        path: 'source.password_env',
      },
    )
  }
  return clickHouseOf(
    client.createClient({
      url,
      username: user,
      password,
      database,
      http_agent: createGuardedAgent({ provider: 'clickhouse', baseUrl: url, allowPrivateNetwork }),
      request_timeout: 600_000,
      log: { level: client.ClickHouseLogLevel.OFF },
    }),
    new URL(url).host,
  )
}

/** A client of the vendor as the readers know it. */
export function clickHouseOf(client: ClickHouseClient, host: string): ClickHouse {
  return {
    async *rows({ sql, parameters }, signal) {
      try {
        const found = await client.query({
          query: sql,
          query_params: { ...parameters },
          format: 'JSONEachRow',
          ...(signal === undefined ? {} : { abort_signal: signal }),
        })
        for await (const rows of found.stream()) for (const row of rows) yield row.text
      } catch (error) {
        signal?.throwIfAborted()
        throw refused(error, host)
      }
    },
    close: () => client.close(),
  }
}

/** The server's sentence stays out: it may quote a row. */
function refused(error: unknown, host: string): IngestError {
  const type = error instanceof Error && 'type' in error ? String(error.type) : undefined
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
  return new IngestError(`Expected rows from ClickHouse at ${host}, got ${type ?? 'an error'} (${code})`, {
    source: host,
    hint:
      type === undefined
        ? 'is `source.url` its HTTP interface (port 8123 or 8443), and may this machine reach it?'
        : "the server's query log (system.query_log) has the statement and its words for it",
    cause: undefined,
  })
}
