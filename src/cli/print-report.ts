import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { writeReports } from './write-reports.ts'

/**
 * Prints what a command has to say: for people as lines, and as JSON where it was asked for. With `-` the JSON has standard
 * output for itself and the lines go to standard error.
 */
export async function printReport(
  lines: readonly string[],
  document: { readonly kind: string; readonly [key: string]: unknown },
  json: string | undefined,
): Promise<void> {
  const text = lines.map(line => `${escapeTerminal(line)}\n`).join('')
  const { kind, ...rest } = document
  const body = `${JSON.stringify({ kind, schemaVersion: 1, ...rest }, null, 2)}\n`
  await writeReports([[json, () => body]], text)
}
