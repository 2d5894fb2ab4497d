import type { ToolDefinition } from '../../records/trace.ts'
import {
  fieldOf,
  isAbsent,
  isJsonObject,
  type Located,
  optionalString,
  requireItems,
  requireObject,
  requireString,
  unwrapJson,
} from './located.ts'

/**
 * The tools offered to the agent, nested under `function` or not; undefined when the row does not say.
 *
 * @throws {RowError} when the list or a tool in it has the wrong shape.
 */
export function parseTools(located: Located): readonly ToolDefinition[] | undefined {
  return isAbsent(located) ? undefined : requireItems(unwrapJson(located)).map(parseTool)
}

function parseTool(located: Located): ToolDefinition {
  const outer = requireObject(located)
  const nested = fieldOf(outer, 'function')
  const tool = isJsonObject(nested.value) ? { value: nested.value, at: nested.at } : outer
  const parameters = fieldOf(tool, 'parameters')
  return {
    name: requireString(fieldOf(tool, 'name')),
    description: optionalString(fieldOf(tool, 'description')),
    parameters: isAbsent(parameters) ? undefined : requireObject(parameters).value,
  }
}
