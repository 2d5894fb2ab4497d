import type { JsonValue } from '../../records/json-value.ts'

/** A row of a table, or why it cannot be used. */
export type TableRow = { readonly value: JsonValue; readonly bytes: number } | { readonly unusable: string }

/** The outside world as ingest sees it; `createFileIo` is the real one. */
export interface IngestIo {
  /** Files (or folders) that exist under this path or glob, sorted; empty when there is none. */
  listFiles(pattern: string): Promise<readonly string[]>
  /** Bytes of one listed file. Throws Node's file-system errors (`code: 'ENOENT'`, ...). */
  openFile(path: string): AsyncIterable<Uint8Array>
  /**
   * Rows of a Parquet or CSV table, or of anything on an object store (`s3://`), nested values as JSON. Absent: tables cannot be read.
   *
   * @throws {ConfigError} when DuckDB is not installed.
   */
  readTable?(path: string): AsyncIterable<TableRow>
  /** Bytes of standard input. */
  stdin(): AsyncIterable<Uint8Array>
}
