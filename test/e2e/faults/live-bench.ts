import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { CONTROL_TASKS } from '../../../src/stages/judge/attacks/control-tasks.ts'
import { createSqliteLedger } from '../../../src/store/spend/create-sqlite-ledger.ts'
import {
  type AnswerPolicy,
  createRealClock,
  type Fault,
  judgePolicy,
  type Simulator,
  textAnswer,
} from '../../../src/testing/index.ts'
import { MODELS, startVendor, type Vendor } from './vendors.ts'

/** As of `command-line.ts`: safe to delete. */
const COMPILE_CACHE = join(tmpdir(), 'tidegate-compile-cache')

export const TRACES = 24
const CAP_USD = 20
/** So that calls are under way whenever a run is stopped. */
const LATENCY_MS = 15

/** Who is asked for what: three vendors, so that every role has protocol, faults and limits of its own. */
export const ROLES = { judge: 'anthropic', candidate: 'openai', baseline: 'google' } as const

export type Role = keyof typeof ROLES

const GOOD: ReadonlySet<string> = new Set(CONTROL_TASKS.map(({ good }) => good))

function isGood(answer: string): boolean {
  return GOOD.has(answer) || answer.startsWith('It arrives')
}

/** Prefers what is right, and says nothing that depends on when or how often it is asked. */
const knowsBetter: AnswerPolicy = judgePolicy({
  truth: ({ first, second }) => {
    if (isGood(first) === isGood(second)) return 'tie'
    return isGood(first) ? 'first' : 'second'
  },
})

/** Production's agent knows; the candidate knows for two questions of three. */
const agents: { readonly [role in 'candidate' | 'baseline']: AnswerPolicy } = {
  baseline: ({ messages }) => textAnswer(`It arrives at ${numberIn(messages.at(-1)?.text)}.`),
  candidate: ({ messages }) => {
    const number = numberIn(messages.at(-1)?.text)
    return textAnswer(number % 3 === 0 ? `I do not know about ${number}.` : `It arrives on day ${number}.`)
  },
}

function numberIn(words: string | undefined): number {
  return Number(/\d+/.exec(words ?? '')?.[0] ?? 0)
}

export type LiveBench = Awaited<ReturnType<typeof startLiveBench>>

/** Judge, candidate and baseline on simulators over HTTP on the real clock, for runs of the real command line. */
export async function startLiveBench() {
  const clock = createRealClock(Date.now)
  const faults: { readonly [role in Role]: Fault[] } = { judge: [], candidate: [], baseline: [] }
  const resolved: { model: string | undefined } = { model: undefined }
  const watchers: { onCall: (role: Role) => void } = { onCall: () => undefined }
  const start = (role: Role): Promise<Simulator> => {
    const policy = role === 'judge' ? knowsBetter : agents[role]
    return startVendor(ROLES[role], {
      clock,
      faults: faults[role],
      keys: ['sk-right'],
      latencyMs: LATENCY_MS,
      policy: async request => {
        watchers.onCall(role)
        return await policy(request)
      },
      ...(role === 'judge' ? { resolvedModelOf: (model: string) => resolved.model ?? model } : {}),
    })
  }
  const simulators = {
    judge: await start('judge'),
    candidate: await start('candidate'),
    baseline: await start('baseline'),
  }
  const all = Object.values(simulators)
  return {
    simulators,
    faults,
    resolved,
    watchers,
    requests: () => all.reduce((sum, each) => sum + each.requests.count(), 0),
    billedPicoUsd: () => all.reduce((sum, each) => sum + each.billing.totalPicoUsd(), 0),
    folder: () => createFolder(simulators),
    close: async () => {
      for (const simulator of all) await simulator.close()
    },
  }
}

/** A folder with a config, production's traces, and everything runs leave behind. */
function createFolder(simulators: { readonly [role in Role]: Simulator }) {
  const path = mkdtempSync(join(tmpdir(), 'tidegate-live-'))
  writeFileSync(join(path, 'tidegate.yaml'), configText(simulators))
  writeFileSync(
    join(path, 'base.jsonl'),
    Array.from({ length: TRACES }, (_, index) => rowText(index)).join(''),
  )
  const store = join(path, '.tidegate')
  return {
    path,
    /** Runs `tidegate run`; `kill` ends it the hard way. */
    start(): { readonly ended: Promise<RunEnd>; readonly kill: () => void } {
      rmSync(join(path, 'out.json'), { force: true })
      const child = spawn(
        process.execPath,
        [resolve('src/cli/main.ts'), 'run', '-c', 'tidegate.yaml', '--json', 'out.json'],
        {
          cwd: path,
          env: {
            PATH: process.env.PATH ?? '',
            HOME: path,
            SIMULATOR_API_KEY: 'sk-right',
            NODE_COMPILE_CACHE: COMPILE_CACHE,
          },
        },
      )
      const closed = new Promise<number | null>(done => child.on('close', done))
      const ended = Promise.all([text(child.stdout), text(child.stderr), closed]).then(
        ([stdout, stderr, status]) => ({ stdout, stderr, status }),
      )
      return { ended, kill: () => child.kill('SIGKILL') }
    },
    result: (): unknown => JSON.parse(readFileSync(join(path, 'out.json'), 'utf8')),
    /** Replies that were answered and kept: votes and turns. */
    keptReplies: (): number => countReplies(store),
    booked: () => bookedIn(store),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  }
}

export type RunEnd = { readonly stdout: string; readonly stderr: string; readonly status: number | null }

function configText(simulators: { readonly [role in Role]: Simulator }): string {
  const endpointOf = (role: Role): string => {
    const vendor: Vendor = ROLES[role]
    const base = `${simulators[role].baseUrl}/${vendor === 'google' ? 'v1beta' : 'v1'}`
    return `    ${role}s: { protocol: ${vendor}, base_url: "${base}", api_key_env: SIMULATOR_API_KEY }`
  }
  return `source: ./base.jsonl
candidate: { model: candidates/${MODELS[ROLES.candidate]} }
baseline: { model: baselines/${MODELS[ROLES.baseline]} }
models:
  endpoints:
${(['judge', 'candidate', 'baseline'] as const).map(endpointOf).join('\n')}
evaluation: { freeform: { judge_model: judges/${MODELS[ROLES.judge]} } }
cost_controls: { max_weekly_budget_usd: ${CAP_USD} }
`
}

function rowText(index: number): string {
  const messages = [
    { role: 'user', content: `where is my parcel number ${index}?` },
    { role: 'assistant', content: 'It arrives some day.' },
  ]
  return `${JSON.stringify({ trace_id: `t${index}`, messages, started_at: '2026-11-10T10:00:00Z' })}\n`
}

function countReplies(store: string): number {
  const path = join(store, 'tidegate.db')
  if (!existsSync(path)) return 0
  const database = new DatabaseSync(path)
  try {
    const row = database.prepare(`SELECT count(*) AS kept FROM reply WHERE kind IN ('vote', 'turn')`).get()
    return Number(row?.kept)
  } finally {
    database.close()
  }
}

function bookedIn(store: string) {
  const ledger = createSqliteLedger({
    path: join(store, 'spend.db'),
    scope: 'default',
    capPicoUsd: CAP_USD * 1e12,
    window: 'calendar',
    runId: undefined,
    host: 'reader',
    pid: 1,
    isAlive: () => true,
    nowMs: Date.now,
    sleep: async () => undefined,
    onWarning: () => undefined,
  })
  const { settledPicoUsd, uncertainPicoUsd, reservedPicoUsd } = ledger.summary()
  ledger.close()
  return { settledPicoUsd, uncertainPicoUsd, reservedPicoUsd }
}
