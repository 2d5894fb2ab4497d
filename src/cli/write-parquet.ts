import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ConfigError } from '../errors/config-error.ts'
import { StoreError } from '../errors/store-error.ts'

/**
 * Writes rows as a Parquet file through DuckDB, which is an optional package, in one move.
 *
 * @param columns - DuckDB's type of each column, in order.
 * @throws {ConfigError} when `@duckdb/node-api` is not installed; {StoreError} when the file cannot be written.
 */
export async function writeParquet(
  path: string,
  columns: { readonly [column: string]: string },
  rows: Iterable<object>,
): Promise<void> {
  const duckdb = await import('@duckdb/node-api').catch(() => undefined)
  if (duckdb === undefined) {
    throw new ConfigError(`Expected the package \`@duckdb/node-api\` to write ${path}, found it missing`, {
      path: '--format',
      hint: 'npm install @duckdb/node-api',
    })
  }
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-export-'))
  const target = resolve(path)
  const unfinished = `${target}.${process.pid}.tmp`
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '512MB' })
  const connection = await instance.connect()
  try {
    const lines = join(folder, 'rows.jsonl')
    await writeFile(lines, Array.from(rows, row => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 })
    await mkdir(dirname(target), { recursive: true })
    const types = Object.entries(columns).map(([name, type]) => `'${name}': '${type}'`)
    await connection.run(
      `COPY (SELECT * FROM read_json(${sqlText(lines)}, format = 'newline_delimited', columns = {${types.join(', ')}})) TO ${sqlText(unfinished)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    await rename(unfinished, target)
  } catch (cause) {
    await rm(unfinished, { force: true })
    throw new StoreError(`Expected to write ${path} as Parquet, got an error of DuckDB or the disk`, {
      location: path,
      cause,
    })
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
