import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Cron } from 'croner'
import type { Config } from '../../config/config.ts'
import { formatCost, formatQuantity } from '../../numeric/format-number.ts'
import { auditReport } from '../../stages/audit/audit-report.ts'
import { createSqliteOutbox } from '../../store/alerts/create-sqlite-outbox.ts'
import { createSqliteLedger } from '../../store/spend/create-sqlite-ledger.ts'
import { openAttempts } from '../attempts.ts'
import { readAuditLabels, readAuditQueues } from '../audit-files.ts'
import { budgetLedgerOptions, isAlive } from '../budget-ledger.ts'
import { ledgerFindings } from '../doctor/config-findings.ts'
import { keptRuns } from '../kept-runs.ts'
import { readLiveRuns } from '../live-runs.ts'
import { openStore } from '../open-store.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { sleep } from '../sleep.ts'

export type StatusOptions = { readonly config: string; readonly json?: string }

/** `tidegate status`: where a pipeline stands, in one screen. Exits 0: it informs, it does not decide. Nothing is made where there is none yet. */
export async function statusCommand(options: StatusOptions): Promise<void> {
  const { config } = await readConfig(options.config)
  const nowMs = Date.now()
  const runs = runsOf(config, nowMs)
  const nextRunAt = nextRunOf(config)
  const budget = budgetOf(config)
  const audits = await auditsOf(config, nowMs)
  const alerts = alertsOf(config)
  const [ledger] = ledgerFindings(config)
  const lines = [
    `last run       ${runs.last === null ? 'none yet' : `${runs.last.runId} ${runs.last.outcome}, ${isoOf(runs.last.finishedAtMs)}`}`,
    ...runs.running.map(({ startedAtMs }) => `running        since ${isoOf(startedAtMs)}`),
    ...runs.interrupted.map(
      ({ startedAtMs, error }) =>
        `interrupted    since ${isoOf(startedAtMs)}${error === null ? '' : ` (${error})`}: tidegate resume -c ${options.config}`,
    ),
    `next run       ${nextRunAt ?? 'no schedule (schedule.cron)'}`,
    `budget         ${budget === null ? 'nothing spent yet' : `${formatCost(budget.bookedPicoUsd)} booked${budget.leftPicoUsd === null ? ', no cap' : `, ${formatCost(budget.leftPicoUsd)} left`}`}`,
    `audits         ${audits.labelled} of ${audits.wanted} labelled in seven days, ${formatQuantity(audits.open, 'drawn item')} to do`,
    `adversarial    ${ledger === undefined ? 'no set (evaluation.adversarial.source)' : ledger.says}`,
    `alerts         ${alerts.open.length === 0 ? 'none open' : alerts.open.map(({ title, channel }) => `${title} (${channel})`).join('; ')}${alerts.unsent === 0 ? '' : `, ${alerts.unsent} not sent`}`,
  ]
  await printReport(
    lines,
    {
      kind: 'tidegate-status',
      ...runs,
      nextRunAt: nextRunAt ?? null,
      budget,
      audits,
      adversarialSet: ledger ?? null,
      alerts,
    },
    options.json,
  )
}

function runsOf(config: Config, nowMs: number) {
  if (!existsSync(config.store.path)) return { last: null, running: [], interrupted: [] }
  const store = openStore(config.store.path)
  try {
    const [last] = keptRuns(store)
    return {
      last:
        last === undefined
          ? null
          : { runId: last.runId, outcome: last.outcome, finishedAtMs: last.finishedAtMs ?? null },
      running: readLiveRuns(store, nowMs).runs.map(({ startedAtMs, stages }) => ({ startedAtMs, stages })),
      interrupted: openAttempts(store, isAlive).map(({ startedAtMs, error, args }) => ({
        startedAtMs,
        error: error ?? null,
        args,
      })),
    }
  } finally {
    store.close()
  }
}

function nextRunOf({ schedule: { cron, timeZone } }: Config): string | undefined {
  return cron === undefined ? undefined : new Cron(cron, { timezone: timeZone }).nextRun()?.toISOString()
}

function budgetOf(config: Config) {
  const options = budgetLedgerOptions(config)
  if (!existsSync(options.path)) return null
  const ledger = createSqliteLedger({
    ...options,
    runId: undefined,
    nowMs: Date.now,
    sleep,
    onWarning: () => {},
  })
  try {
    const { capPicoUsd, leftPicoUsd, settledPicoUsd, reservedPicoUsd, uncertainPicoUsd } = ledger.summary()
    return {
      bookedPicoUsd: settledPicoUsd + reservedPicoUsd + uncertainPicoUsd,
      capPicoUsd: capPicoUsd ?? null,
      leftPicoUsd: leftPicoUsd ?? null,
    }
  } finally {
    ledger.close()
  }
}

async function auditsOf({ store, audit }: Config, nowMs: number) {
  const { week } = auditReport(await readAuditQueues(store.path), await readAuditLabels(store.path), {
    nowMs,
    weeklySize: audit.weeklySize,
  })
  return { ...week, open: week.drawn - week.labelled, isDue: week.labelled < week.wanted }
}

function alertsOf(config: Config) {
  const path = join(dirname(config.store.path), 'alerts.db')
  if (!existsSync(path)) return { open: [], unsent: 0 }
  const outbox = createSqliteOutbox({ path, nowMs: Date.now, cooldownMs: 0 })
  try {
    const open = outbox
      .open()
      .map(({ channel, severity, title, openedAtMs }) => ({ channel, severity, title, openedAtMs }))
    return { open, unsent: outbox.rows().length }
  } finally {
    outbox.close()
  }
}

function isoOf(ms: number | null): string {
  return ms === null ? 'at an unknown time' : new Date(ms).toISOString()
}
