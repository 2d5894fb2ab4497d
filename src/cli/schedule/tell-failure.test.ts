import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load-config.ts'
import { raised } from '../../stages/alert/alerts-of.ts'
import { type AlertReceivers, createAlertReceivers } from '../../testing/receivers/create-alert-receivers.ts'
import { openAlerts } from '../alerts/open-alerts.ts'
import { tellFailure } from './tell-failure.ts'

let folder = ''
let receivers: AlertReceivers
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tell-failure-'))
  receivers = await createAlertReceivers()
})
afterEach(async () => {
  await receivers.close()
  rmSync(folder, { recursive: true })
})

async function configOf(candidates: string): Promise<Config> {
  const text = `source: a
${candidates}
store: { path: ./tidegate.db }
regression_gates: { alert_channels: [pagerduty] }
alerts:
  pipeline: shop
  channels:
    pagerduty: { type: pagerduty, target: ${'k'.repeat(32)}, url: "${receivers.pagerdutyUrl}" }
`
  const inputs = { readFile: async () => Buffer.from(text), env: {}, cwd: folder }
  return (await loadConfig('tidegate.yaml', inputs)).config
}

async function tell(config: Config): Promise<readonly string[]> {
  const warnings: string[] = []
  await tellFailure(config, 'it was killed', warning => warnings.push(warning))
  expect(warnings).toEqual([])
  return receivers.incidents.map(({ key, triggers }) => `${key} ${triggers}`)
}

it('a run that failed is one incident, however often that is told', async () => {
  const config = await configOf('candidate: b')
  expect(await tell(config)).toEqual(['shop/run 1'])
  expect(await tell(config)).toEqual(['shop/run 1'])
  expect(receivers.received[0]?.body).toContain('it was killed')
})

it('each of several candidates has its own, which its own next run clears', async () => {
  const config = await configOf('candidates: { one: { recorded: b }, two: { recorded: c } }')
  expect(await tell(config)).toEqual(['shop/one/run 1', 'shop/two/run 1'])
})

it('what the run said more exactly is not told again', async () => {
  const config = await configOf('candidate: b')
  const alerts = openAlerts(config, () => {})
  const alert = { severity: 'error', title: 'Another model answers', lines: [] } as const
  alerts?.post([raised({ pipeline: 'shop', atMs: Date.now() }, 'judge-model', alert)])
  await alerts?.deliver()
  alerts?.close()
  expect(await tell(config)).toEqual(['shop/judge-model 1'])
})
