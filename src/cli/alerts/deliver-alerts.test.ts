import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertUpdate } from '../../records/alert.ts'
import type { AlertOutbox } from '../../store/alerts/alert-outbox.ts'
import { createSqliteOutbox } from '../../store/alerts/create-sqlite-outbox.ts'
import { type AlertReceivers, createAlertReceivers } from '../../testing/receivers/create-alert-receivers.ts'
import { type AlertSender, createAlertSender } from './alert-sender.ts'
import { deliverAlerts } from './deliver-alerts.ts'

const CHAT = { name: 'slack_ops', leastSeverity: 'info' } as const
const PAGER = { name: 'pagerduty', leastSeverity: 'warning' } as const

let folder = ''
let now = 0
let receivers: AlertReceivers
let outbox: AlertOutbox
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deliver-'))
  now = Date.UTC(2026, 10, 23)
  receivers = await createAlertReceivers()
  outbox = createSqliteOutbox({ path: join(folder, 'alerts.db'), nowMs: () => now, cooldownMs: 1 })
})
afterEach(async () => {
  outbox.close()
  await receivers.close()
  rmSync(folder, { recursive: true })
})

function raised(key: string): AlertUpdate {
  return { kind: 'raised', alert: { key, severity: 'error', title: `Trouble ${key}`, lines: [], atMs: now } }
}

/** Delivers on a clock that only waits move; gives the waits. */
async function deliver(): Promise<readonly number[]> {
  const waits: number[] = []
  const inputs = { pipeline: 'shop', nowMs: () => now }
  const senders = new Map<string, AlertSender>([
    ['slack_ops', createAlertSender({ type: 'slack', target: receivers.slackUrl }, inputs)],
    [
      'pagerduty',
      createAlertSender({ type: 'pagerduty', target: 'k'.repeat(32), url: receivers.pagerdutyUrl }, inputs),
    ],
  ])
  await deliverAlerts(outbox, senders, {
    nowMs: () => now,
    sleep: async ms => {
      waits.push(ms)
      now += ms
    },
    onWarning: () => {},
  })
  return waits
}

describe('delivering', () => {
  it('makes an incident of a trigger and closes it with its end', async () => {
    outbox.post([raised('shop/a'), raised('shop/b')], [PAGER])
    await deliver()
    outbox.post([{ kind: 'cleared', key: 'shop/a', title: 'over', atMs: now }], [PAGER])
    await deliver()
    expect(receivers.incidents).toEqual([
      { key: 'shop/a', state: 'resolved', triggers: 1 },
      { key: 'shop/b', state: 'triggered', triggers: 1 },
    ])
    expect(receivers.received.map(each => each.status)).toEqual([202, 202, 202])
    expect(outbox.rows()).toEqual([])
  })

  it('keeps a storm within what each side takes', async () => {
    const storm = Array.from({ length: 120 }, (_, index) => raised(`shop/${index}`))
    outbox.post(storm, [CHAT, PAGER])
    const waits = await deliver()
    const chat = receivers.received.filter(each => each.path.startsWith('/services'))
    expect(chat.map(each => each.status)).toEqual([200, 200, 200])
    expect(receivers.incidents).toHaveLength(120)
    expect(waits.filter(ms => ms === 1_000)).toHaveLength(2)
    expect(waits.filter(ms => ms === 500)).toHaveLength(119)
  })

  it('waits as long as it is asked to and then tells it once', async () => {
    receivers.failNext({ status: 429, retryAfter: '7' }, { status: 503 })
    outbox.post([raised('shop/a')], [CHAT])
    expect(await deliver()).toEqual([7_000, 5_000])
    expect(receivers.received.map(each => each.status)).toEqual([429, 503, 200])
    expect(outbox.rows()).toEqual([])
  })

  it('leaves a long wait to the next run', async () => {
    receivers.failNext({ status: 429, retryAfter: '3600' })
    outbox.post([raised('shop/a')], [CHAT])
    expect(await deliver()).toEqual([])
    expect(outbox.rows()).toMatchObject([{ state: 'pending', attempts: 1 }])
    expect(await deliver()).toEqual([])
    now += 3_600_000
    await deliver()
    expect(receivers.received.map(each => each.status)).toEqual([429, 200])
  })

  it('gives up what is refused, and what failed in eight runs', async () => {
    receivers.failNext({ status: 404 })
    outbox.post([raised('shop/a')], [CHAT])
    await deliver()
    expect(outbox.rows()).toMatchObject([{ state: 'dead', attempts: 1 }])
    outbox.post([raised('shop/b')], [PAGER])
    for (let run = 0; run < 8; run += 1) {
      receivers.failNext({ status: 500 }, { status: 500 }, { status: 500 })
      await deliver()
      now += 24 * 3_600_000
    }
    expect(outbox.rows().map(row => row.state)).toEqual(['dead', 'dead'])
    expect(receivers.incidents).toEqual([])
  })

  it('never says the address, which is the secret', async () => {
    receivers.failNext({ status: 403 })
    outbox.post([raised('shop/a')], [CHAT])
    await deliver()
    expect(outbox.rows()[0]?.problem).not.toMatch(/services|127|http/)
  })
})
