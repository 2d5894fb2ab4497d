import { formatQuantity } from '../numeric/format-number.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import type { LedgerCheck, LedgerRow } from '../store/ledger/adversarial-ledger.ts'
import type { AddedTraces } from './add-to-ledger.ts'
import { tableLines } from './table-lines.ts'

/** Every entry of a set, one a line. */
export function renderLedgerRows(rows: readonly LedgerRow[], weightMultiplier: number): string {
  const cells = rows.map(({ line, traceId, origin, weight, addedAtMs, erasedAtMs }) => [
    String(line),
    escapeTerminal(traceId),
    origin,
    String(weight ?? weightMultiplier),
    dateOf(addedAtMs),
    erasedAtMs === undefined ? '' : dateOf(erasedAtMs),
  ])
  const header = ['line', 'trace', 'origin', 'weight', 'added', 'erased']
  return `${tableLines(header, cells, [0, 3]).join('\n')}\n`
}

/** What a check of the set at `path` found. */
export function renderLedgerCheck(check: LedgerCheck, path: string): string {
  const at = escapeTerminal(path)
  switch (check.kind) {
    case 'absent':
      return `nothing to verify: there is no adversarial set at ${at} yet\n`
    case 'plain':
      return `not verifiable: ${at} is a plain file of traces\nhint: make it a set with a chain: tidegate adversarial import ${at} -c CONFIG\n`
    case 'intact':
      return `intact: ${formatQuantity(check.entries, 'trace')}, ${check.erased} of them erased; ${check.lines} lines, last hash ${check.hash}\n`
    case 'broken':
      return `broken: ${escapeTerminal(check.problem.message)}\nhint: ${escapeTerminal(check.problem.hint)}\n`
  }
}

/** What became of traces that were to be added; ids that could not be found have a line each. Not escaped yet. */
export function addedLines({ added, present, erased, unknown }: AddedTraces): readonly string[] {
  const parts = [`added ${formatQuantity(added.length, 'trace')}`]
  if (present.length > 0) parts.push(`${present.length} there already`)
  if (erased.length > 0) parts.push(`${erased.length} erased earlier and left out`)
  if (unknown.length > 0) parts.push(`${unknown.length} not found in the store`)
  return [parts.join(', '), ...unknown.map(id => `not found: ${id}`)]
}

/** The same for programs. */
export function addedDocument({ added, present, erased, unknown }: AddedTraces) {
  return { kind: 'tidegate-adversarial-added', added, present, erased, unknown } as const
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}
