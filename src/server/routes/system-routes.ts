import { Hono } from 'hono'
import { apiError } from '../api-error.ts'
import type { ApiHealth, ApiSchedule, CalibrationList, PostAdversarial } from '../contract.ts'
import { OPENAPI } from '../openapi.ts'
import { readJson } from '../read-json.ts'
import type { ApiSources } from '../sources.ts'

const LONGEST_ID = 512
const LONGEST_REASON = 2_000

/** Health, budget, calibrations, the adversarial set, runs under way, the schedule, and the description of all of it. */
export function systemRoutes(sources: ApiSources): Hono {
  const app = new Hono()
  app.get('/health', context => {
    const body: ApiHealth = {
      status: 'ok',
      version: sources.version,
      nowMs: sources.nowMs(),
      runs: sources.store.runStates().length,
      receiver: sources.receiver?.status() ?? null,
    }
    return context.json(body)
  })
  app.get('/openapi.json', context =>
    context.json({ ...OPENAPI, info: { ...OPENAPI.info, version: sources.version } }),
  )
  app.get('/budget', context => context.json(sources.budget()))
  app.get('/calibrations', async context => {
    const body: CalibrationList = { calibrations: await sources.calibrations() }
    return context.json(body)
  })
  app.get('/live', context => context.json(sources.liveRuns()))
  app.get('/schedule', context => {
    const body: ApiSchedule = { schedule: sources.schedule?.() ?? null }
    return context.json(body)
  })
  app.get('/adversarial', context => context.json(sources.adversarial.list()))
  app.post('/adversarial', async context => {
    const json = await readJson(context)
    if (json instanceof Response) return json
    const post = postOf(json)
    if (post === undefined)
      return apiError(
        context,
        400,
        'bad-request',
        'expected traceId, origin (support-flag or audit) and reason',
      )
    return context.json(await sources.adversarial.add(post))
  })
  return app
}

function postOf({
  traceId,
  origin,
  reason = null,
}: {
  readonly [key: string]: unknown
}): PostAdversarial | undefined {
  if (typeof traceId !== 'string' || traceId === '' || traceId.length > LONGEST_ID) return undefined
  if (origin !== 'support-flag' && origin !== 'audit') return undefined
  if (reason !== null && (typeof reason !== 'string' || reason.length > LONGEST_REASON)) return undefined
  return { traceId, origin, reason }
}
