import type { KeptRun } from '../../records/kept-run.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { trendLines } from '../../stages/report/trend-lines.ts'
import { trendOf } from '../../stages/trend/trend-of.ts'
import { createSqliteStore } from '../../store/sqlite/create-sqlite-store.ts'
import { keptRuns, keptRunsOf } from '../kept-runs.ts'
import { namedConfig } from '../named-config.ts'
import { readConfig } from '../read-config.ts'
import { writeReports } from '../write-reports.ts'

export type TrendOptions = {
  readonly config: string
  readonly json?: string
  /** One of several candidates; absent: runs of the only one. */
  readonly candidate?: string
}

/** `tidegate trend`: what the runs of successive windows say together. Exits 0: it informs, it does not decide. */
export async function trendCommand(options: TrendOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = createSqliteStore(config.store.path)
  try {
    const trend = trendOf(keptRunsOf(store, options.candidate))
    const json = `${JSON.stringify({ kind: 'tidegate-trend', schemaVersion: 1, candidate: options.candidate ?? null, ...trend }, null, 2)}\n`
    const lines = trendLines(trend, { most: Number.POSITIVE_INFINITY })
    const text =
      lines.length === 0
        ? [namedConfig(nothingText(keptRuns(store), options.candidate), options.config)]
        : lines
    await writeReports([[options.json, () => json]], `${text.map(escapeTerminal).join('\n')}\n`)
  } finally {
    store.close()
  }
}

/** Why there is no window to show, and what would give one. */
function nothingText(runs: readonly KeptRun[], candidate: string | undefined): string {
  const names = new Set(runs.flatMap(({ candidateName }) => candidateName ?? []))
  const [other] = names
  return other === undefined || other === candidate
    ? 'no finished run of a dated window in the store yet: tidegate run -c CONFIG'
    : `the store has runs of ${[...names].join(', ')}, and none of ${candidate ?? 'a single candidate'}: tidegate trend --candidate ${other} -c CONFIG`
}
