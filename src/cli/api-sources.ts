import type { Config } from '../config/config.ts'
import type { DriftComparison } from '../server/contract.ts'
import type { ApiSources } from '../server/sources.ts'
import type { RunStore } from '../store/run-store.ts'
import { createSqliteLedger } from '../store/spend/create-sqlite-ledger.ts'
import { addToLedger } from './add-to-ledger.ts'
import { appendAuditLabels } from './audit-files.ts'
import { budgetLedgerOptions } from './budget-ledger.ts'
import { comparedOf } from './commands/drift.ts'
import { createAuditReader } from './create-audit-reader.ts'
import { readLiveRuns } from './live-runs.ts'
import { openLedger } from './open-ledger.ts'
import { packageVersion } from './package-version.ts'
import { calibrationFileOf, readCalibrations } from './read-calibrations.ts'
import { renderBudgetJson } from './render-budget.ts'
import { sleep } from './sleep.ts'

/** Comparisons kept at hand: the windows of a week do not change any more. */
const MOST_COMPARISONS = 20

/** What the API reads and writes, from the store of a config and the files beside it. */
export function apiSources(
  config: Config,
  env: NodeJS.ProcessEnv,
  { store, receiver, schedule }: { readonly store: RunStore } & Pick<ApiSources, 'receiver' | 'schedule'>,
): ApiSources {
  return {
    version: packageVersion(),
    nowMs: Date.now,
    store,
    receiver,
    schedule,
    audits: {
      weeklySize: config.audit.weeklySize,
      history: createAuditReader(config.store.path),
      append: labels => appendAuditLabels(config.store.path, labels),
    },
    adversarial: adversarialOf(config),
    budget: createBudgetReader(config),
    calibrations: () => readCalibrations(calibrationFileOf(config.store.path)),
    compareWindows: createComparer(config, env),
    liveRuns: () => readLiveRuns(store, Date.now()),
  }
}

function adversarialOf(config: Config): ApiSources['adversarial'] {
  return {
    list() {
      if (config.adversarial.source === undefined) return { kind: 'unconfigured', problem: null, rows: [] }
      const { ledger } = openLedger(config)
      const check = ledger.verify()
      if (check.kind === 'broken') return { kind: 'broken', problem: check.problem.message, rows: [] }
      const rows = check.kind === 'intact' ? ledger.rows() : []
      return {
        kind: check.kind,
        problem: null,
        rows: rows.map(row => ({
          ...row,
          weight: row.weight ?? null,
          erasedAtMs: row.erasedAtMs ?? null,
        })),
      }
    },
    async add({ traceId, origin, reason }) {
      const wanted = [{ traceId, reason: reason ?? undefined }]
      const { added, present, erased } = await addToLedger(wanted, openLedger(config), config, {
        origin,
        weight: undefined,
      })
      if (added.length > 0) return { result: 'added' }
      if (present.length > 0) return { result: 'present' }
      return { result: erased.length > 0 ? 'erased' : 'unknown' }
    },
  }
}

/** Opening the ledger takes longer than reading it; a figure may be a second old. */
const BUDGET_KEPT_MS = 1_000

function createBudgetReader(config: Config): ApiSources['budget'] {
  let known: { readonly atMs: number; readonly view: ReturnType<ApiSources['budget']> } | undefined
  return () => {
    const now = Date.now()
    if (known === undefined || now - known.atMs >= BUDGET_KEPT_MS || now < known.atMs) {
      known = { atMs: now, view: budgetOf(config) }
    }
    return known.view
  }
}

function budgetOf(config: Config): ReturnType<ApiSources['budget']> {
  const ledger = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    // A summary warns of nothing.
    onWarning: () => {},
  })
  try {
    return JSON.parse(renderBudgetJson(ledger.summary()))
  } finally {
    ledger.close()
  }
}

/** One comparison at a time: each reads and clusters two windows. What failed is not remembered. */
function createComparer(config: Config, env: NodeJS.ProcessEnv): NonNullable<ApiSources['compareWindows']> {
  const known = new Map<string, DriftComparison>()
  let turn: Promise<unknown> = Promise.resolve()
  return (from, to) => {
    const result = turn.then(async () => {
      const key = `${from}|${to}`
      const before = known.get(key)
      if (before !== undefined) return before
      const { windows, strata, ...found } = await comparedOf(config, env, { from, to })
      const { report, weeks, substitutions } = found
      const intents = strata.strata.map(({ id, label }) => ({ id, label }))
      const compared = { from: windows.reference, to: windows.current, substitutions, report, weeks, intents }
      const [oldest] = known.keys()
      if (known.size >= MOST_COMPARISONS && oldest !== undefined) known.delete(oldest)
      known.set(key, compared)
      return compared
    })
    turn = result.catch(() => {})
    return result
  }
}
