import { type Context, Hono } from 'hono'
import type { RunId, TraceId } from '../../records/ids.ts'
import { apiError } from '../api-error.ts'
import {
  PAIR_FILTERS,
  type PairFilter,
  type PairPage,
  type PairSummary,
  type RunList,
  type TraceView,
} from '../contract.ts'
import { apiMessages } from '../pair-view.ts'
import type { RunReader } from '../run-reader.ts'
import type { ApiSources } from '../sources.ts'

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
const MOST = 200
const USUAL = 50
const LONGEST_TRACE_ID = 512

/** Runs, their pairs and maps, single traces, trend and drift. */
export function runRoutes(runs: RunReader, sources: ApiSources): Hono {
  const app = new Hono()
  app.get('/runs', context => {
    const page = pageOf(context)
    if (page === undefined) return badQuery(context)
    const all = runs.summaries()
    const end = page.cursor + page.limit
    const body: RunList = {
      runs: all.slice(page.cursor, end),
      next: end < all.length ? String(end) : null,
    }
    return context.json(body)
  })
  app.get('/runs/:id', context => {
    const detail = runs.detail(idOf(context))
    return detail === undefined ? noRun(context) : json(context, detail)
  })
  app.get('/runs/:id/pairs', context => pairPage(context, runs))
  app.get('/runs/:id/pairs/:position{[0-9]{1,9}}', context => {
    const pair = runs.pair(idOf(context), Number(context.req.param('position')))
    return pair === undefined ? apiError(context, 404, 'not-found', 'no such pair') : json(context, pair)
  })
  app.get('/runs/:id/map', context => {
    const map = runs.map(idOf(context))
    return map === undefined ? apiError(context, 404, 'not-found', 'no map of this run') : json(context, map)
  })
  app.get('/runs/:id/comparison', context => {
    const comparison = runs.comparison(idOf(context))
    return comparison === undefined
      ? apiError(
          context,
          404,
          'not-found',
          'no comparison of this run: it had one candidate, or the others did not end',
        )
      : json(context, comparison)
  })
  app.get('/traces', context => traceView(context, sources))
  app.get('/trend', context => context.json(runs.trend()))
  app.get('/drift', context => context.json(runs.drift()))
  app.get('/drift/compare', async context => {
    const { from = '', to = '' } = context.req.query()
    if (!ID.test(from) || !ID.test(to)) return badQuery(context)
    const { compareWindows } = sources
    if (compareWindows === undefined)
      return apiError(context, 404, 'not-found', 'this server does not compare windows')
    return context.json(await compareWindows(from, to))
  })
  return app
}

function pairPage(context: Context, runs: RunReader): Response {
  const page = pageOf(context)
  const { filter = 'all', stratum, mode, tool, tier } = context.req.query()
  const wanted = PAIR_FILTERS.find(each => each === filter)
  if (page === undefined || wanted === undefined) return badQuery(context)
  const index = runs.pairIndex(idOf(context))
  if (index === undefined) return noRun(context)
  const within = index.filter(
    pair =>
      (stratum === undefined || pair.stratumId === stratum) &&
      (mode === undefined || pair.candidateModes.some(each => each === mode)) &&
      (tool === undefined || pair.tools.includes(tool)) &&
      (tier === undefined || pair.tier === tier),
  )
  const found = wanted === 'all' ? within : within.filter(pair => pair.tags.includes(wanted))
  const from = found.findIndex(({ position }) => position >= page.cursor)
  const shown = from < 0 ? [] : found.slice(from, from + page.limit)
  const next = from < 0 ? undefined : found[from + page.limit]
  const body: PairPage = {
    total: found.length,
    counts: countsOf(within),
    pairs: shown,
    traceUrl: runs.traceUrl(idOf(context)) ?? null,
    next: next === undefined ? null : String(next.position),
  }
  return context.json(body)
}

function countsOf(pairs: readonly PairSummary[]): PairPage['counts'] {
  const counts: Record<PairFilter, number> = {
    all: pairs.length,
    different: 0,
    lost: 0,
    won: 0,
    unresolved: 0,
    failures: 0,
    flagged: 0,
  }
  for (const { tags } of pairs) for (const tag of tags) counts[tag] += 1
  return counts
}

function traceView(context: Context, { store }: ApiSources): Response {
  const { id } = context.req.query()
  if (id === undefined || id === '' || id.length > LONGEST_TRACE_ID) return badQuery(context)
  const trace = store.trace('baseline', id as TraceId)
  if (trace === undefined) return apiError(context, 404, 'not-found', 'no such trace in the store')
  const body: TraceView = {
    traceId: trace.traceId,
    startedAtMs: trace.startedAtMs ?? null,
    model: trace.model ?? null,
    flags: trace.flags,
    supportReason: trace.supportFlag?.reason ?? null,
    messages: apiMessages(trace.messages),
  }
  return context.json(body)
}

/** Undefined when it is none of ours; what looks like a path is never looked up. */
function idOf(context: Context): RunId {
  const id = context.req.param('id') ?? ''
  return (ID.test(id) ? id : '') as RunId
}

function pageOf(context: Context): { readonly cursor: number; readonly limit: number } | undefined {
  const { cursor = '0', limit = String(USUAL) } = context.req.query()
  if (!/^\d{1,9}$/.test(cursor) || !/^\d{1,4}$/.test(limit)) return undefined
  return { cursor: Number(cursor), limit: Math.min(MOST, Math.max(1, Number(limit))) }
}

function json(context: Context, text: string | Uint8Array<ArrayBuffer>): Response {
  return context.body(text, 200, { 'content-type': 'application/json' })
}

function badQuery(context: Context): Response {
  return apiError(context, 400, 'bad-request', 'a parameter is not as /api/openapi.json says')
}

function noRun(context: Context): Response {
  return apiError(context, 404, 'not-found', 'no such run')
}
