import { formatCost, formatDifference, formatInterval, formatShare } from '../numeric/format-number.ts'
import type { KeptRun } from '../records/kept-run.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { tableLines } from './table-lines.ts'

/** Kept runs as a table, in the order given. */
export function renderRuns(runs: readonly KeptRun[]): string {
  if (runs.length === 0) return 'no finished run in the store yet: tidegate run -c CONFIG\n'
  const header = [
    'run',
    'window',
    'verdict',
    'traces',
    'difference',
    'interval',
    'coverage',
    'cost',
    'extends',
  ]
  const rows = runs.map(run => [
    escapeTerminal(run.runId),
    run.window === null ? 'undated' : `${dayOf(run.window.startMs)} to ${dayOf(run.window.endMs - 1)}`,
    run.outcome,
    String(run.sample.size),
    run.delta === null ? 'n/a' : `${formatDifference(run.delta.estimate)} ${run.delta.gate}`,
    formatInterval(run.delta?.interval ?? null),
    formatShare(run.coverage?.estimate ?? null),
    formatCost(run.costPicoUsd ?? undefined),
    run.alphaPlan?.earlier.at(-1)?.runId ?? '',
  ])
  return `${tableLines(header, rows, [3]).join('\n')}\n`
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
