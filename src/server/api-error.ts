import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiError } from './contract.ts'

/** An answer of status 400 and more. The message never quotes the request. */
export function apiError(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
): Response {
  const body: ApiError = { error: { code, message } }
  return context.json(body, status)
}
