import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { EMPTY_PAYLOAD, type Payload } from '../../normalise/chat-message.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { toolRun } from '../../normalise/results-of.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, listIn, objectIn, textOf } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

/** Spans of Datadog LLM Observability: the export API's `{type: 'span', attributes}`, and what its intake takes (`meta`). */
export const datadogImporter: SourceImporter = { kind: 'spans', spansOf: record => [spanOf(record)] }

function spanOf(record: JsonValue): SpanRecord {
  if (!isJsonObject(record)) throw new RowError('row: expected a span of Datadog, found no object')
  const span = objectIn(ownValue(record, 'attributes')) ?? record
  const [spanId, traceId] = [textOf(span, 'span_id'), textOf(span, 'trace_id')]
  if (spanId === undefined || traceId === undefined)
    throw new RowError('/span_id: expected an id, found nothing')
  const meta = objectIn(ownValue(span, 'meta')) ?? {}
  const kind = textOf(span, 'span_kind') ?? textOf(meta, 'kind', 'span.kind')
  const input = objectIn(firstOf(span, 'input') ?? ownValue(meta, 'input'))
  const output = objectIn(firstOf(span, 'output') ?? ownValue(meta, 'output'))
  const [start, duration] = [timeMs(ownValue(span, 'start_ns')), ownValue(span, 'duration')]
  const name = textOf(span, 'name')
  const isError = textOf(span, 'status') === 'error'
  const shared = {
    traceId,
    spanId,
    parentId: textOf(span, 'parent_id'),
    name,
    startMs: start,
    endMs: start !== undefined && typeof duration === 'number' ? start + duration / 1e6 : undefined,
    isError,
    sessionId: textOf(span, 'session_id') ?? tagOf(span, 'session_id'),
    customerId: tagOf(span, 'user_id'),
  }
  if (kind === 'tool') {
    const run = toolRun(
      name ?? 'tool',
      input && ownValue(input, 'value'),
      output && ownValue(output, 'value'),
      isError,
    )
    return { kind: 'tool', ...shared, tool: run }
  }
  const tools = toolsOf(firstOf(span, 'tool_definitions') ?? ownValue(meta, 'tool_definitions'))
  const asked = payloadIn(input, 'input')
  return {
    kind: kind === 'llm' ? 'generation' : 'other',
    ...shared,
    input: { messages: asked.messages, tools: tools ?? asked.tools },
    output: payloadIn(output, 'output'),
    model: kind === 'llm' ? textOf(span, 'model_name') : undefined,
  }
}

function payloadIn(content: JsonObject | undefined, side: 'input' | 'output'): Payload {
  if (content === undefined) return EMPTY_PAYLOAD
  const messages = listIn(ownValue(content, 'messages'))
  if (messages === undefined) return payloadOf(ownValue(content, 'value'), side, { isApplication: true })
  return payloadOf(messages.flatMap(messageIn), side)
}

/** Results of tools are a list of their own in the message that brings them. */
function messageIn(message: JsonValue): readonly JsonValue[] {
  const results = isJsonObject(message) ? ownValue(message, 'tool_results') : undefined
  if (!isJsonArray(results) || results.length === 0) return [message]
  return results.filter(isJsonObject).map(result => ({ ...result, type: 'tool_result' }))
}

/** Tags are `name:value`. */
function tagOf(span: JsonObject, name: string): string | undefined {
  const tags = listIn(ownValue(span, 'tags')) ?? []
  const tag = tags.find(each => typeof each === 'string' && each.startsWith(`${name}:`))
  return typeof tag === 'string' ? tag.slice(name.length + 1) : undefined
}
