import type { JsonValue } from '../../records/json-value.ts'
import type { ToolDefinition } from '../../records/trace.ts'
import { isAbsent, isJsonArray, isJsonObject, type Located, unwrapJson } from './located.ts'
import { errorBelow, optionalText, requiredText, unexpected } from './row-error.ts'

/**
 * The tools offered to the agent, nested under `function` or not; undefined when the row does not say.
 *
 * @throws {RowError} when the list or a tool in it has the wrong shape.
 */
export function parseTools(located: Located): readonly ToolDefinition[] | undefined {
  if (isAbsent(located)) return undefined
  const { value, at } = unwrapJson(located)
  if (!isJsonArray(value)) throw unexpected(at, 'a list', value)
  return value.map((tool, index) => {
    try {
      return parseTool(tool)
    } catch (error) {
      throw errorBelow(`${at}/${index}`, error)
    }
  })
}

function parseTool(outer: JsonValue): ToolDefinition {
  if (!isJsonObject(outer)) throw unexpected('', 'an object', outer)
  const nested = outer.function
  const tool = isJsonObject(nested) ? nested : outer
  const under = tool === outer ? '' : 'function/'
  const parameters = tool.parameters ?? undefined
  if (parameters !== undefined && !isJsonObject(parameters))
    throw unexpected(`/${under}parameters`, 'an object', parameters)
  return {
    name: requiredText(tool.name, `${under}name`),
    description: optionalText(tool.description, `${under}description`),
    parameters,
  }
}
