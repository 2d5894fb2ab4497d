import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunId } from '../../src/records/ids.ts'
import type { PairSummary, PairView } from '../../src/server/contract.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { runWeek, writeShop } from '../../test/browser/write-week.ts'

const WEEK_MS = 7 * 86_400_000

export type StoreSize = { readonly runs: number; readonly pairs: number }

/**
 * A store as a team has it after a year: one real run of a small simulated week, kept again under other names a week
 * apart, its pairs and audit queue repeated to the wanted size. Every number of a report stays that of the small run.
 */
export function writeLargeStore(folder: string, { runs, pairs }: StoreSize): void {
  writeShop(folder)
  runWeek(folder, { age: 0, candidate: 'truncating', traces: 400 })
  const store = createSqliteStore(join(folder, 'tidegate.db'))
  const [run] = store.runs()
  if (run?.report === undefined) throw new Error('the small run kept no report')
  const views = store.runPart(run.runId, 'pairs').map(text => JSON.parse(text) as PairView)
  const repeated = Array.from({ length: pairs }, (_, position): PairView => {
    const view = views[position % views.length]
    if (view === undefined) throw new Error('the small run kept no pairs')
    return { ...view, position, traceId: `${view.traceId}-${position}` }
  })
  const rows = repeated.map(view => JSON.stringify(view))
  const index = repeated.map(
    ({ flags, requestMessages, baseline, candidate, verdicts, weight, ...summary }): PairSummary => summary,
  )
  const [map] = store.runPart(run.runId, 'map')
  for (let age = 1; age < runs; age += 1) {
    const runId = nameOf(age)
    const finishedAtMs = (run.finishedAtMs ?? 0) - age * WEEK_MS
    const report = run.report.replaceAll(run.runId, runId)
    store.putRun({ ...run, runId, startedAtMs: finishedAtMs - 60_000, finishedAtMs, report })
    store.putRunPart(runId, 'pairs', rows)
    store.putRunPart(runId, 'pair-index', [JSON.stringify(index)])
    if (map !== undefined) store.putRunPart(runId, 'map', [map])
  }
  store.putRunPart(run.runId, 'pairs', rows)
  store.putRunPart(run.runId, 'pair-index', [JSON.stringify(index)])
  store.close()
  repeatAuditQueue(join(folder, 'audits'), { runs, pairs })
}

type Queue = {
  readonly runId: string
  readonly drawnAtMs: number
  readonly frame: { readonly [column: string]: readonly unknown[] }
}

function repeatAuditQueue(folder: string, { runs, pairs }: StoreSize): void {
  const [name = ''] = readdirSync(folder)
  const [header = '', ...items] = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  const queue = JSON.parse(header) as Queue
  const frame = Object.fromEntries(
    Object.entries(queue.frame).map(([column, values]) => [
      column,
      Array.from({ length: pairs }, (_, at) => values[at % values.length]),
    ]),
  )
  rmSync(join(folder, name))
  for (let age = 0; age < runs; age += 1) {
    const runId = age === 0 ? queue.runId : nameOf(age)
    const drawnAtMs = queue.drawnAtMs - age * WEEK_MS
    const named = items.map((line, at) =>
      line.replace(
        /"itemId":"[0-9a-f]{16}"/,
        `"itemId":"${(age * 1_000 + at).toString(16).padStart(16, '0')}"`,
      ),
    )
    const text = [JSON.stringify({ ...queue, runId, drawnAtMs, frame }), ...named].join('\n')
    writeFileSync(join(folder, `${runId}.jsonl`), `${text}\n`)
  }
}

function nameOf(age: number): RunId {
  return `run-${String(age).padStart(12, '0')}` as RunId
}
