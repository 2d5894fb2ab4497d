import type { ZodType } from 'zod'
import { type BodyFlaw, checkBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'

/** A request that Gemini refuses with 400 `INVALID_ARGUMENT`; `field` is the one at fault, in proto spelling. */
export function invalidArgument(message: string, field?: string): RequestProblem {
  return new RequestProblem({ kind: 'invalid-request', message, param: field })
}

/**
 * The body as `schema` reads it.
 *
 * @throws {RequestProblem} with the first complaint in Google's words; what was sent is not repeated.
 */
export function checkGeminiBody<T>(schema: ZodType<T>, json: unknown): T {
  return checkBody(schema, json, toProblem)
}

function toProblem({ kind, path, message }: BodyFlaw): RequestProblem {
  const field = protoPath(path)
  if (kind === 'unknown-field') {
    const cut = field.lastIndexOf('.')
    const where = field.slice(0, Math.max(0, cut))
    const name = path.slice(path.lastIndexOf('.') + 1)
    const at = where === '' ? '' : ` at '${where}'`
    const text = `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`
    return invalidArgument(text, where)
  }
  if (kind === 'missing-field') return invalidArgument(`* ${field}: ${field} is not specified\n`, field)
  return invalidArgument(`Invalid value at '${field}': ${message}`, field)
}

function protoPath(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, '[$1]').replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
