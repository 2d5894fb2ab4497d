import { candidateConfigs } from '../../config/candidate-configs.ts'
import type { Config } from '../../config/config.ts'
import { raised } from '../../stages/alert/alerts-of.ts'
import { openAlerts } from '../alerts/open-alerts.ts'

/** What else a run raises that was stopped. */
const EXACT = ['judge-model', 'ledger'] as const

/**
 * Raises `run` for a run that ended without a verdict: it may have been unable to. Where it could, this adds nothing, since
 * the alert is open, or it said more exactly what stopped it. A channel that cannot be reached is a warning.
 */
export async function tellFailure(
  config: Config,
  problem: string,
  onWarning: (warning: string) => void,
): Promise<void> {
  const alerts = openAlerts(config, onWarning)
  if (alerts === undefined) return
  try {
    const candidates = candidateConfigs(config).map(each => each.config)
    const lines = [problem, 'the log of tidegate serve has its last words']
    const open = new Set(alerts.outbox.open().map(({ key }) => key))
    // Each under the name whose next run clears it.
    const pipelines = (candidates.length === 0 ? [config] : candidates).map(each => each.alerts.pipeline)
    const unsaid = pipelines.filter(name => !EXACT.some(alert => open.has(`${name}/${alert}`)))
    alerts.post(
      unsaid.map(pipeline =>
        raised({ pipeline, atMs: Date.now() }, 'run', {
          severity: 'error',
          title: 'A scheduled run failed',
          lines,
        }),
      ),
    )
    await alerts.deliver()
  } catch (error) {
    onWarning(`alerts were not sent: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    alerts.close()
  }
}
