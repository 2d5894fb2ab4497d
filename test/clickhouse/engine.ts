import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type ClickHouseClient, createClient } from '@clickhouse/client'

export const ENGINE_VERSION = '3.4.0'

/** Where the engine is installed; `TIDEGATE_CHDB` names another folder. */
export const ENGINE_FOLDER = process.env.TIDEGATE_CHDB ?? join(tmpdir(), `tidegate-chdb-${ENGINE_VERSION}`)

type Connection = NonNullable<Parameters<typeof createClient>[0]>

/** A client of the vendor whose server is ClickHouse's own engine in this process. One for all: the engine has one data folder a process. */
export async function openEngine(): Promise<ClickHouseClient> {
  const file = join(ENGINE_FOLDER, 'node_modules/chdb/dist/connection/index.js')
  const { createChdbConnection } = (await import(pathToFileURL(file).href)) as {
    createChdbConnection: (options: { path: string }) => unknown
  }
  return createClient({ connection: createChdbConnection({ path: ':memory:' }) } as Connection)
}
