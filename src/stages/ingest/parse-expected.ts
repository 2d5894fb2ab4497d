import type { JsonValue } from '../../records/json-value.ts'
import type { Expected, ExpectedCall } from '../../records/trace.ts'
import {
  fieldOf,
  isAbsent,
  isJsonArray,
  type Located,
  requireItems,
  requireObject,
  requireString,
  unwrapJson,
} from './located.ts'
import { RowError } from './row-error.ts'

/**
 * What is known to be right for a trace; undefined when the row does not say. An empty `calls` says that
 * no call is right, so `calls` itself must be there.
 *
 * @throws {RowError} when it has the wrong shape.
 */
export function parseExpected(located: Located): Expected | undefined {
  if (isAbsent(located)) return undefined
  const expected = requireObject(unwrapJson(located))
  return { calls: requireItems(fieldOf(expected, 'calls')).map(parseExpectedCall) }
}

function parseExpectedCall(located: Located): ExpectedCall {
  const call = requireObject(located)
  const given = fieldOf(call, 'arguments')
  const optional = fieldOf(call, 'optional')
  return {
    name: requireString(fieldOf(call, 'name')),
    arguments: isAbsent(given) ? {} : parseAcceptedValues(requireObject(given)),
    optional: isAbsent(optional) ? [] : requireItems(optional).map(requireString),
  }
}

function parseAcceptedValues(given: ReturnType<typeof requireObject>): ExpectedCall['arguments'] {
  const entries = Object.entries(given.value).map(([argument, values]): [string, readonly JsonValue[]] => {
    if (!isJsonArray(values)) throw new RowError(`${given.at}: an argument has no list of accepted values`)
    return [argument, values]
  })
  // Not assignment: an argument named `__proto__` must stay a key.
  return Object.fromEntries(entries)
}
