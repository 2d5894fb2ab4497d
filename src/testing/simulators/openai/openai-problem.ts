import type { ZodType } from 'zod'
import { type BodyFlaw, checkBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'

/** A request that OpenAI refuses with 400; `param` is the field at fault. */
export function invalidRequest(
  message: string,
  param: string | undefined,
  code: string | undefined,
): RequestProblem {
  return new RequestProblem({ kind: 'invalid-request', message, param, code })
}

/**
 * The body as `schema` reads it.
 *
 * @throws {RequestProblem} with the first complaint in OpenAI's words; what was sent is not repeated.
 */
export function checkOpenAiBody<T>(schema: ZodType<T>, json: unknown): T {
  return checkBody(schema, json, toProblem)
}

function toProblem({ kind, path, message }: BodyFlaw): RequestProblem {
  const param = path.replace(/\.(\d+)(?=\.|$)/g, '[$1]')
  switch (kind) {
    case 'unknown-field':
      return invalidRequest(`Unknown parameter: '${param}'.`, param, 'unknown_parameter')
    case 'missing-field':
      return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
    case 'invalid':
      return invalidRequest(`Invalid value for '${param}': ${message}.`, param, 'invalid_value')
  }
}
