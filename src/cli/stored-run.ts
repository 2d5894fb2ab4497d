import { ConfigError } from '../errors/config-error.ts'
import type { RunId } from '../records/ids.ts'
import { parseReportedRun, type ReportedRun } from '../stages/report/reported-run.ts'
import type { RunRow, RunStore } from '../store/run-store.ts'

/** A finished run of the store, as reports show it. */
export type StoredRun = { readonly row: RunRow; readonly json: string; readonly run: ReportedRun }

/**
 * A finished run of a store.
 *
 * @param runId - undefined: the newest finished one.
 * @throws {ConfigError} when there is none, or it is of a version this one does not read.
 */
export function storedRun(store: Pick<RunStore, 'run' | 'runStates'>, runId: string | undefined): StoredRun {
  const wanted = runId ?? store.runStates().find(({ state }) => state === 'finished')?.runId
  const row = wanted === undefined ? undefined : store.run(wanted as RunId)
  if (row?.report === undefined) {
    const found =
      wanted === undefined ? 'none' : row === undefined ? `none named ${wanted}` : `${wanted} ${row.state}`
    throw new ConfigError(`Expected a finished run of the store, found ${found}`, {
      path: 'run',
      hint: 'tidegate runs -c CONFIG lists them',
    })
  }
  return { row, json: row.report, run: parseReportedRun(row.report) }
}
