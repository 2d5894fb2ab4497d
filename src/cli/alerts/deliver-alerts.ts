import type { Sleep } from '../../models/retrying.ts'
import type { AlertOutbox, OutboxRow } from '../../store/alerts/alert-outbox.ts'
import type { AlertSender, Delivery } from './alert-sender.ts'

export type DeliveryOptions = {
  readonly nowMs: () => number
  readonly sleep: Sleep
  readonly onWarning: (warning: string) => void
}

export type DeliveryAccount = { readonly sent: number; readonly waiting: number; readonly dead: number }

/** Attempts of one message in all, over all processes that ever tried. */
const MOST_ATTEMPTS = 8
/** Attempts in a row before this process leaves it to the next one. */
const ATTEMPTS_NOW = 3
/** Waits no longer than this for another attempt; a longer one is left to the next run. */
const LONGEST_WAIT_MS = 60_000
const BACKOFF_MS = [1_000, 5_000, 30_000, 60_000, 300_000, 900_000, 3_600_000] as const

/**
 * Sends what the outbox holds, channel by channel and oldest first, at the pace each channel takes. What cannot be sent
 * now stays for the next run; what is refused, or failed eight times, becomes a dead letter. A message whose process was
 * killed between sending and writing it down is sent again: twice is better than never.
 */
export async function deliverAlerts(
  outbox: AlertOutbox,
  senders: ReadonlyMap<string, AlertSender>,
  options: DeliveryOptions,
): Promise<DeliveryAccount> {
  let sent = 0
  for (const [channel, sender] of senders) sent += await deliverTo(channel, sender, outbox, options)
  const rows = outbox.rows()
  const dead = rows.filter(row => row.state === 'dead').length
  return { sent, waiting: rows.length - dead, dead }
}

async function deliverTo(
  channel: string,
  sender: AlertSender,
  outbox: AlertOutbox,
  options: DeliveryOptions,
): Promise<number> {
  const { sleep, onWarning } = options
  let sent = 0
  let isFirst = true
  for (const rows of messagesOf(outbox.due(channel), sender.mostPerMessage)) {
    if (!isFirst) await sleep(sender.pauseMs)
    isFirst = false
    const delivery = await attempt(sender, rows, options)
    const ids = rows.map(row => row.id)
    if (delivery.kind === 'sent') {
      outbox.sent(ids)
      sent += rows.length
      continue
    }
    outbox.failed(ids, delivery.problem, dueAfter(delivery, rows, options.nowMs()))
    onWarning(`alerts: ${channel} was not told (${delivery.problem}); see tidegate alerts list`)
    // The channel is down or slow: what comes after would fail or arrive out of order.
    if (delivery.kind === 'retry') break
  }
  return sent
}

function messagesOf(rows: readonly OutboxRow[], size: number): readonly (readonly OutboxRow[])[] {
  const messages: OutboxRow[][] = []
  for (let at = 0; at < rows.length; at += size) messages.push(rows.slice(at, at + size))
  return messages
}

async function attempt(
  sender: AlertSender,
  rows: readonly OutboxRow[],
  { sleep }: DeliveryOptions,
): Promise<Delivery> {
  const updates = rows.map(row => row.update)
  for (let tries = 1; ; tries++) {
    const delivery = await sender.send(updates)
    if (delivery.kind !== 'retry' || tries === ATTEMPTS_NOW) return delivery
    const wait = delivery.retryAfterMs ?? BACKOFF_MS[tries - 1] ?? LONGEST_WAIT_MS
    if (wait > LONGEST_WAIT_MS) return delivery
    await sleep(wait)
  }
}

/** When a failed message is due again; undefined: never. */
function dueAfter(delivery: Delivery, rows: readonly OutboxRow[], nowMs: number): number | undefined {
  const attempts = 1 + Math.max(...rows.map(row => row.attempts))
  if (delivery.kind !== 'retry' || attempts >= MOST_ATTEMPTS) return undefined
  return nowMs + (delivery.retryAfterMs ?? BACKOFF_MS[attempts] ?? LONGEST_WAIT_MS)
}
