import { ConfigError } from '../../errors/config-error.ts'
import { formatQuantity } from '../../numeric/format-number.ts'
import { cleared, raised } from '../../stages/alert/alerts-of.ts'
import { escapeTerminal } from '../../stages/report/escape-terminal.ts'
import type { OpenAlert, OutboxRow } from '../../store/alerts/alert-outbox.ts'
import { type OpenAlerts, openAlerts } from '../alerts/open-alerts.ts'
import { printReport } from '../print-report.ts'
import { readConfig } from '../read-config.ts'
import { sleep } from '../sleep.ts'

export type AlertsTestOptions = {
  readonly config: string
  readonly channel?: string
  readonly json?: string
}
export type AlertsListOptions = { readonly config: string; readonly json?: string }
export type AlertsSendOptions = { readonly config: string; readonly json?: string }

/** `problem`: why it did not take the alert or its end; `null` when it did. */
type TestedChannel = { readonly channel: string; readonly problem: string | null }

/**
 * `tidegate alerts test`: sends one alert and its end to every channel, past the outbox, and says what each answered. Exits
 * 1 when one did not take them.
 */
export async function alertsTestCommand(options: AlertsTestOptions): Promise<void> {
  await withChannels(options.config, async ({ senders }, pipeline) => {
    const chosen = [...senders].filter(([name]) => options.channel === undefined || name === options.channel)
    if (chosen.length === 0) {
      throw new ConfigError(
        `Expected a channel of ${[...senders.keys()].join(', ')}, found ${options.channel}`,
        {
          path: '--channel',
        },
      )
    }
    const subject = { pipeline, atMs: Date.now() }
    const trigger = raised(subject, 'test', {
      severity: 'info',
      title: 'This is a test of the alerts: nothing is wrong',
      lines: ['Sent by tidegate alerts test; the next message ends it.'],
    })
    const end = cleared(subject, 'test', 'the test of the alerts')
    const channels: TestedChannel[] = []
    for (const [channel, sender] of chosen) {
      const first = await sender.send([trigger])
      if (first.kind === 'sent') await sleep(sender.pauseMs)
      const delivery = first.kind === 'sent' ? await sender.send([end]) : first
      channels.push({ channel, problem: delivery.kind === 'sent' ? null : delivery.problem })
    }
    const lines = channels.map(
      ({ channel, problem }) =>
        `${channel}: ${problem === null ? 'took an alert and its end' : `FAILED: ${problem}`}`,
    )
    await printReport(lines, { kind: 'tidegate-alerts-test', channels }, options.json)
    if (channels.some(({ problem }) => problem !== null)) process.exitCode = 1
  })
}

/** `tidegate alerts list`: what is wrong now as the channels know it, and what they could not be told. */
export async function alertsListCommand(options: AlertsListOptions): Promise<void> {
  await withChannels(options.config, async ({ outbox }) => {
    const [open, rows] = [outbox.open(), outbox.rows()]
    await printReport(
      [...(open.length === 0 ? ['nothing is open'] : open.map(openLine)), ...rows.map(rowLine)],
      { kind: 'tidegate-alert-state', open, unsent: rows },
      options.json,
    )
  })
}

/** `tidegate alerts send`: tries again what could not be sent, dead letters too. Exits 1 when something is left. */
export async function alertsSendCommand(options: AlertsSendOptions): Promise<void> {
  await withChannels(options.config, async alerts => {
    alerts.outbox.revive()
    const { sent, waiting, dead } = await alerts.deliver()
    await printReport(
      [`${formatQuantity(sent, 'alert')} sent, ${waiting} waiting, ${dead} given up`],
      { kind: 'tidegate-alerts-sent', sent, waiting, dead },
      options.json,
    )
    if (waiting + dead > 0) process.exitCode = 1
  })
}

async function withChannels(
  configPath: string,
  work: (alerts: OpenAlerts, pipeline: string) => Promise<void>,
): Promise<void> {
  const { config } = await readConfig(configPath)
  const alerts = openAlerts(config, warning => process.stderr.write(`warning: ${escapeTerminal(warning)}\n`))
  if (alerts === undefined) {
    throw new ConfigError(
      'Expected a channel that `regression_gates.alert_channels` names and `alerts.channels` describes, found none',
      {
        path: 'regression_gates.alert_channels',
        hint: 'docs/alerts.md has an example for Slack, PagerDuty and a webhook',
      },
    )
  }
  try {
    await work(alerts, config.alerts.pipeline)
  } finally {
    alerts.close()
  }
}

function openLine({ channel, severity, title, key, openedAtMs }: OpenAlert): string {
  return `open  ${channel}  ${severity}  ${title}  (${key}, since ${new Date(openedAtMs).toISOString()})`
}

function rowLine({ channel, state, update, attempts, problem }: OutboxRow): string {
  const title = update.kind === 'raised' ? update.alert.title : `over: ${update.title}`
  const why = problem === null ? '' : `: ${problem}`
  return `${state === 'dead' ? 'given up' : 'waiting'}  ${channel}  ${title}  (${formatQuantity(attempts, 'attempt')}${why})`
}
