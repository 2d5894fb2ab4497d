import type { Config } from '../../config/config.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { alertsOf } from '../../stages/alert/alerts-of.ts'
import { alertsOfFailure } from '../../stages/alert/alerts-of-failure.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import { createSqliteLedger } from '../../store/spend/create-sqlite-ledger.ts'
import { budgetLedgerOptions } from '../budget-ledger.ts'
import { sleep } from '../sleep.ts'
import { budgetAlerts } from './budget-alert.ts'
import { openAlerts } from './open-alerts.ts'

/**
 * What `work` gives, with the channels told how it ended. What is to be told is written down by `post` before the run
 * itself is kept, so that a crash in between loses nothing; it is sent last, and a channel that cannot be reached is a
 * warning, never another verdict.
 */
export async function withAlerts<T>(
  config: Config,
  work: (post: (evaluation: Evaluation) => void) => Promise<T>,
  onWarning = (warning: string): void => {
    process.stderr.write(`warning: ${escapeTerminal(warning)}\n`)
  },
): Promise<T> {
  const alerts = openAlerts(config, onWarning)
  if (alerts === undefined) return work(() => {})
  const subject = { pipeline: config.alerts.pipeline, atMs: Date.now() }
  try {
    return await work(evaluation => {
      alerts.post([...alertsOf(evaluation, subject), ...budgetAlerts(spending(config, onWarning), subject)])
    })
  } catch (error) {
    alerts.post(alertsOfFailure(error, subject, config.adversarial.source))
    throw error
  } finally {
    await alerts.deliver().catch((error: unknown) => {
      onWarning(`alerts were not sent: ${error instanceof Error ? error.message : String(error)}`)
    })
    alerts.close()
  }
}

function spending(config: Config, onWarning: (warning: string) => void) {
  const ledger = createSqliteLedger({
    ...budgetLedgerOptions(config),
    runId: undefined,
    nowMs: Date.now,
    sleep,
    onWarning,
  })
  try {
    return ledger.summary()
  } finally {
    ledger.close()
  }
}
