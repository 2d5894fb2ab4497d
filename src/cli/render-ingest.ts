import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import type { IngestResult } from './ingest-into-store.ts'

const MOST_FILES = 20
const MOST_ROWS = 10

/** The account of an import for the terminal: what each file was, what was kept, what was not and why. */
export function renderIngest({ accepted, rejected, rejectedCount, filtered, formats }: IngestResult): string {
  const left = Object.entries(filtered).filter(([, count]) => count > 0)
  const lines = [
    ...formats.slice(0, MOST_FILES).map(({ file, format }) => `${file}: ${format}`),
    ...more(formats.length, MOST_FILES, 'files'),
    `${accepted} ${accepted === 1 ? 'trace' : 'traces'} kept, redacted`,
    ...left.map(([reason, count]) => `${count} left out: ${reason}`),
    ...(rejectedCount === 0 ? [] : [`${rejectedCount} rows rejected:`]),
    ...rejected.slice(0, MOST_ROWS).map(({ file, line, reason }) => `  ${file}:${line} ${reason}`),
    ...more(rejectedCount, MOST_ROWS, 'rows'),
  ]
  return `${lines.map(escapeTerminal).join('\n')}\n`
}

function more(count: number, shown: number, what: string): readonly string[] {
  return count > shown ? [`  and ${count - shown} more ${what}`] : []
}
