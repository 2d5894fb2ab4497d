import type { IngestResult } from './ingest-into-store.ts'
import { baseName, rejectedRows } from './rejected-rows.ts'

const MOST_FILES = 20
const MOST_ROWS = 10

/** The account of an import for the terminal: what each file was, what was kept, what was not and why. Not escaped yet. */
export function ingestLines({
  accepted,
  rejected,
  rejectedCount,
  filtered,
  formats,
}: IngestResult): readonly string[] {
  const left = Object.entries(filtered).filter(([, count]) => count > 0)
  return [
    ...formats.slice(0, MOST_FILES).map(({ file, format }) => `${file}: ${format}`),
    ...more(formats.length, MOST_FILES, 'files'),
    `${accepted} ${accepted === 1 ? 'trace' : 'traces'} kept, redacted`,
    ...left.map(([reason, count]) => `${count} left out: ${reason}`),
    ...(rejectedCount === 0 ? [] : [`${rejectedCount} rows rejected:`]),
    ...rejected.slice(0, MOST_ROWS).map(({ file, line, reason }) => `  ${file}:${line} ${reason}`),
    ...more(rejectedCount, MOST_ROWS, 'rows'),
  ]
}

/** The same for programs, with every rejected row that was kept to be listed. */
export function ingestDocument({ accepted, rejected, rejectedCount, filtered, formats }: IngestResult) {
  return {
    kind: 'tidegate-ingest',
    accepted,
    filtered,
    files: formats.map(({ file, format }) => ({ file: baseName(file), format })),
    rejected: { total: rejectedCount, rows: rejectedRows(rejected) },
  } as const
}

function more(count: number, shown: number, what: string): readonly string[] {
  return count > shown ? [`  and ${count - shown} more ${what}`] : []
}
