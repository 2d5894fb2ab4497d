import { dirname, join } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { AlertUpdate } from '../../records/alert.ts'
import type { AlertOutbox, OutboxChannel } from '../../store/alerts/alert-outbox.ts'
import { createSqliteOutbox } from '../../store/alerts/create-sqlite-outbox.ts'
import { sleep } from '../sleep.ts'
import { type AlertSender, createAlertSender } from './alert-sender.ts'
import { type DeliveryAccount, deliverAlerts } from './deliver-alerts.ts'

export type OpenAlerts = {
  readonly outbox: AlertOutbox
  readonly channels: readonly OutboxChannel[]
  readonly senders: ReadonlyMap<string, AlertSender>
  /** Writes updates down for every channel. */
  post(updates: readonly AlertUpdate[]): void
  /** Sends what is due. */
  deliver(): Promise<DeliveryAccount>
  close(): void
}

const HOUR_MS = 3_600_000
const FILE = 'alerts.db'

/**
 * The channels that `regression_gates.alert_channels` names and `alerts.channels` describes, with the outbox beside the
 * store; undefined when there is none. Loading the config warned of names without a description.
 */
export function openAlerts(config: Config, onWarning: (warning: string) => void): OpenAlerts | undefined {
  const named = config.gates.alertChannels.flatMap(name => {
    const channel = config.alerts.channels[name]
    return channel === undefined ? [] : [[name, channel] as const]
  })
  if (named.length === 0) return undefined
  const { pipeline, cooldownHours } = config.alerts
  const senders = new Map(
    named.map(([name, channel]) => [name, createAlertSender(channel, { pipeline, nowMs: Date.now })]),
  )
  const channels = named.map(
    ([name, { type }]): OutboxChannel => ({
      name,
      leastSeverity: type === 'pagerduty' ? 'warning' : 'info',
    }),
  )
  const outbox = createSqliteOutbox({
    path: join(dirname(config.store.path), FILE),
    nowMs: Date.now,
    cooldownMs: cooldownHours * HOUR_MS,
  })
  return {
    outbox,
    channels,
    senders,
    post: updates => outbox.post(updates, channels),
    deliver: () => deliverAlerts(outbox, senders, { nowMs: Date.now, sleep, onWarning }),
    close: () => outbox.close(),
  }
}
