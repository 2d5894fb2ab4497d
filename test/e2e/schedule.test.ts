import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readScheduleRecord, writeScheduleRecord } from '../../src/cli/schedule/schedule-record.ts'
import type { ApiSchedule, RunList } from '../../src/server/contract.ts'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import { type AlertReceivers, createAlertReceivers } from '../../src/testing/index.ts'
import { createWorkbench, rowsText } from './command-line.ts'
import { type Serving, startServing } from './serving.ts'

const CRON = '0 0 * * *'
const ZONE = 'Europe/Berlin'

let bench: ReturnType<typeof createWorkbench>
let receivers: AlertReceivers
const servers: Serving[] = []
beforeEach(async () => {
  bench = createWorkbench()
  receivers = await createAlertReceivers()
  bench.write(
    'base.jsonl',
    rowsText(12, () => 0),
  )
  bench.write(
    'candidate.jsonl',
    rowsText(12, () => 1),
  )
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.kill('SIGKILL')
  await receivers.close()
  bench.dispose()
})

function configure(extra: string, candidate = './candidate.jsonl'): void {
  bench.write(
    'tidegate.yaml',
    `source: ./base.jsonl
candidate: ${candidate}
store: { path: ./state/tidegate.db }
schedule: { cron: "${CRON}", time_zone: ${ZONE} }
regression_gates: { alert_channels: [pagerduty] }
alerts:
  channels:
    pagerduty: { type: pagerduty, target: ${'0123456789abcdef'.repeat(2)}, url: "${receivers.pagerdutyUrl}" }
${extra}`,
  )
}

/** As if this schedule had been served for long, and never run. */
function scheduledSinceLong(): void {
  const store = createSqliteStore(join(bench.folder, 'state/tidegate.db'))
  const record = { cron: CRON, timeZone: ZONE, sinceMs: 0, last: null, attempts: 0, skipped: [] }
  writeScheduleRecord(store, record)
  store.close()
}

async function serve(): Promise<Serving> {
  const server = await startServing(bench.folder, ['-c', 'tidegate.yaml'])
  servers.push(server)
  return server
}

async function ended(server: Serving) {
  await server.said(/ended with exit code/)
  const isEnded = ({ schedule }: ApiSchedule): boolean => schedule?.pending === null
  const { schedule } = await server.until<ApiSchedule>('/api/schedule', isEnded)
  return schedule
}

describe('a served schedule', () => {
  it('starts what was due while nothing was served once, and the next server leaves it alone', async () => {
    configure('')
    scheduledSinceLong()
    const server = await serve()
    const schedule = await ended(server)
    expect(schedule).toMatchObject({ cron: CRON, timeZone: ZONE, last: { exitCode: 0 }, skipped: [] })
    expect(schedule?.nextAtMs).toBeGreaterThan(Date.now())
    expect((await server.get<RunList>('/api/runs')).runs).toMatchObject([{ outcome: 'PASS' }])
    expect(server.log()).toMatch(/schedule: the run due at \S+ was not started then; it is started now/)
    expect(server.log()).toMatch(/run: verdict PASS/)
    expect(await server.kill('SIGTERM')).toBe(0)

    const again = await serve()
    expect((await again.get<ApiSchedule>('/api/schedule')).schedule).toMatchObject({
      pending: null,
      last: schedule?.last,
    })
    expect(again.log()).not.toContain('schedule: ')
  })

  it('compares the candidates of a config that has several, once', async () => {
    configure('')
    const text = readFileSync(join(bench.folder, 'tidegate.yaml'), 'utf8')
    bench.write(
      'tidegate.yaml',
      text.replace(
        'candidate: ./candidate.jsonl',
        'candidates: { one: ./candidate.jsonl, two: ./base.jsonl }',
      ),
    )
    scheduledSinceLong()
    const server = await serve()
    const schedule = await ended(server)
    expect((await server.get<RunList>('/api/runs')).runs).toHaveLength(2)
    expect(server.log()).toMatch(/run: candidate 2 of 2: two/)
    expect(server.log()).toMatch(new RegExp(`run: verdict \\w+, exit code ${schedule?.last?.exitCode}`))
    expect(await server.kill('SIGTERM')).toBe(0)

    const again = await serve()
    expect((await again.get<ApiSchedule>('/api/schedule')).schedule).toMatchObject({
      pending: null,
      last: schedule?.last,
    })
  })

  it('tells the channels of a run that could not even read its config', async () => {
    configure('evaluation: { freeform: { judge_model: claude-sonnet-4-6 } }\n')
    scheduledSinceLong()
    const server = await serve()
    expect((await ended(server))?.last).toMatchObject({ exitCode: 2 })
    expect(server.log()).toContain('run: error (config): ')
    const run = receivers.incidents.filter(({ key }) => key.endsWith('/run'))
    expect(run).toMatchObject([{ state: 'triggered', triggers: 1 }])
  })

  it('keeps runs by hand out while its own is under way, ends it with the server, and starts it once more', async () => {
    const agent = await createSilentAgent()
    configure('', `{ http: { url: "${agent.url}", shape: tidegate } }`)
    scheduledSinceLong()
    const server = await serve()
    await agent.asked()
    const byHand = bench.run(['run', '-c', 'tidegate.yaml'])
    expect([byHand.status, byHand.stderr]).toEqual([
      3,
      expect.stringContaining('Another run of this store is under way'),
    ])
    await server.kill('SIGKILL')
    await agent.left()

    const next = await serve()
    await agent.asked()
    expect((await next.get<ApiSchedule>('/api/schedule')).schedule?.pending).toMatchObject({
      isRunning: true,
    })
    expect(await next.kill('SIGTERM')).toBe(0)
    await agent.left()

    const store = createSqliteStore(join(bench.folder, 'state/tidegate.db'))
    const record = readScheduleRecord(store, { cron: CRON, timeZone: ZONE }, 0)
    store.close()
    expect(record).toMatchObject({ attempts: 2, last: { exitCode: 130 } })
    await agent.close()
  })
})

/** A candidate that takes every request and never answers. */
async function createSilentAgent() {
  const sockets = new Set<Socket>()
  const server: Server = createServer(() => {})
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      server.emit('left')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async asked() {
      if (sockets.size === 0) await once(server, 'request')
    },
    async left() {
      while (sockets.size > 0) await once(server, 'left')
    },
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
