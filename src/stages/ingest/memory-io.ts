import type { JsonValue } from '../../records/json-value.ts'
import type { IngestIo } from './ingest-io.ts'

/** Files that exist only in memory, for tests; `-` is standard input. Paths are matched literally. */
export function createMemoryIo(files: { readonly [path: string]: string | Uint8Array }): IngestIo {
  const contents = new Map(Object.entries(files))
  async function* read(path: string): AsyncIterable<Uint8Array> {
    const content = contents.get(path) ?? ''
    yield typeof content === 'string' ? new TextEncoder().encode(content) : content
  }
  return {
    listFiles: async path => (contents.has(path) ? [path] : []),
    openFile: read,
    stdin: () => read('-'),
  }
}

/** A small valid canonical row. */
export function canonicalRow(
  traceId: string,
  fields: { readonly [field: string]: JsonValue } = {},
): JsonValue {
  const messages = [
    { role: 'user', content: 'Where is my parcel?' },
    { role: 'assistant', content: 'It arrives on Monday.' },
  ]
  return { trace_id: traceId, messages, ...fields }
}

/** JSON Lines of these rows. */
export function toJsonLines(rows: readonly JsonValue[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}
