import type { Dialect } from '../core/dialect.ts'
import type { SimulatorReply } from '../core/exchange.ts'
import type { Problem, ProblemKind } from '../core/request-problem.ts'
import { renderGoDuration } from './go-duration.ts'
import { idOf } from './id-of.ts'

type Manner = { readonly status: number; readonly type: string; readonly code: string | null }

/** Status, `type` and `code` of every error; a problem's own code goes before the one here. */
const MANNERS: { readonly [kind in ProblemKind]: Manner } = {
  'invalid-request': { status: 400, type: 'invalid_request_error', code: null },
  unauthenticated: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  billing: { status: 429, type: 'insufficient_quota', code: 'credit_balance_exhausted' },
  forbidden: {
    status: 403,
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
  },
  'not-found': { status: 404, type: 'invalid_request_error', code: null },
  conflict: { status: 409, type: 'invalid_request_error', code: null },
  'too-large': { status: 413, type: 'invalid_request_error', code: null },
  'rate-limit': { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
  'quota-exhausted': { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
  'server-error': { status: 500, type: 'server_error', code: null },
  unavailable: { status: 503, type: 'service_unavailable_error', code: 'server_is_overloaded' },
  overloaded: { status: 503, type: 'service_unavailable_error', code: 'server_is_overloaded' },
  timeout: { status: 504, type: 'server_error', code: null },
}

/** OpenAI's manners: bearer keys, `{"error":{message,type,param,code}}`, limits in numbers and Go durations. */
export const openAiDialect: Dialect = {
  provider: 'openai',
  keyOf: headers => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1],
  requestIdOf: n => idOf('req_', `request ${n}`, 32),
  renderProblem: openAiErrorReply,
  headersOf({ requestId, nowMs, limits: { requests, tokens } }) {
    return {
      'x-request-id': requestId,
      'openai-version': '2020-10-01',
      'openai-processing-ms': '1',
      'x-ratelimit-limit-requests': String(requests.limit),
      'x-ratelimit-limit-tokens': String(tokens.limit),
      'x-ratelimit-remaining-requests': String(requests.remaining),
      'x-ratelimit-remaining-tokens': String(tokens.remaining),
      'x-ratelimit-reset-requests': renderGoDuration(requests.resetAtMs - nowMs),
      'x-ratelimit-reset-tokens': renderGoDuration(tokens.resetAtMs - nowMs),
    }
  },
}

/** A problem as OpenAI answers it; also the body of a failed line of a batch. */
export function openAiErrorReply(problem: Problem): SimulatorReply {
  const { status, type, code } = MANNERS[problem.kind]
  const isOfTokens =
    problem.kind === 'rate-limit' && problem.param !== undefined && problem.param !== 'requests'
  return {
    status,
    headers: problem.retryAfter === undefined ? {} : { 'retry-after': problem.retryAfter },
    body: {
      error: {
        message: problem.message,
        type: isOfTokens ? 'tokens' : type,
        param: problem.kind === 'rate-limit' ? null : (problem.param ?? null),
        code: problem.code ?? code,
      },
    },
  }
}
