import { ConfigError } from '../../errors/config-error.ts'
import type { JsonValue } from '../../records/json-value.ts'
import { isJsonArray, isJsonObject, type Located, ownValue } from './located.ts'

/**
 * A reader of the value a JSON pointer (RFC 6901) names in a row; its value is undefined where the row
 * has nothing there.
 *
 * @param path - where the config has the pointer, for the error.
 * @throws {ConfigError} when the text is not a JSON pointer.
 */
export function compilePointer(pointer: string, path: string): (row: JsonValue) => Located {
  if (!/^(?:\/(?:[^~/]|~[01])*)*$/u.test(pointer)) {
    throw new ConfigError(`Expected a JSON pointer such as \`/reward_info/reward\`, got \`${pointer}\``, {
      path,
      hint: 'A pointer starts with `/`; in a key, `~` is written `~0` and `/` is written `~1` (RFC 6901).',
    })
  }
  const keys = pointer.split('/').slice(1)
  const steps = keys.map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return row => {
    let value: JsonValue | undefined = row
    for (const step of steps) value = stepInto(value, step)
    return { value, at: pointer }
  }
}

function stepInto(value: JsonValue | undefined, step: string): JsonValue | undefined {
  if (isJsonArray(value)) return /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined
  return isJsonObject(value) ? ownValue(value, step) : undefined
}
