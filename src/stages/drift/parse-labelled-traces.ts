import { IngestError } from '../../errors/ingest-error.ts'
import type { LabelledTrace } from './count-shares.ts'

const SHOWN = 5

/**
 * The traces of a window that somebody has already labelled: JSON Lines of `{"stratum": "refunds", "day":
 * "2026-11-03"}`. A `stratum` of null is a trace in no stratum; `day`, a date or a time, may be absent. Other fields are
 * ignored.
 *
 * @param file - name for messages.
 * @throws {IngestError} naming the lines that are neither; a file without rows.
 */
export function parseLabelledTraces(text: string, file: string): readonly LabelledTrace[] {
  const bad: number[] = []
  const traces = text.split(/\r?\n/).flatMap((line, index): readonly LabelledTrace[] => {
    if (line.trim() === '') return []
    const trace = parseRow(line)
    if (trace === undefined) bad.push(index + 1)
    return trace === undefined ? [] : [trace]
  })
  const hint = 'each line is a JSON object such as {"stratum": "refunds", "day": "2026-11-03"}'
  if (bad.length > 0) {
    const lines = bad.slice(0, SHOWN).join(', ')
    const more = bad.length > SHOWN ? ` and ${bad.length - SHOWN} more` : ''
    throw new IngestError(`Expected labelled traces in ${file}, found other rows in line ${lines}${more}`, {
      source: file,
      hint,
    })
  }
  if (traces.length === 0)
    throw new IngestError(`Expected labelled traces in ${file}, found none`, { source: file, hint })
  return traces
}

function parseRow(line: string): LabelledTrace | undefined {
  const row = parsed(line)
  if (typeof row !== 'object' || row === null || !('stratum' in row)) return undefined
  const { stratum } = row
  const startedAtMs = 'day' in row && row.day !== null ? timeOf(row.day) : undefined
  const isLabel = stratum === null || (typeof stratum === 'string' && stratum !== '')
  if (!isLabel || Number.isNaN(startedAtMs)) return undefined
  return { label: stratum ?? undefined, startedAtMs }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** NaN when it is no time; a date alone is a UTC day. */
function timeOf(day: unknown): number {
  return typeof day === 'string' && /^\d{4}-\d{2}-\d{2}/.test(day) ? Date.parse(day) : Number.NaN
}
