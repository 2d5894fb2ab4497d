import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AlertReceivers, createAlertReceivers } from '../../src/testing/index.ts'
import { createWorkbench, rowsText } from './command-line.ts'
import { tidegate } from './simulated-providers.ts'

const ROUTING_KEY = '0123456789abcdef0123456789abcdef'

let bench: ReturnType<typeof createWorkbench>
let receivers: AlertReceivers
beforeEach(async () => {
  receivers = await createAlertReceivers()
  bench = createWorkbench()
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: ./candidate.jsonl
env: [SLACK_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY, HOOK_SECRET]
regression_gates: { alert_channels: [slack_ops, pagerduty, hook] }
alerts:
  pipeline: shop/support
  channels:
    slack_ops: { type: slack, target: '\${SLACK_WEBHOOK_URL}' }
    pagerduty: { type: pagerduty, target: '\${PAGERDUTY_ROUTING_KEY}', url: '${receivers.pagerdutyUrl}' }
    hook: { type: webhook, target: '${receivers.webhookUrl}', secret: '\${HOOK_SECRET}' }
`,
  )
  bench.write(
    'base.jsonl',
    rowsText(12, () => 1),
  )
})
afterEach(async () => {
  bench.dispose()
  await receivers.close()
})

function tell(args: readonly string[]) {
  return tidegate(bench.folder, args, {
    SLACK_WEBHOOK_URL: receivers.slackUrl,
    PAGERDUTY_ROUTING_KEY: ROUTING_KEY,
    HOOK_SECRET: 'hush',
  })
}

/** A week in which the candidate gets so many of twelve wrong. */
function run(wrong: number) {
  bench.write(
    'candidate.jsonl',
    rowsText(12, index => (index < wrong ? 0 : 1)),
  )
  return tell(['run', '-c', 'tidegate.yaml'])
}

describe('alerts', () => {
  it('trigger once while a gate fails, and resolve with the run that passes', async () => {
    expect((await run(9)).status).toBe(1)
    expect((await run(9)).status).toBe(1)
    const outcomes = () => receivers.incidents.filter(each => each.key === 'shop/support/gate/outcome')
    expect(outcomes()).toMatchObject([{ state: 'triggered', triggers: 1 }])
    bench.write(
      'base.jsonl',
      rowsText(12, () => 0),
    )
    expect((await run(0)).status).toBe(0)
    expect(outcomes()).toMatchObject([{ state: 'resolved', triggers: 1 }])
    expect(receivers.incidents.filter(each => each.state === 'triggered')).toEqual([])
    expect(receivers.received.map(each => each.status).filter(status => status >= 300)).toEqual([])
    const slack = receivers.received.filter(each => each.path.startsWith('/services'))
    expect(slack[0]?.body).toContain('Release held by recorded outcomes')
    const hooks = receivers.received.filter(each => each.path === '/hook')
    expect(
      hooks.every(each => /^t=\d+,v1=[0-9a-f]{64}$/.test(each.headers['tidegate-signature'] ?? '')),
    ).toBe(true)
  })

  it('that nobody takes change no verdict, say no secret, and are sent by the next command', async () => {
    receivers.failNext({ status: 403 }, { status: 403 }, { status: 403 })
    const { status, stderr } = await run(9)
    expect(status).toBe(1)
    expect(stderr).toContain('slack_ops was not told')
    expect(stderr).not.toMatch(/0123456789abcdef|services\/T000|hush/)
    const list = await tell(['alerts', 'list', '-c', 'tidegate.yaml'])
    expect(list.stdout).toContain('given up  pagerduty')
    const sent = await tell(['alerts', 'send', '-c', 'tidegate.yaml'])
    expect([sent.status, sent.stdout]).toEqual([
      0,
      expect.stringMatching(/^\d+ alerts sent, 0 waiting, 0 given up\n$/),
    ])
    expect(receivers.incidents).toContainEqual({
      key: 'shop/support/gate/outcome',
      state: 'triggered',
      triggers: 1,
    })
  })

  it('are tested without a run', async () => {
    const { status, stdout } = await tell(['alerts', 'test', '-c', 'tidegate.yaml', '--json', 'told.json'])
    expect(stdout.trim().split('\n')).toEqual([
      'slack_ops: took an alert and its end',
      'pagerduty: took an alert and its end',
      'hook: took an alert and its end',
    ])
    expect(status).toBe(0)
    expect(JSON.parse(readFileSync(join(bench.folder, 'told.json'), 'utf8'))).toEqual({
      kind: 'tidegate-alerts-test',
      schemaVersion: 1,
      channels: ['slack_ops', 'pagerduty', 'hook'].map(channel => ({ channel, problem: null })),
    })
    expect(receivers.incidents).toEqual([{ key: 'shop/support/test', state: 'resolved', triggers: 1 }])
  })

  it('of a run that was stopped say what stopped it', async () => {
    bench.write('base.jsonl', '{"trace_id": "broken"\n')
    expect((await run(0)).status).toBe(3)
    expect(receivers.incidents).toMatchObject([{ key: 'shop/support/run', state: 'triggered' }])
  })
})
