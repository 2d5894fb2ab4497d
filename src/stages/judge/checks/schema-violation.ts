import type { ToolCall, ToolDefinition, Trace } from '../../../records/trace.ts'
import { agentCallsOf } from '../turns.ts'
import { checkAgainstSchema, type SchemaCheck } from './tool-schema.ts'

/** True when the agent made a call whose arguments break the JSON Schema of the tool that was offered. */
export function hasSchemaViolation(trace: Trace): boolean {
  return agentCallsOf(trace).some(call => schemaCheckOf(call, trace.tools) === 'invalid')
}

/** Number of the agent's calls to offered tools with a schema that could not be used; reports show it. */
export function uncheckedCallCount(trace: Trace): number {
  return agentCallsOf(trace).filter(call => schemaCheckOf(call, trace.tools) === 'unchecked').length
}

/**
 * Whether one call keeps to the schema of its tool. Undefined when there is nothing to check: arguments that are
 * no object, a tool that was not offered, or one without a schema.
 */
function schemaCheckOf(
  call: ToolCall<string>,
  tools: readonly ToolDefinition[] | undefined,
): SchemaCheck | undefined {
  const schema = tools?.find(tool => tool.name === call.name)?.parameters
  if (schema === undefined || call.arguments.kind === 'unparsable') return undefined
  return checkAgainstSchema(schema, call.arguments.value)
}
