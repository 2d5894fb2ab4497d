import type { IncomingHttpHeaders } from 'node:http'
import type { Dialect } from '../core/dialect.ts'
import type { BucketState } from '../core/rate-limits.ts'
import type { Problem, ProblemKind } from '../core/request-problem.ts'

const SHAPES: { readonly [kind in ProblemKind]: readonly [status: number, type: string] } = {
  'invalid-request': [400, 'invalid_request_error'],
  unauthenticated: [401, 'authentication_error'],
  billing: [402, 'billing_error'],
  forbidden: [403, 'permission_error'],
  'not-found': [404, 'not_found_error'],
  conflict: [409, 'conflict_error'],
  'too-large': [413, 'request_too_large'],
  'rate-limit': [429, 'rate_limit_error'],
  'quota-exhausted': [429, 'rate_limit_error'],
  'server-error': [500, 'api_error'],
  unavailable: [503, 'api_error'],
  timeout: [504, 'timeout_error'],
  overloaded: [529, 'overloaded_error'],
}

/** Keys in either header (`x-api-key` wins), typed errors, rate limits with RFC 3339 times, `request-id`. */
export const ANTHROPIC_DIALECT: Dialect = {
  provider: 'anthropic',
  keyOf: anthropicKeyOf,
  requestIdOf: n => `req_sim${String(n).padStart(8, '0')}`,
  renderProblem(problem, requestId) {
    const [status] = SHAPES[problem.kind]
    const { retryAfter } = problem
    return {
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
      body: errorBodyOf(problem, requestId),
    }
  },
  headersOf: ({ requestId, limits }) => ({
    'request-id': requestId,
    'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
    ...bucketHeaders('requests', limits.requests),
    ...bucketHeaders('tokens', limits.tokens),
    ...bucketHeaders('input-tokens', limits.inputTokens),
    ...bucketHeaders('output-tokens', limits.outputTokens),
  }),
}

/** The body of an error reply, and of an errored line among batch results. */
export function errorBodyOf(problem: Problem, requestId: string | null) {
  const code = problem.kind === 'quota-exhausted' ? 'enforced_spend_limit_reached' : problem.code
  return {
    type: 'error',
    error: {
      type: SHAPES[problem.kind][1],
      message: problem.message,
      ...(code !== undefined && { details: { error_code: code } }),
    },
    request_id: requestId,
  }
}

function anthropicKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const named = headers['x-api-key']
  if (typeof named === 'string' && named !== '') return named
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}

function bucketHeaders(name: string, { limit, remaining, resetAtMs }: BucketState) {
  return {
    [`anthropic-ratelimit-${name}-limit`]: String(limit),
    [`anthropic-ratelimit-${name}-remaining`]: String(remaining),
    [`anthropic-ratelimit-${name}-reset`]: new Date(resetAtMs).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  }
}
