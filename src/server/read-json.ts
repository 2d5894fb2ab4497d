import type { Context } from 'hono'
import { parseJson } from '../json/parse-json.ts'
import type { JsonObject } from '../records/json-value.ts'
import { apiError } from './api-error.ts'
import { readBody } from './read-body.ts'

const MOST_BYTES = 64 * 1024

/** The JSON object in the body of a request, or the answer that says why there is none. */
export async function readJson(context: Context): Promise<JsonObject | Response> {
  const type = (context.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  // Forms of other sites can send no JSON without asking first, which nobody answers.
  if (type !== 'application/json') return apiError(context, 415, 'unsupported', 'expected application/json')
  const body = await readBody(context.req.raw, 'identity', { most: MOST_BYTES, mostUnpacked: MOST_BYTES })
  if (body.kind === 'too-large') return apiError(context, 413, 'too-large', 'the body is too large')
  const parsed = body.kind === 'body' ? parseJson(Buffer.from(body.bytes).toString('utf8')) : undefined
  const value = parsed?.kind === 'value' ? parsed.value : undefined
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  return apiError(context, 400, 'bad-request', 'expected a JSON object')
}
