/** A statement with named parameters, `{name:Type}` in its text; values never stand in the text. */
export type Statement = {
  readonly sql: string
  readonly parameters: { readonly [name: string]: unknown }
}

/** A ClickHouse server, or the same engine in this process. */
export interface ClickHouse {
  /**
   * The JSON text of every row, as it arrives.
   *
   * @throws {IngestError} when the server refuses the statement or cannot be reached; the error quotes no row.
   */
  rows(statement: Statement, signal: AbortSignal | undefined): AsyncIterable<string>
  close(): Promise<void>
}
