import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProviderError } from '../../../../errors/provider-error.ts'
import { createGate } from '../../../../models/pacing/create-gate.ts'
import type { JsonValue } from '../../../../records/json-value.ts'
import { createSpool } from '../../../../store/spool/create-spool.ts'
import {
  createLangfuseServer,
  type LangfuseServer,
  type LangfuseServerOptions,
} from '../../../../testing/langfuse/create-langfuse-server.ts'
import { collectTraces } from '../../collect-traces.ts'
import { erasePages, readPages } from '../read-pages.ts'
import { createLangfuseApi } from './langfuse-api.ts'
import { langfusePages } from './langfuse-pages.ts'

const WINDOW = { startMs: Date.UTC(2026, 10, 14), endMs: Date.UTC(2026, 10, 21) }
const KEYS = { publicKey: 'pk-lf-1', secretKey: 'sk-lf-secret' }
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-pull-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('traces of the Langfuse API', () => {
  it('come complete through all pages, with the scores given to them', async () => {
    const { server, rows } = await pulled({})
    expect(rows.length).toBe(600 + 150)
    expect(server.requests.filter(url => url.pathname.endsWith('observations'))).toHaveLength(3)
    const { traces } = await collectTraces({ format: 'langfuse', path: 'langfuse-api://x' }, ioOf(rows), {
      side: 'baseline',
    })
    expect(traces).toHaveLength(300)
    const first = traces.find(({ traceId }) => traceId === 'trace-0')
    expect(first?.messages.map(({ role, text }) => [role, text])).toEqual([
      ['user', 'question 0'],
      ['assistant', 'answer 0'],
    ])
    expect(first?.supportFlag?.reason).toContain('wrong order')
    expect(traces.filter(({ supportFlag }) => supportFlag !== undefined)).toHaveLength(150)
  })

  it('are asked for by window and environment, with the hour around it that their other spans may lie in', async () => {
    const { server } = await pulled({}, { environments: ['production', 'beta'] })
    const query = server.requests[0]?.searchParams
    expect(query?.get('fromStartTime')).toBe('2026-11-13T23:00:00.000Z')
    expect(query?.get('toStartTime')).toBe('2026-11-21T01:00:00.000Z')
    expect(query?.getAll('environment')).toEqual(['production', 'beta'])
  })

  it('wait as long as the instance asks, and no page is lost', async () => {
    const { rows, slept } = await pulled({
      limited: new Map([
        [2, 7],
        [3, 11],
      ]),
    })
    expect(rows.length).toBe(750)
    expect(slept.filter(ms => ms >= 7000)).toEqual([7000, 11_000])
  })

  it('come with the scores of instances that have the older address alone', async () => {
    const { server, rows } = await pulled({ hasOldScores: true })
    expect(rows.length).toBe(750)
    expect(server.requests.map(url => url.pathname).slice(3)).toEqual([
      '/api/public/v3/scores',
      '/api/public/v2/scores',
      '/api/public/v2/scores',
    ])
  })

  it('are asked for in smaller pages where a page is too large', async () => {
    const { server, rows } = await pulled({ largestPage: 60 })
    expect(rows.length).toBe(750)
    expect(server.requests.slice(0, 2).map(url => url.searchParams.get('limit'))).toEqual(['250', '50'])
  })

  it('are refused with a wrong key, without asking again', async () => {
    const { server, api } = opened({}, { secretKey: 'sk-other' })
    const error = await langfusePages(api, { window: WINDOW, environments: [] })
      .page('observations|')
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ reason: 'auth', endsRun: true })
    expect(String(error)).not.toContain('sk-other')
    expect(server.requests).toHaveLength(1)
  })

  it('are not asked for twice after an interruption, and lie encrypted until they are stored', async () => {
    const { server, api } = opened({})
    const source = langfusePages(api, { window: WINDOW, environments: [] })
    const before = openSpool()
    let seen = 0
    for await (const _ of readPages(source, before)) {
      seen += 1
      if (seen === 300) break
    }
    await before.close()
    expect(server.requests).toHaveLength(2)
    const kept = readdirSync(folder).map(name => readFileSync(join(folder, name)).toString('latin1'))
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.join()).not.toContain('question')

    const again = openSpool()
    const rows = await all(readPages(source, again))
    await again.close()
    expect(new Set(rows.map(row => JSON.stringify(row))).size).toBe(750)
    expect(server.requests).toHaveLength(5)

    const third = openSpool()
    expect(await all(readPages(source, third))).toEqual(rows)
    await third.close()
    expect(server.requests).toHaveLength(5)

    const last = openSpool()
    await erasePages(last)
    await last.close()
    expect(readdirSync(folder)).toEqual([])
  })
})

