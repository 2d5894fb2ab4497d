import type { ClickHousePullConfig, Config } from '../config/config.ts'
import { isPulledPath } from '../config/pull-source.ts'
import type { IngestIo } from '../stages/ingest/ingest-io.ts'
import { readClickHouse } from '../stages/ingest/pull/clickhouse/read-clickhouse.ts'
import { openClickHouse } from './clickhouse-client.ts'
import { createLangfuseSource } from './langfuse-source.ts'
import { readTable } from './read-table.ts'

type Rows = ReturnType<NonNullable<IngestIo['readTable']>>

export type PullInputs = {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly onWarning: (warning: string) => void
}

/** Tables, and sources that are servers, under one reader. */
export type PullSources = {
  readonly readTable: (path: string) => Rows
  /** Erases what was fetched and kept: it is in the store now. What was not read to its end stays for the next time. */
  readonly settle: () => Promise<void>
}

/** How the config's source is read, whatever it is; a server is asked only when it is read. */
export function createPullSources(config: Config, inputs: PullInputs): PullSources {
  const pull = config.source?.pull
  if (pull === undefined) return { readTable, settle: async () => {} }
  if (pull.kind === 'clickhouse') {
    return {
      readTable: path => (isPulledPath(path) ? fromClickHouse(config, pull, inputs) : readTable(path)),
      settle: async () => {},
    }
  }
  const langfuse = createLangfuseSource(config, pull, inputs)
  return {
    readTable: path => (isPulledPath(path) ? langfuse.rows() : readTable(path)),
    settle: langfuse.settle,
  }
}

async function* fromClickHouse(
  { seed, sampling, source }: Config,
  pull: ClickHousePullConfig,
  { env, signal, onWarning }: PullInputs,
): Rows {
  const extraDays = source?.pull?.extraDays ?? 0
  const clickhouse = await openClickHouse(pull, env)
  try {
    const { windowEndMs: endMs, timeZone } = sampling
    const windowDays = sampling.windowDays + extraDays
    const window = { windowDays, endMs, timeZone }
    yield* readClickHouse(pull, clickhouse, { seed, window, onNote: onWarning, signal })
  } finally {
    await clickhouse.close()
  }
}
