import type { ErrorObject } from 'ajv'
import { containsToken } from '../../../privacy/token.ts'

/** Keywords whose error speaks for what happened inside the value, not for the value itself. */
const COMPOSITE = new Set(['anyOf', 'oneOf', 'allOf', 'not', 'if', 'contains', 'dependentSchemas'])

/** An error of one branch: whether it matters is for the composite keyword's own error to say. */
const IN_BRANCH = /\/(?:anyOf|oneOf|not|if|contains)\//

/**
 * Whether a schema error says nothing about the agent, because what it complains of is a token that redaction
 * put there: `type`, `pattern` or `enum` of a redacted value, or the absence of a property whose name was redacted.
 *
 * @param error - from a validator with `verbose: true`.
 */
export function isDueToRedaction({ keyword, data, params, schemaPath }: ErrorObject): boolean {
  if (IN_BRANCH.test(schemaPath)) return true
  if (typeof data === 'string') return containsToken(data)
  const names = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.keys(data) : []
  if (keyword === 'required') return names.some(containsToken)
  if (
    keyword === 'additionalProperties' ||
    keyword === 'unevaluatedProperties' ||
    keyword === 'propertyNames'
  ) {
    return Object.values(params).some(name => typeof name === 'string' && containsToken(name))
  }
  return COMPOSITE.has(keyword) && containsToken(JSON.stringify(data))
}