function openSpool() {
  return createSpool({ folder, tenantKey: Buffer.alloc(32, 7), randomBytes })
}

/** 300 traces of two observations, every other one with a thumbs-down. */
function fixtures(): Pick<LangfuseServerOptions, 'observations' | 'scores'> {
  const at = (index: number, ms: number): string =>
    new Date(WINDOW.startMs + index * 60_000 + ms).toISOString()
  const indices = Array.from({ length: 300 }, (_, index) => index)
  return {
    observations: indices.flatMap(index => {
      const shared = {
        traceId: `trace-${index}`,
        environment: index % 3 === 0 ? 'beta' : 'production',
        level: 'DEFAULT',
      }
      return [
        {
          ...shared,
          id: `root-${index}`,
          type: 'SPAN',
          parentObservationId: null,
          startTime: at(index, 0),
          input: null,
        },
        {
          ...shared,
          id: `generation-${index}`,
          type: 'GENERATION',
          parentObservationId: `root-${index}`,
          startTime: at(index, 5),
          endTime: at(index, 900),
          providedModelName: 'gpt-4.1',
          input: JSON.stringify([{ role: 'user', content: `question ${index}` }]),
          output: JSON.stringify({ role: 'assistant', content: `answer ${index}` }),
        },
      ]
    }),
    scores: [
      ...indices
        .filter(index => index % 2 === 0)
        .map(index => ({
          id: `score-${index}`,
          name: 'user-feedback',
          dataType: 'NUMERIC',
          value: 0,
          source: 'API',
          comment: 'wrong order',
          timestamp: at(index, 10_000),
          subject: { kind: 'observation', id: `generation-${index}`, traceId: `trace-${index}` },
        })),
      {
        id: 'score-session',
        name: 'user-feedback',
        dataType: 'NUMERIC',
        value: 0,
        source: 'API',
        timestamp: at(1, 1),
        subject: { kind: 'session', id: 's' },
      },
    ],
  }
}

function opened(options: Partial<LangfuseServerOptions>, keys: Partial<typeof KEYS> = {}) {
  const server: LangfuseServer = createLangfuseServer({ ...KEYS, ...fixtures(), ...options })
  const slept: number[] = []
  let nowMs = 0
  const sleep = async (ms: number): Promise<void> => {
    slept.push(ms)
    nowMs += ms
  }
  const clock = () => nowMs
  const api = createLangfuseApi({
    url: 'https://langfuse.example/',
    ...KEYS,
    ...keys,
    fetch: async (input, init) => {
      const answer = server.answer(
        new URL(String(input)),
        new Headers(init?.headers).get('authorization') ?? undefined,
      )
      if (answer === undefined) throw new Error('cut')
      if (typeof answer.body === 'string') throw tooLarge()
      return new Response(JSON.stringify(answer.body), {
        status: answer.status,
        headers: { ...answer.headers },
      })
    },
    gate: createGate('langfuse', { most: 1, nowMs: clock, sleep, random: () => 0.5 }),
    sleep,
    nowMs: clock,
  })
  return { server, api, slept }
}

async function pulled(
  options: Partial<LangfuseServerOptions>,
  { environments = [] as readonly string[] } = {},
) {
  const { server, api, slept } = opened(options)
  const spool = openSpool()
  const rows = await all(readPages(langfusePages(api, { window: WINDOW, environments }), spool))
  await spool.close()
  return { server, rows, slept }
}

async function all(rows: AsyncIterable<{ readonly value: JsonValue }>): Promise<readonly JsonValue[]> {
  const found: JsonValue[] = []
  for await (const { value } of rows) found.push(value)
  return found
}

function ioOf(rows: readonly JsonValue[]) {
  return {
    listFiles: async (pattern: string) => [pattern],
    async *openFile() {},
    async *stdin() {},
    async *readTable() {
      for (const value of rows) yield { value, bytes: 100 }
    },
  }
}

/** What the guarded fetch says of such an answer. */
function tooLarge(): ProviderError {
  return new ProviderError('Expected at most 67108864 bytes', {
    provider: 'langfuse',
    reason: 'bad-response',
    isRetryable: false,
    mayBeBilled: true,
  })
}
