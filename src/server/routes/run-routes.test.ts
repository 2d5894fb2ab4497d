import { describe, expect, it } from 'vitest'
import type { RunId } from '../../records/ids.ts'
import type { RunStore } from '../../store/run-store.ts'
import { BEARER, createTestServer, get } from '../__fixtures__/create-test-server.ts'
import type { PairPage, RunDetail, RunList } from '../contract.ts'

describe('runRoutes', () => {
  it.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f',
    '..\\..\\x',
    'C:%5Cx',
    'a%00b',
    'a%0d%0ab',
    '.',
    '~root',
    `${'a'.repeat(300)}`,
    '%252e%252e%252f',
    "';DROP TABLE run;--",
    '__proto__',
    'constructor',
  ])('finds nothing under the id %s and touches no file', async id => {
    const { ask, errors } = createTestServer()
    for (const path of [`/api/runs/${id}`, `/api/runs/${id}/pairs`, `/api/runs/${id}/map`, `/assets/${id}`]) {
      const answer = await ask(path, BEARER)
      expect([400, 401, 404, 200]).toContain(answer.status)
      if (answer.status === 200) expect(await answer.text()).toContain('<!doctype html>')
    }
    expect((await ask(`/api/traces?id=${id}`, BEARER)).status).toBe(404)
    expect(errors).toEqual([])
  })

  it('gives runs newest first, a page at a time, and a report as it was kept', async () => {
    const { ask, store } = createTestServer()
    for (const [index, runId] of ['run-a', 'run-b', 'run-c'].entries()) keepRun(store, runId, index)
    const first = await get<RunList>(ask, '/api/runs?limit=2')
    expect(first.runs.map(run => run.runId)).toEqual(['run-c', 'run-b'])
    const rest = await get<RunList>(ask, `/api/runs?limit=2&cursor=${first.next}`)
    expect([rest.runs.map(run => run.runId), rest.next]).toEqual([['run-a'], null])
    expect(first.runs[0]).toMatchObject({
      outcome: 'FAIL',
      headline: 'HOLD: because',
      pairs: 3,
      hasMap: false,
    })
    expect((await get<RunDetail>(ask, '/api/runs/run-a')).report).toEqual(JSON.parse(aReport('run-a')))
    expect((await ask('/api/runs?cursor=-1', BEARER)).status).toBe(400)
    expect((await ask('/api/runs?limit=1e3', BEARER)).status).toBe(400)
  })

  it('sees a run that another process finished since', async () => {
    const { ask, store } = createTestServer()
    store.putRun({
      ...RUN,
      runId: 'run-x' as RunId,
      state: 'running',
      startedAtMs: 1,
      finishedAtMs: undefined,
      report: undefined,
    })
    expect((await get<RunDetail>(ask, '/api/runs/run-x')).run.outcome).toBeNull()
    keepRun(store, 'run-x', 5)
    expect((await get<RunDetail>(ask, '/api/runs/run-x')).run.outcome).toBe('FAIL')
  })

  it('filters pairs, counts every filter and goes on where a page ended', async () => {
    const { ask, store } = createTestServer()
    keepRun(store, 'run-a', 1)
    const page = await get<PairPage>(ask, '/api/runs/run-a/pairs?filter=lost&limit=1')
    expect([page.total, page.counts, page.pairs[0]?.position, page.next]).toEqual([
      2,
      { all: 3, different: 3, lost: 2, won: 1, unresolved: 0, failures: 1, flagged: 0 },
      0,
      '2',
    ])
    const next = await get<PairPage>(ask, '/api/runs/run-a/pairs?filter=lost&limit=1&cursor=2')
    expect([next.pairs[0]?.position, next.next]).toEqual([2, null])
    const within = await get<PairPage>(ask, '/api/runs/run-a/pairs?stratum=c1&mode=loop')
    expect(within.total).toBe(1)
    expect(await get<object>(ask, '/api/runs/run-a/pairs/1')).toEqual({ position: 1 })
    expect((await ask('/api/runs/run-a/pairs?filter=everything', BEARER)).status).toBe(400)
    expect((await ask('/api/runs/run-a/pairs/9', BEARER)).status).toBe(404)
  })
})

const RUN = { configHash: 'c', seed: '1', state: 'finished' } as const

function keepRun(store: RunStore, runId: string, startedAtMs: number): void {
  const id = runId as RunId
  store.putRun({ ...RUN, runId: id, startedAtMs, finishedAtMs: startedAtMs + 1, report: aReport(runId) })
  const pair = (position: number, tags: readonly string[], modes: readonly string[] = []) => ({
    position,
    traceId: `t${position}`,
    stratumId: `c${position}`,
    tags: ['different', ...tags],
    tools: [],
    candidateModes: modes,
    baselineModes: [],
    tier: 'single-step',
  })
  const index = [pair(0, ['lost']), pair(1, ['won', 'failures'], ['loop']), pair(2, ['lost'])]
  store.putRunPart(id, 'pair-index', [JSON.stringify(index)])
  store.putRunPart(
    id,
    'pairs',
    index.map(({ position }) => JSON.stringify({ position })),
  )
}

function aReport(runId: string): string {
  return JSON.stringify({
    runId,
    outcome: 'FAIL',
    reasons: ['because'],
    cost: { picoUsd: 5 },
    manifest: { window: null, judge: 'offline', tidegateVersion: '1' },
    sample: { population: 10, size: 3 },
    gates: { global: { endpoints: [] }, modes: { findings: [] } },
    drift: null,
  })
}
