import type { JsonObject } from '../../../records/json-value.ts'
import type { ToolDefinition } from '../../../records/trace.ts'
import { invalidRequest } from './openai-problem.ts'
import { strictSchemaObjection } from './strict-schema.ts'

/** @throws {RequestProblem} when a schema asked for with `strict` is outside of the strict subset. */
export function checkAnswerSchema(
  format: {
    readonly name: string
    readonly schema?: JsonObject | undefined
    readonly strict?: boolean | null | undefined
  },
  param: string,
): void {
  if (format.strict !== true) return
  const objection = strictSchemaObjection(format.schema ?? {})
  if (objection === undefined) return
  const message = `Invalid schema for response_format '${format.name}': ${objection}`
  throw invalidRequest(message, param, 'invalid_json_schema')
}

type ToolFields = {
  readonly name: string
  readonly description?: string | null | undefined
  readonly parameters?: JsonObject | null | undefined
  readonly strict?: boolean | null | undefined
}

/** @throws {RequestProblem} for a strict tool outside of the strict subset, with `paramOf` its number as the field. */
export function toolsOf(
  tools: readonly ToolFields[],
  paramOf: (index: number) => string,
): readonly ToolDefinition[] {
  return tools.map(({ name, description, parameters, strict }, index) => {
    const objection = strict === true ? strictSchemaObjection(parameters ?? {}) : undefined
    if (objection !== undefined) {
      const message = `Invalid schema for function '${name}': ${objection}`
      throw invalidRequest(message, paramOf(index), 'invalid_function_parameters')
    }
    return { name, description: description ?? undefined, parameters: parameters ?? undefined }
  })
}

/** @throws {RequestProblem} when a named tool is not among the tools, or there are none to choose from. */
export function checkToolChoice(
  name: string | undefined,
  isGiven: boolean,
  tools: readonly ToolDefinition[],
): void {
  if (isGiven && tools.length === 0) {
    throw invalidRequest(
      "'tool_choice' is only allowed when 'tools' are specified.",
      'tool_choice',
      undefined,
    )
  }
  if (name !== undefined && !tools.some(tool => tool.name === name)) {
    throw invalidRequest(`Tool choice '${name}' not found in 'tools' parameter.`, 'tool_choice', undefined)
  }
}
