import { ConfigError } from '../errors/config-error.ts'
import { IngestError } from '../errors/ingest-error.ts'
import { parseJson } from '../json/parse-json.ts'
import type { IngestIo } from '../stages/ingest/ingest-io.ts'

type TableRows = ReturnType<NonNullable<IngestIo['readTable']>>

/**
 * The rows of a table, through DuckDB, which is an optional package: Parquet and CSV by the path's ending, JSON Lines on object stores. Every row comes as
 * one JSON object.
 *
 * @throws {ConfigError} when `@duckdb/node-api` is not installed; {IngestError} when the table cannot be read.
 */
export async function* readTable(path: string): TableRows {
  const duckdb = await import('@duckdb/node-api').catch(() => undefined)
  if (duckdb === undefined) {
    throw new ConfigError(`Expected the package \`@duckdb/node-api\` to read ${path}, found it missing`, {
      path,
      hint: 'npm install @duckdb/node-api',
    })
  }
  const instance = await duckdb.DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '256MB' })
  const connection = await instance.connect()
  try {
    if (/^s3:/i.test(path))
      await connection.run('INSTALL httpfs; LOAD httpfs; CREATE SECRET (TYPE s3, PROVIDER credential_chain)')
    const result = await connection.stream(queryOf(path))
    for await (const rows of result.yieldRows()) {
      for (const [text] of rows) {
        const json = parseJson(String(text))
        yield json.kind === 'value'
          ? { value: json.value, bytes: String(text).length }
          : { unusable: json.reason }
      }
    }
  } catch (cause) {
    if (cause instanceof IngestError) throw cause
    throw new IngestError(`Cannot read the table ${path}`, {
      source: path,
      hint: 'DuckDB could not open it: is it the format its name says?',
      cause,
    })
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

function queryOf(path: string): string {
  const quoted = `'${path.replaceAll("'", "''")}'`
  if (/\.parquet$/i.test(path)) return `SELECT to_json(t)::VARCHAR FROM read_parquet(${quoted}) AS t`
  if (/\.csv(?:\.gz|\.zst)?$/i.test(path)) {
    return `SELECT to_json(t)::VARCHAR FROM read_csv(${quoted}, all_varchar = true, header = true) AS t`
  }
  return `SELECT json::VARCHAR FROM read_ndjson_objects(${quoted}) AS t`
}
