import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type OpenSchedule, openSchedule } from '../../src/cli/schedule/open-schedule.ts'
import { runInChild } from '../../src/cli/schedule/run-in-child.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { ApiHealth, RunDetail, RunList } from '../../src/server/contract.ts'
import { simulateWeek } from '../../src/simulate/simulate-week.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { type AlertReceivers, createAlertReceivers } from '../../src/testing/index.ts'
import { createWorkbench } from '../e2e/command-line.ts'
import { startServing, TOKEN } from '../e2e/serving.ts'
import { createToyAgent } from '../e2e/toy-agent.ts'
import { openBrowser, signIn } from './open-browser.ts'

const DAY_MS = 86_400_000
const TRACES = 300
const LABELS = 12
const ROUTING_KEY = '0123456789abcdef0123456789abcdef'

let bench: ReturnType<typeof createWorkbench>
let receivers: AlertReceivers
const closing: (() => Promise<unknown> | undefined)[] = []
beforeEach(async () => {
  bench = createWorkbench()
  receivers = await createAlertReceivers()
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  await receivers.close()
  bench.dispose()
})

/** A clock that is moved by hand. */
function createClock(startMs: number) {
  let now = startMs
  let timers: { readonly atMs: number; readonly callback: () => void }[] = []
  return {
    nowMs: () => now,
    setTimer(callback: () => void, ms: number) {
      const timer = { atMs: now + ms, callback }
      timers = [...timers, timer]
      return () => {
        timers = timers.filter(each => each !== timer)
      }
    },
    moveTo(ms: number) {
      now = ms
      const due = timers.filter(({ atMs }) => atMs <= now)
      timers = timers.filter(({ atMs }) => atMs > now)
      for (const { callback } of due) callback()
    },
  }
}

function configText(schedule: string): string {
  return `seed: real-client
source: store
candidate: ./candidate.jsonl
store: { path: ./state/tidegate.db }
env: [SLACK_WEBHOOK_URL, PAGERDUTY_ROUTING_KEY]
evaluation_pipeline:
  sampling:
    window_days: 7
    target_size: 150
    clustering: { min_cluster_size: 15 }
  regression_gates: { delta_threshold: 0.02, alert_channels: [slack_ops, pagerduty] }
alerts:
  pipeline: shop/support
  channels:
    slack_ops: { type: slack, target: '\${SLACK_WEBHOOK_URL}' }
    pagerduty: { type: pagerduty, target: '\${PAGERDUTY_ROUTING_KEY}', url: '${receivers.pagerdutyUrl}' }
${schedule}`
}

