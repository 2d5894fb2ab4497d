import type { Dialect } from '../core/dialect.ts'
import type { SimulatorReply } from '../core/exchange.ts'
import type { Problem, ProblemKind } from '../core/request-problem.ts'

type Manner = { readonly code: number; readonly status: string }

const MANNERS: { readonly [kind in ProblemKind]: Manner } = {
  'invalid-request': { code: 400, status: 'INVALID_ARGUMENT' },
  // A wrong key is an invalid argument at Google; the reason is in the details.
  unauthenticated: { code: 400, status: 'INVALID_ARGUMENT' },
  billing: { code: 400, status: 'FAILED_PRECONDITION' },
  forbidden: { code: 403, status: 'PERMISSION_DENIED' },
  'not-found': { code: 404, status: 'NOT_FOUND' },
  conflict: { code: 409, status: 'ABORTED' },
  'too-large': { code: 400, status: 'INVALID_ARGUMENT' },
  'rate-limit': { code: 429, status: 'RESOURCE_EXHAUSTED' },
  'quota-exhausted': { code: 429, status: 'RESOURCE_EXHAUSTED' },
  'server-error': { code: 500, status: 'INTERNAL' },
  unavailable: { code: 503, status: 'UNAVAILABLE' },
  overloaded: { code: 503, status: 'UNAVAILABLE' },
  timeout: { code: 504, status: 'DEADLINE_EXCEEDED' },
}

/** So long a day's quota can still have to run; delays of ten hours were seen. */
const QUOTA_DELAY = '36000s'

/** Google's manners: `x-goog-api-key` or `?key=`, `google.rpc.Status` errors, no rate-limit headers at all. */
export const geminiDialect: Dialect = {
  provider: 'google',
  keyOf(headers, query) {
    const header = headers['x-goog-api-key']
    return (typeof header === 'string' ? header : undefined) ?? query.get('key') ?? undefined
  },
  requestIdOf: n => `goog-${n}`,
  renderProblem: geminiErrorReply,
  headersOf: () => ({ 'content-type': 'application/json; charset=UTF-8' }),
}

/** A problem as Google answers it. */
function geminiErrorReply(problem: Problem): SimulatorReply {
  const status = geminiStatus(problem)
  return { status: status.code, body: { error: status } }
}

/** A problem as a `google.rpc.Status` with its name, as it stands in error bodies and in batches. */
export function geminiStatus(problem: Problem) {
  const { code, status } = MANNERS[problem.kind]
  const details = detailsOf(problem)
  return { code, message: problem.message, status, ...(details.length > 0 && { details }) }
}

function detailsOf({ kind, message, param, retryAfter }: Problem): readonly object[] {
  switch (kind) {
    case 'invalid-request': {
      const fieldViolations = [{ field: param, description: message }]
      return param === undefined ? [] : [typed('BadRequest', { fieldViolations })]
    }
    case 'unauthenticated':
      return [typed('ErrorInfo', { reason: 'API_KEY_INVALID', domain: 'googleapis.com' })]
    case 'rate-limit':
      return [quotaFailure('PerMinute', param), ...(retryAfter === undefined ? [] : [retryInfo(retryAfter)])]
    case 'quota-exhausted':
      return [quotaFailure('PerDay', undefined), retryInfo(QUOTA_DELAY)]
    default:
      return []
  }
}

function typed(name: string, fields: object): object {
  return { '@type': `type.googleapis.com/google.rpc.${name}`, ...fields }
}

function quotaFailure(window: 'PerMinute' | 'PerDay', limit: string | undefined): object {
  const isOfTokens = limit !== undefined && limit !== 'requests'
  const what = isOfTokens ? 'GenerateContentInputTokensPerModel' : 'GenerateRequests'
  const metric = isOfTokens ? 'generate_content_input_token_count' : 'generate_requests_per_model'
  return typed('QuotaFailure', {
    violations: [
      {
        quotaMetric: `generativelanguage.googleapis.com/${metric}`,
        quotaId: `${what}${window}PerProjectPerModel`,
        quotaDimensions: { location: 'global' },
        quotaValue: '20',
      },
    ],
  })
}

/** Seconds become a duration; anything else stays as the script has it. */
function retryInfo(retryAfter: string): object {
  return typed('RetryInfo', { retryDelay: /^[\d.]+$/.test(retryAfter) ? `${retryAfter}s` : retryAfter })
}
