import type { Exchange } from '../core/exchange.ts'
import { invalidRequest } from './check-request.ts'
import type { ApiVersion } from './messages-request.ts'

/** The contract a request asks for. @throws {RequestProblem} when it names none, or one there never was. */
export function apiVersionOf({ headers }: Pick<Exchange, 'headers'>): ApiVersion {
  const version = headers['anthropic-version']
  if (version === '2023-06-01' || version === '2026-10-21') return version
  throw invalidRequest(
    version === undefined
      ? 'anthropic-version: header is required'
      : `anthropic-version: "${version}" is not a valid version`,
  )
}