it('a week of an instrumented agent is received, evaluated on schedule, alerted, labelled, and the next run uses the labels', async () => {
  const env = { SLACK_WEBHOOK_URL: receivers.slackUrl, PAGERDUTY_ROUTING_KEY: ROUTING_KEY }
  bench.write('serve.yaml', configText(''))
  bench.write('tidegate.yaml', configText('schedule: { cron: "0 6 * * 1", time_zone: Europe/Berlin }\n'))
  const server = await startServing(bench.folder, ['-c', 'serve.yaml', '--quiet-seconds', '3'], env)
  closing.push(() => server.kill('SIGTERM'))

  // The week before today: runs write down the real time, and the fake clock below is ahead of it.
  const todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const week = simulateWeek({
    seed: 'real-client',
    candidate: 'truncating',
    traces: TRACES,
    adversarial: 0,
    suite: 0,
    endsAtMs: todayMs,
  })
  const agent = createToyAgent({ url: `${server.address}/v1/traces`, token: TOKEN, seed: '1' })
  const traceIds = new Map<string, string>()
  for (const row of week.baseline) traceIds.set(row.trace_id, agent.serve(row))
  await agent.close()
  const rows = week.candidate.map(row => ({ ...row, trace_id: traceIds.get(row.trace_id) }))
  bench.write('candidate.jsonl', rows.map(row => `${JSON.stringify(row)}\n`).join(''))
  const health = await server.until<ApiHealth>('/api/health', answer => answer.receiver?.openTraces === 0)
  expect(health.receiver).toMatchObject({
    storedTraces: TRACES,
    skippedTraces: {},
    lateSpans: 0,
    rejectedSpans: 0,
  })

  const clock = createClock(Date.now())
  const log: string[] = []
  let heardEnd = (): void => {}
  const schedule = await openScheduleOn(clock, env, message => {
    log.push(message)
    if (message.includes('ended with exit code')) heardEnd()
  })
  const monday = async (): Promise<RunDetail> => {
    const dueAtMs = schedule.view().nextAtMs ?? Number.NaN
    const end = new Promise<void>(resolve => {
      heardEnd = resolve
    })
    clock.moveTo(dueAtMs)
    await end
    expect(schedule.view().last, log.join('\n')).toMatchObject({ dueAtMs, exitCode: 1 })
    const { runs } = await server.get<RunList>('/api/runs')
    return server.get<RunDetail>(`/api/runs/${runs[0]?.runId}`)
  }

  const first = await monday()
  expect(first.report?.sample.population).toBe(TRACES)
  expect(first.report?.gates).toMatchObject({ modes: { verdict: 'FAIL' } })
  expect(first.run.headline).toContain('truncated-tool-call')
  expect(first.report?.audit).toBeNull()
  const truncated = { key: 'shop/support/gate/modes', state: 'triggered', triggers: 1 }
  expect(receivers.incidents).toContainEqual(truncated)
  expect(receivers.received.map(({ status }) => status).filter(status => status >= 300)).toEqual([])
  const chat = receivers.received.filter(({ path }) => path.startsWith('/services'))
  expect(chat[0]?.body).toContain('Release held by failure modes')

  await labelInBrowser(server.address, /page\s+(\S+)/.exec(server.log())?.[1] ?? '')
  const second = await monday()
  expect(second.report?.audit).toMatchObject({ labels: LABELS, otherLabels: 0 })
  expect(receivers.incidents).toContainEqual(truncated)
}, 240_000)

/** Ann labels the first items of the audit desk by its keys. */
async function labelInBrowser(address: string, link: string): Promise<void> {
  const { page, complaints, close } = await openBrowser()
  closing.push(close)
  await signIn(page, link)
  await page.goto(`${address}/#/audits`)
  await page.getByLabel('Rater').fill('ann')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Item 1 of/ }).waitFor()
  await page.evaluate('document.activeElement.blur()')
  for (let item = 1; item <= LABELS; item += 1) {
    await page.getByRole('heading', { name: new RegExp(`^Item ${item} of`) }).waitFor()
    await page.keyboard.press('2')
    await page.locator('[aria-pressed=true]').first().waitFor()
    await page.keyboard.press('Enter')
  }
  await page.getByRole('heading', { name: new RegExp(`^Item ${LABELS + 1} of`) }).waitFor()
  expect(complaints).toEqual([])
}

async function openScheduleOn(
  clock: ReturnType<typeof createClock>,
  env: Readonly<Record<string, string>>,
  onMessage: (message: string) => void,
): Promise<OpenSchedule> {
  const file = join(bench.folder, 'tidegate.yaml')
  const { config } = await loadConfig(file, { readFile: path => readFile(path), env, cwd: bench.folder })
  const store = createSqliteStore(config.store.path)
  closing.push(async () => store.close())
  const schedule = openSchedule(config, {
    store,
    ...clock,
    startRun: options =>
      runInChild(
        {
          command: process.execPath,
          args: [resolve('src/cli/main.ts'), 'run', '-c', file, '--no-overlap'],
          env: { PATH: process.env.PATH, HOME: bench.folder, ...env },
        },
        options,
      ),
    tellFailure: async problem => onMessage(problem),
    onMessage,
  })
  if (schedule === undefined) throw new Error('expected a schedule')
  closing.push(() => schedule.close())
  return schedule
}
