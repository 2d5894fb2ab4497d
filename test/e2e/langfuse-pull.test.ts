import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/create-sqlite-store.ts'
import {
  type LangfuseServerOptions,
  startLangfuseServer,
} from '../../src/testing/langfuse/create-langfuse-server.ts'
import { createWorkbench } from './command-line.ts'
import { tidegate } from './simulated-providers.ts'

const KEYS = { publicKey: 'pk-lf-1', secretKey: 'sk-lf-secret' }
const ENV = { LANGFUSE_PUBLIC_KEY: KEYS.publicKey, LANGFUSE_SECRET_KEY: KEYS.secretKey }
let bench: ReturnType<typeof createWorkbench>
let server: Awaited<ReturnType<typeof startLangfuseServer>>

beforeEach(() => {
  bench = createWorkbench()
})
afterEach(async () => {
  bench.dispose()
  await server.close()
})

describe('a source on the Langfuse API', () => {
  it('is read into the store redacted, going on where the instance had refused', async () => {
    await started({ limited: new Map([[3, 120]]) })
    const refused = await ingest()
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('wait 120 s')])
    expect(server.requests).toHaveLength(3)
    expect(readdirSync(join(bench.folder, 'state/pull'))).toHaveLength(2)

    const { status, stdout, stderr } = await ingest()
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('300 traces')
    // Two pages were kept: the third, and one of scores.
    expect(server.requests).toHaveLength(5)
    expect(readdirSync(join(bench.folder, 'state/pull'))).toEqual([])
    const store = createSqliteStore(join(bench.folder, 'state/tidegate.db'))
    const traces = [...store.traces('baseline')]
    store.close()
    expect(traces).toHaveLength(300)
    expect(JSON.stringify(traces)).toContain('mail me at')
    expect(JSON.stringify(traces)).not.toContain('ann@example.com')
  })

  it('is asked for nothing when a key is missing, and sends no key to an address of plain http', async () => {
    await started({})
    const missing = await ingest({ LANGFUSE_PUBLIC_KEY: 'pk' })
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('LANGFUSE_SECRET_KEY')])
    bench.write('tidegate.yaml', configOf('http://langfuse.example'))
    const plain = await ingest()
    expect([plain.status, plain.stderr]).toEqual([2, expect.stringContaining('expected https')])
    expect(server.requests).toEqual([])
  })
})

async function started(options: Partial<LangfuseServerOptions>): Promise<void> {
  const at = (index: number): string => new Date(Date.UTC(2026, 10, 14) + index * 60_000).toISOString()
  const observations = Array.from({ length: 700 }, (_, index) => ({
    id: `o-${index}`,
    traceId: `trace-${index % 300}`,
    type: index < 300 ? 'GENERATION' : 'SPAN',
    parentObservationId: null,
    startTime: at(index),
    input:
      index < 300
        ? JSON.stringify([{ role: 'user', content: `mail me at ann@example.com, case ${index}` }])
        : null,
    output: index < 300 ? 'done' : null,
  }))
  server = await startLangfuseServer({ ...KEYS, observations, scores: [], ...options })
  bench.write('tidegate.yaml', configOf(server.url))
}

function configOf(url: string): string {
  return `source:
  format: langfuse-api
  url: ${url}
  public_key_env: LANGFUSE_PUBLIC_KEY
  secret_key_env: LANGFUSE_SECRET_KEY
sampling: { window_end: 2026-11-20 }
store: { path: ./state/tidegate.db }
`
}

function ingest(env: Readonly<Record<string, string>> = ENV) {
  return tidegate(bench.folder, ['ingest', '-c', 'tidegate.yaml'], env)
}
