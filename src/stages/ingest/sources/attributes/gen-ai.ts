import type { JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject } from '../../located.ts'
import { EMPTY_PAYLOAD, type Payload } from '../../normalise/chat-message.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import type { ToolRun } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { listIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import {
  type AttributedEvent,
  type AttributedSpan,
  type Attributes,
  type Reading,
  textAt,
  valueAt,
} from './attributed-span.ts'
import { payloadsOfEvents } from './gen-ai-events.ts'
import { nestedAt } from './indexed-attributes.ts'
import { messageAttributes } from './message-attributes.ts'

const AGENT = new Set(['invoke_agent', 'create_agent', 'invoke_workflow', 'plan'])
const NO_CONVERSATION = new Set(['embeddings', 'embedding', 'retrieval', 'rerank'])

/** OpenTelemetry's GenAI conventions, today's and those up to 1.36: span attributes, then events, then what older emitters wrote. */
export function readGenAi(span: AttributedSpan): Reading | undefined {
  const { attributes } = span
  if (!hasGenAi(attributes) && !attributes.has('mcp.method.name')) return undefined
  const operation = textAt(attributes, 'gen_ai.operation.name', 'llm.request.type')
  const model = textAt(attributes, 'gen_ai.response.model', 'gen_ai.request.model')
  if (operation === 'execute_tool' || attributes.get('mcp.method.name') === 'tools/call') {
    return { kind: 'tool', tool: toolRunOf(span) }
  }
  if (operation !== undefined && NO_CONVERSATION.has(operation)) return { kind: 'other', model }
  const { input, output } = contentOfSpan(span)
  if (operation !== undefined && AGENT.has(operation)) return { kind: 'other', input, output }
  const isGeneration =
    operation !== undefined || model !== undefined || input.messages.length + output.messages.length > 0
  return { kind: isGeneration ? 'generation' : 'other', input, output: finished(output, attributes), model }
}

function hasGenAi(attributes: Attributes): boolean {
  for (const key of attributes.keys()) if (key.startsWith('gen_ai.')) return true
  return false
}

function contentOfSpan(span: AttributedSpan): { readonly input: Payload; readonly output: Payload } {
  const { attributes } = span
  let { input, output } = messageAttributes(attributes)
  // Each is looked at only for a side that those before it do not tell.
  for (const readOlder of [
    () => payloadsOfEvents(span.events),
    () => payloadsOfEvents(listedEvents(attributes)),
    () => legacyAttributes(attributes),
  ]) {
    if (input.messages.length > 0 && output.messages.length > 0) break
    const older = readOlder()
    if (input.messages.length === 0) input = older.input
    if (output.messages.length === 0) output = older.output
  }
  if (input.messages.length === 0) input = EMPTY_PAYLOAD
  if (output.messages.length === 0) output = EMPTY_PAYLOAD
  const tools =
    toolsOf(valueAt(attributes, 'gen_ai.tool.definitions')) ?? functionsOf(attributes) ?? input.tools
  return { input: { messages: input.messages, tools }, output }
}

/** Pydantic AI writes the events of a call as a list into one attribute. */
function listedEvents(attributes: Attributes): readonly AttributedEvent[] {
  const list = listIn(attributes.get('events')) ?? []
  return list.filter(isJsonObject).map((event, index) => ({
    name: textOf(event, 'event.name') ?? '',
    order: String(index).padStart(6, '0'),
    attributes: new Map(Object.entries(event)),
  }))
}

function legacyAttributes(attributes: Attributes): { readonly input: Payload; readonly output: Payload } {
  const prompt = valueAt(attributes, 'gen_ai.prompt') ?? spoken(attributes, 'gen_ai.prompt', 'user')
  const completion =
    valueAt(attributes, 'gen_ai.completion') ??
    spoken(attributes, 'gen_ai.completion', 'assistant')?.slice(0, 1)
  return { input: payloadOf(prompt, 'input'), output: payloadOf(completion, 'output') }
}

/** Indexed messages; one that does not say who speaks is of this role. */
function spoken(attributes: Attributes, prefix: string, role: string): readonly JsonValue[] | undefined {
  return listed(nestedAt(attributes, prefix))?.map(item => (isJsonObject(item) ? { role, ...item } : item))
}

function listed(value: JsonValue | undefined): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** OpenLLMetry's `llm.request.functions.{n}`. */
function functionsOf(attributes: Attributes) {
  return toolsOf(listed(nestedAt(attributes, 'llm.request.functions')))
}

function finished(output: Payload, attributes: Attributes): Payload {
  const reasons = unwrapped(valueAt(attributes, 'gen_ai.response.finish_reasons'))
  const reason = Array.isArray(reasons) ? reasons[0] : reasons
  if (typeof reason !== 'string') return output
  const messages = output.messages.map(message =>
    message.role === 'assistant' && message.finish_reason === undefined
      ? { ...message, finish_reason: reason }
      : message,
  )
  return { ...output, messages }
}

function toolRunOf({ attributes, name, isError }: AttributedSpan): ToolRun {
  const result = valueAt(
    attributes,
    'gen_ai.tool.call.result',
    'tool_response',
    'gcp.vertex.agent.tool_response',
  )
  return {
    callId: textAt(attributes, 'gen_ai.tool.call.id'),
    name: textAt(attributes, 'gen_ai.tool.name') ?? name.replace(/^execute_tool |^tools\/call /, ''),
    arguments:
      unwrapped(
        valueAt(
          attributes,
          'gen_ai.tool.call.arguments',
          'tool_arguments',
          'gcp.vertex.agent.tool_call_args',
        ),
      ) ?? {},
    result: resultText(result),
    hasResult: result !== undefined,
    isError: isError || attributes.has('error.type'),
  }
}
