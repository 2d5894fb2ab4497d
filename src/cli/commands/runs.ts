import { formatQuantity } from '../../numeric/format-number.ts'
import { createSqliteStore } from '../../store/sqlite/create-sqlite-store.ts'
import { keptRuns } from '../kept-runs.ts'
import { namedConfig } from '../named-config.ts'
import { readConfig } from '../read-config.ts'
import { renderRuns } from '../render-runs.ts'
import { writeReports } from '../write-reports.ts'

export type RunsOptions = { readonly config: string; readonly json?: string }

/** `tidegate runs`: every finished run of the store, newest first. Exits 0. */
export async function runsCommand(options: RunsOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const store = createSqliteStore(config.store.path)
  try {
    const runs = keptRuns(store)
    const other = store.runs().length - runs.length
    const json = `${JSON.stringify({ kind: 'tidegate-runs', schemaVersion: 1, runs }, null, 2)}\n`
    const unread =
      other > 0 ? `${formatQuantity(other, 'run')} did not finish, or this version cannot read them\n` : ''
    await writeReports(
      [[options.json, () => json]],
      `${namedConfig(renderRuns(runs), options.config)}${unread}`,
    )
  } finally {
    store.close()
  }
}
