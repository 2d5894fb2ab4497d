/** The outside world as ingest sees it; `createFileIo` is the real one. */
export interface IngestIo {
  /** Files (or folders) that exist under this path or glob, sorted; empty when there is none. */
  listFiles(pattern: string): Promise<readonly string[]>
  /** Bytes of one listed file. Throws Node's file-system errors (`code: 'ENOENT'`, ...). */
  openFile(path: string): AsyncIterable<Uint8Array>
  /** Bytes of standard input. */
  stdin(): AsyncIterable<Uint8Array>
}
