import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertSeverity, AlertUpdate } from '../../records/alert.ts'
import { createSqliteOutbox } from './create-sqlite-outbox.ts'

const HOUR = 3_600_000
const CHAT = { name: 'slack_ops', leastSeverity: 'info' } as const
const PAGER = { name: 'pagerduty', leastSeverity: 'warning' } as const

let folder = ''
let now = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'))
  now = 1_000
})
afterEach(() => rmSync(folder, { recursive: true }))

function open() {
  const path = join(folder, 'alerts.db')
  return createSqliteOutbox({ path, nowMs: () => now, cooldownMs: 24 * HOUR })
}

function raised(severity: AlertSeverity, key = 'shop/drift'): AlertUpdate {
  return { kind: 'raised', alert: { key, severity, title: 'Drifted', lines: [], atMs: now } }
}

function cleared(key = 'shop/drift'): AlertUpdate {
  return { kind: 'cleared', key, title: 'No longer drifts', atMs: now }
}

function kinds(outbox: ReturnType<typeof open>, channel: string) {
  return outbox.due(channel).map(row => row.update.kind)
}

describe('what a channel is told', () => {
  it('is one trigger for as long as the alert stays open, and one end', () => {
    const outbox = open()
    for (let run = 0; run < 5; run += 1) outbox.post([raised('error')], [CHAT])
    outbox.post([cleared()], [CHAT])
    outbox.post([cleared()], [CHAT])
    expect(kinds(outbox, 'slack_ops')).toEqual(['raised', 'cleared'])
    outbox.close()
  })

  it('is told again when it got worse, and when a day has passed', () => {
    const outbox = open()
    outbox.post([raised('warning')], [CHAT])
    outbox.post([raised('info')], [CHAT])
    outbox.post([raised('critical')], [CHAT])
    expect(outbox.due('slack_ops')).toHaveLength(2)
    now += 24 * HOUR
    outbox.post([raised('critical')], [CHAT])
    expect(outbox.due('slack_ops')).toHaveLength(3)
    outbox.close()
  })

  it('ends nothing that was never told', () => {
    const outbox = open()
    outbox.post([cleared()], [CHAT, PAGER])
    outbox.post([raised('info'), cleared()], [PAGER])
    expect(outbox.rows()).toEqual([])
    outbox.close()
  })

  it('is opened anew after an end', () => {
    const outbox = open()
    outbox.post([raised('error'), cleared(), raised('error')], [PAGER])
    expect(kinds(outbox, 'pagerduty')).toEqual(['raised', 'cleared', 'raised'])
    outbox.close()
  })
})

describe('what could not be sent', () => {
  it('waits until it is due, in this process or the next', () => {
    const first = open()
    first.post([raised('error')], [CHAT])
    const [row] = first.due('slack_ops')
    first.failed([row?.id ?? 0], 'status 503', now + HOUR)
    expect(first.due('slack_ops')).toEqual([])
    first.close()
    now += HOUR
    const second = open()
    expect(second.due('slack_ops')).toMatchObject([{ attempts: 1, problem: 'status 503' }])
    second.close()
  })

  it('holds back what came after it, so that no end arrives before its trigger', () => {
    const outbox = open()
    outbox.post([raised('error')], [CHAT])
    outbox.failed(
      outbox.due('slack_ops').map(row => row.id),
      'status 429',
      now + HOUR,
    )
    outbox.post([cleared(), raised('error', 'shop/run')], [CHAT])
    expect(outbox.due('slack_ops')).toEqual([])
    now += HOUR
    expect(kinds(outbox, 'slack_ops')).toEqual(['raised', 'cleared', 'raised'])
    outbox.close()
  })

  it('is tried at once on demand, however long it was to wait', () => {
    const outbox = open()
    outbox.post([raised('error')], [CHAT])
    outbox.failed(
      outbox.due('slack_ops').map(row => row.id),
      'status 503',
      now + HOUR,
    )
    expect(outbox.revive()).toBe(1)
    expect(kinds(outbox, 'slack_ops')).toEqual(['raised'])
    outbox.close()
  })

  it('is kept when it is given up, and tried again on demand', () => {
    const outbox = open()
    outbox.post([raised('error')], [CHAT])
    outbox.failed(
      outbox.due('slack_ops').map(row => row.id),
      'status 404',
      undefined,
    )
    expect(outbox.due('slack_ops')).toEqual([])
    expect(outbox.rows()).toMatchObject([{ state: 'dead', problem: 'status 404' }])
    expect(outbox.revive()).toBe(1)
    expect(outbox.due('slack_ops')).toHaveLength(1)
    outbox.close()
  })

  it('is gone once it was sent, while the alert stays open', () => {
    const outbox = open()
    outbox.post([raised('error')], [CHAT])
    outbox.sent(outbox.due('slack_ops').map(row => row.id))
    expect(outbox.rows()).toEqual([])
    expect(outbox.open()).toMatchObject([{ channel: 'slack_ops', key: 'shop/drift', severity: 'error' }])
    outbox.close()
  })
})
