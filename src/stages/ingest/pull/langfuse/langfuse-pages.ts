import { ProviderError } from '../../../../errors/provider-error.ts'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import type { PagePosition, PageSource, PulledPage } from '../page-source.ts'
import type { LangfuseApi } from './langfuse-api.ts'
import { scoreRowOf } from './score-row.ts'

export type LangfusePagesOptions = {
  /** Unix epoch, milliseconds, the end exclusive. */
  readonly window: { readonly startMs: number; readonly endMs: number }
  /** Empty: all. */
  readonly environments: readonly string[]
}

const FIELDS = 'core,basic,time,io,metadata,model,usage,prompt,trace_context'
const OBSERVATIONS_A_PAGE = 250
/** The most the API allows. */
const SCORES_A_PAGE = 100
/** A trace that began in the window may go on after it, and one that began before must not look as if it began inside. */
const MARGIN_MS = 3_600_000

/**
 * The observations of a window, then the scores given since it began: `GET /api/public/v2/observations` and `/v3/scores`, on instances
 * that do not have it yet `/v2/scores`.
 *
 * A position is the part and its cursor: `observations|CURSOR`.
 */
export function langfusePages(api: LangfuseApi, { window, environments }: LangfusePagesOptions): PageSource {
  const from = new Date(window.startMs - MARGIN_MS).toISOString()
  const to = new Date(window.endMs + MARGIN_MS).toISOString()
  const everywhere: readonly [string, string][] = environments.map(name => ['environment', name])
  return {
    first: 'observations|',
    async page(position) {
      const [part = '', cursor = ''] = splitOnce(position)
      if (part === 'observations') {
        const found = await smaller(OBSERVATIONS_A_PAGE, limit =>
          api.get('/api/public/v2/observations', [
            ['fields', FIELDS],
            ['fromStartTime', from],
            ['toStartTime', to],
            ...everywhere,
            ['limit', String(limit)],
            ...cursorOf(cursor),
          ]),
        )
        if (found === undefined) throw noSuchApi()
        return pageOf(found, part, 'scores|')
      }
      const since: readonly [string, string][] = [['fromTimestamp', from], ...everywhere]
      if (part === 'scores') {
        const found = await smaller(SCORES_A_PAGE, limit =>
          api.get('/api/public/v3/scores', [
            ['fields', 'details,subject,annotation'],
            ...since,
            ['limit', String(limit)],
            ...cursorOf(cursor),
          ]),
        )
        return found === undefined
          ? { rows: [], next: 'old-scores|1' }
          : scored(pageOf(found, part, undefined))
      }
      const found = await api.get('/api/public/v2/scores', [
        ...since,
        ['limit', String(SCORES_A_PAGE)],
        ['page', cursor],
      ])
      return found === undefined ? { rows: [], next: undefined } : scored(numberedPage(found, Number(cursor)))
    },
  }
}

/** The answer with fewer rows where one with so many is too large or takes too long. */
async function smaller(
  most: number,
  ask: (limit: number) => Promise<JsonObject | undefined>,
): Promise<JsonObject | undefined> {
  for (let limit = most; ; limit = Math.floor(limit / 5)) {
    try {
      return await ask(limit)
    } catch (error) {
      const isTooMuch =
        error instanceof ProviderError && (error.reason === 'timeout' || error.reason === 'bad-response')
      if (!isTooMuch || limit < 10) throw error
    }
  }
}

function pageOf(answer: JsonObject, part: string, after: PagePosition | undefined): PulledPage {
  const cursor = ownValue(metaOf(answer), 'cursor')
  return {
    rows: rowsOf(answer),
    next: typeof cursor === 'string' && cursor !== '' ? `${part}|${cursor}` : after,
  }
}

function numberedPage(answer: JsonObject, page: number): PulledPage {
  const pages = ownValue(metaOf(answer), 'totalPages')
  const rows = rowsOf(answer)
  const isLast = rows.length === 0 || (typeof pages === 'number' && page >= pages)
  return { rows, next: isLast ? undefined : `old-scores|${page + 1}` }
}

function scored({ rows, next }: PulledPage): PulledPage {
  return { rows: rows.flatMap(scoreRowOf), next }
}

function rowsOf(answer: JsonObject): readonly JsonValue[] {
  const data = ownValue(answer, 'data')
  if (isJsonArray(data)) return data
  throw new ProviderError('Expected a page with `data` from Langfuse, found none', {
    provider: 'langfuse',
    reason: 'bad-response',
    isRetryable: false,
    hint: 'is `source.url` the address of a Langfuse instance?',
  })
}

function metaOf(answer: JsonObject): JsonObject {
  const meta = ownValue(answer, 'meta')
  return isJsonObject(meta) ? meta : {}
}

function cursorOf(cursor: string): readonly (readonly [string, string])[] {
  return cursor === '' ? [] : [['cursor', cursor]]
}

function splitOnce(position: PagePosition): readonly [string, string] {
  const at = position.indexOf('|')
  return [position.slice(0, at), position.slice(at + 1)]
}

function noSuchApi(): ProviderError {
  return new ProviderError(
    'Expected the observations API of Langfuse (/api/public/v2/observations), got status 404',
    {
      provider: 'langfuse',
      reason: 'bad-request',
      isRetryable: false,
      endsRun: true,
      hint: 'older instances have none: export the traces instead and read the file (docs/sources.md)',
    },
  )
}
