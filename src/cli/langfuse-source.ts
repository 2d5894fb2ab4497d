import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config, LangfusePullConfig } from '../config/config.ts'
import { dayOf, startOfDayMs } from '../config/zoned-days.ts'
import { ConfigError } from '../errors/config-error.ts'
import { StoreError } from '../errors/store-error.ts'
import { createGuardedFetch } from '../models/egress/guarded-fetch.ts'
import { createGate } from '../models/pacing/create-gate.ts'
import type { IngestIo } from '../stages/ingest/ingest-io.ts'
import { createLangfuseApi } from '../stages/ingest/pull/langfuse/langfuse-api.ts'
import { langfusePages } from '../stages/ingest/pull/langfuse/langfuse-pages.ts'
import { erasePages, readPages } from '../stages/ingest/pull/read-pages.ts'
import { createSpool } from '../store/spool/create-spool.ts'
import { lockSpool } from '../store/spool/lock-spool.ts'
import type { Spool } from '../store/spool/spool.ts'
import { loadOrCreateTenantKey } from '../store/tenant-key.ts'
import type { PullInputs } from './pull-sources.ts'
import { sleep } from './sleep.ts'

type Rows = ReturnType<NonNullable<IngestIo['readTable']>>

const CALLS_AT_A_TIME = 1
/** How long a page of a slow instance may take. */
const PAGE_TIMEOUT_MS = 120_000

/** The project's API, whose pages are kept beside the store, encrypted, until what is in them is stored. */
export function createLangfuseSource(
  config: Config,
  pull: LangfusePullConfig,
  inputs: PullInputs,
): { readonly rows: () => Rows; readonly settle: () => Promise<void> } {
  const keys = keysOf(pull, inputs.env)
  const window = pulledWindow(config)
  const parent = join(dirname(config.store.path), 'pull')
  const name = createHash('sha256')
    .update(JSON.stringify([pull.url, keys?.publicKey, window, pull.environments]))
    .digest('hex')
    .slice(0, 24)
  const folder = join(parent, name)
  let isComplete = false

  async function withSpool<T>(work: (spool: Spool) => AsyncIterable<T>): Promise<AsyncIterable<T>> {
    const unlock = locked(folder)
    const tenantKey = loadOrCreateTenantKey(dirname(config.store.path), randomBytes)
    const spool = createSpool({ folder, tenantKey, randomBytes })
    return (async function* () {
      try {
        yield* work(spool)
      } finally {
        await spool.close()
        unlock()
      }
    })()
  }

  async function* rows(): Rows {
    if (keys === undefined) throw missingKeys(pull, inputs.env)
    eraseOthers(parent, name)
    const api = createLangfuseApi({
      url: pull.url,
      ...keys,
      fetch: createGuardedFetch({
        provider: 'langfuse',
        baseUrl: pull.url,
        allowPrivateNetwork: pull.allowPrivateNetwork,
        timeoutMs: PAGE_TIMEOUT_MS,
      }),
      gate: createGate('langfuse', { most: CALLS_AT_A_TIME, nowMs: Date.now, sleep, random: Math.random }),
      sleep,
      nowMs: Date.now,
      signal: inputs.signal,
    })
    const source = langfusePages(api, { window, environments: pull.environments })
    yield* await withSpool(spool => readPages(source, spool))
    isComplete = true
  }

  return {
    rows,
    async settle(): Promise<void> {
      if (!isComplete) return
      const erasing = await withSpool(async function* (spool) {
        await erasePages(spool)
        yield undefined
      })
      for await (const _ of erasing);
      erase(folder)
    },
  }
}

/**
 * What is asked for. Without `sampling.window_end` one day more than the window, up to now: the newest trace may be of yesterday, and its
 * day is the window's last.
 */
function pulledWindow({ sampling, source }: Config) {
  const { windowEndMs, timeZone } = sampling
  const windowDays = sampling.windowDays + (source?.pull?.extraDays ?? 0)
  if (windowEndMs !== undefined) {
    return {
      startMs: startOfDayMs(dayOf(windowEndMs - 1, timeZone) - windowDays + 1, timeZone),
      endMs: windowEndMs,
    }
  }
  const today = dayOf(Date.now(), timeZone)
  return { startMs: startOfDayMs(today - windowDays, timeZone), endMs: startOfDayMs(today + 1, timeZone) }
}

function keysOf({ publicKeyVariable, secretKeyVariable }: LangfusePullConfig, env: NodeJS.ProcessEnv) {
  const publicKey = env[publicKeyVariable]
  const secretKey = env[secretKeyVariable]
  return publicKey === undefined || secretKey === undefined ? undefined : { publicKey, secretKey }
}

function missingKeys(
  { publicKeyVariable, secretKeyVariable }: LangfusePullConfig,
  env: NodeJS.ProcessEnv,
): ConfigError {
  const missing = [publicKeyVariable, secretKeyVariable].filter(name => env[name] === undefined)
  return new ConfigError(
    `Expected the keys of the Langfuse project in ${missing.join(' and ')}, found them not set`,
    {
      path: 'source',
      hint: 'a project makes them under Settings, API Keys',
    },
  )
}

function locked(folder: string): () => void {
  try {
    return lockSpool(`${folder}.lock`)
  } catch (error) {
    if (!(error instanceof StoreError) || !error.message.startsWith('Another process')) throw error
    throw new StoreError(`Another process fetches the same traces (${folder}.lock is locked)`, {
      location: folder,
      hint: 'wait for it, or end it: this one goes on where it was',
      cause: error,
    })
  }
}

/** Pages of other windows that nobody fetches any more: a reading that was never finished. */
function eraseOthers(parent: string, own: string): void {
  let names: readonly string[]
  try {
    names = readdirSync(parent)
  } catch {
    return
  }
  for (const name of names) {
    if (!/^[0-9a-f]{24}$/.test(name) || name === own) continue
    try {
      lockSpool(join(parent, `${name}.lock`))()
    } catch {
      continue
    }
    erase(join(parent, name))
  }
}

function erase(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  rmSync(`${folder}.lock`, { force: true })
}
