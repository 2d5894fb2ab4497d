import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import type { Config } from '../config/config.ts'
import { ConfigError } from '../errors/config-error.ts'
import { isForbiddenId } from '../privacy/is-forbidden-id.ts'
import { createApp } from '../server/app.ts'
import { createReceiver, type Receiver } from '../server/otlp/receiver.ts'
import { createTracesOf } from '../server/otlp/traces-of.ts'
import { isLoopback } from '../server/security/host-names.ts'
import { createSessions } from '../server/security/sessions.ts'
import type { RunStore } from '../store/run-store.ts'
import { createSpool } from '../store/spool/create-spool.ts'
import { lockSpool } from '../store/spool/lock-spool.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import { apiSources } from './api-sources.ts'
import { createRedactor } from './create-redactor.ts'
import { openStore } from './open-store.ts'
import { pageFiles } from './page-files.ts'
import { type OpenSchedule, openSchedule, type ScheduleInputs } from './schedule/open-schedule.ts'
import { tellFailure } from './schedule/tell-failure.ts'

export type StartOptions = {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Environment variable that holds the token. */
  readonly tokenEnv?: string
  readonly allowedHosts: readonly string[]
  readonly quietSeconds: number
  readonly spoolMib: number
  readonly onMessage: (message: string) => void
  /** Starts one run for `schedule.cron`; absent: nothing is started by itself. */
  readonly startRun?: ScheduleInputs['startRun']
}

export type RunningServer = {
  /** `http://127.0.0.1:4318`. */
  readonly address: string
  /** Opens one session. */
  readonly link: string
  /** What to print. */
  readonly greeting: string
  /** Stops listening and stores nothing more; what is in the spool stays there for the next start. */
  close(): Promise<void>
}

const MIB = 1024 * 1024
const DRAIN_MS = 1_000
const SHORTEST_TOKEN = 16
/** A body that trickles in holds memory: nobody needs longer. */
const LIMITS = { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 10_000 }
/** Each takes a file handle, and the store and the spool need some too. */
const MOST_CONNECTIONS = 1_000
/** How long answers under way may take when the server ends. */
const CLOSE_MS = 3_000

/** The server of a config, listening. @throws {ConfigError} see `tokenOf`; also when the port is taken. */
export async function startServer(
  config: Config,
  env: NodeJS.ProcessEnv,
  options: StartOptions,
): Promise<RunningServer> {
  const { host, onMessage } = options
  const isPublic = !isLoopback(host)
  const token = tokenOf(options, env, isPublic)
  const folder = dirname(config.store.path)
  const unlock = lockSpool(join(folder, 'spool.lock'))
  const store = openStore(config.store.path)
  const tenantKey = loadOrCreateTenantKey(folder, randomBytes)
  const spool = createSpool({ folder: join(folder, 'spool'), tenantKey, randomBytes })
  const receiver = createReceiver({
    spool,
    store,
    redactText: createRedactor(config, onMessage),
    tracesOf: createTracesOf(isForbiddenId),
    nowMs: Date.now,
    quietMs: options.quietSeconds * 1_000,
    spoolLimitBytes: options.spoolMib * MIB,
  })
  const sessions = createSessions({ randomBytes, nowMs: Date.now, token })
  const guard = {
    sessions,
    allowedHosts: options.allowedHosts.map(name => name.toLowerCase()),
    isPublic,
    // Before it listens, the port is only known when it was named.
    cookieName: `tidegate_${options.port === 0 ? randomBytes(4).toString('hex') : options.port}`,
  }
  let schedule: OpenSchedule | undefined
  const app = createApp({
    sources: apiSources(config, env, {
      store,
      // What it took would have to be kept until a run reads it.
      receiver: config.privacy.mode === 'synthetic' ? undefined : receiver,
      schedule: () => schedule?.view() ?? null,
    }),
    guard,
    receiverNeedsToken: token !== undefined,
    page: pageFiles(),
    onError: onMessage,
  })
  const server = createAdaptorServer({ fetch: app.fetch, createServer, serverOptions: LIMITS }) as Server
  server.maxConnections = MOST_CONNECTIONS
  const port = await listening(server, options)
  const drain = createDrain(receiver, onMessage)
  const timer = setInterval(() => void drain(), DRAIN_MS)
  schedule = scheduleOf(config, store, options)
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const link = `${address}/login#${sessions.code}`
  return {
    address,
    link,
    greeting: greetingOf({ address, link, token, quietSeconds: options.quietSeconds }),
    async close() {
      await schedule?.close()
      clearInterval(timer)
      await closed(server)
      await receiver.drain()
      await spool.close()
      store.close()
      unlock()
    },
  }
}

/**
 * The token from the environment; none is needed where only this machine can connect.
 *
 * @throws {ConfigError} when others can and there is none, or it is too short to withstand guessing.
 */
function tokenOf(
  { host, tokenEnv }: StartOptions,
  env: NodeJS.ProcessEnv,
  isPublic: boolean,
): string | undefined {
  const token = tokenEnv === undefined ? undefined : env[tokenEnv]
  const hint =
    'for example: TIDEGATE_TOKEN=$(openssl rand -base64 32) tidegate serve --token-env TIDEGATE_TOKEN'
  if (
    tokenEnv !== undefined &&
    (token === undefined || token.length < SHORTEST_TOKEN || /[^\x21-\x7e]/.test(token))
  )
    throw new ConfigError(
      `Expected a token of at least ${SHORTEST_TOKEN} printable characters in ${tokenEnv}, found ${token === undefined ? 'none' : 'another text'}`,
      { path: '--token-env', hint },
    )
  if (isPublic && token === undefined)
    throw new ConfigError(
      `Expected --token-env to listen on ${host}, which other machines can reach, found none`,
      {
        path: '--host',
        hint,
      },
    )
  return token
}

function scheduleOf(
  config: Config,
  store: RunStore,
  { startRun, onMessage }: StartOptions,
): OpenSchedule | undefined {
  if (startRun === undefined) return undefined
  return openSchedule(config, {
    store,
    startRun,
    onMessage,
    nowMs: Date.now,
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
    tellFailure: problem => tellFailure(config, problem, onMessage),
  })
}

async function listening(server: Server, { host, port }: StartOptions): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new ConfigError(`Expected to listen on ${host} port ${port}, found it taken or not allowed`, {
      path: '--port',
      hint: 'name another port, or end what listens there',
      cause,
    })
  }
  return (server.address() as AddressInfo).port
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  await done
  clearTimeout(timer)
}

/** Stores complete traces; says what stops it once, not every second. */
function createDrain(receiver: Receiver, onMessage: (message: string) => void): () => Promise<void> {
  let last: string | null = null
  return async () => {
    await receiver.drain()
    const { problem } = receiver.status()
    if (problem !== null && problem !== last) onMessage(`receiver: ${problem}`)
    last = problem
  }
}

function greetingOf(server: {
  readonly address: string
  readonly link: string
  readonly token: string | undefined
  readonly quietSeconds: number
}): string {
  const { address, link, token, quietSeconds } = server
  return [
    `Tidegate listens on ${address}`,
    '',
    `  page     ${link}`,
    '           opens one session, once',
    `  traces   ${address}/v1/traces and /v1/logs (OTLP over HTTP, JSON or protobuf)${token === undefined ? '' : ', with the token'}`,
    `           a trace is stored ${quietSeconds} s after its last span came`,
    `  API      ${address}/api/openapi.json${token === undefined ? '; scripts need --token-env' : ', Authorization: Bearer TOKEN'}`,
    '',
    'Ctrl-C ends it.',
  ].join('\n')
}
