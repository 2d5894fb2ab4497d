import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonObject, ownValue } from '../../located.ts'
import { EMPTY_PAYLOAD, type Payload } from '../../normalise/chat-message.ts'
import { flagsIn } from '../../normalise/flags-in.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import type { SpanRecord } from '../../normalise/span-record.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { firstOf, objectIn, textOf, unwrapped } from '../../normalise/unwrapped.ts'
import { RowError } from '../../row-error.ts'
import type { SourceImporter } from '../source-importer.ts'
import { timeMs } from '../times.ts'

const NOT_TEXT = /embedding|image|transcription|speech|moderation|rerank|health/i

/** LiteLLM's `StandardLoggingPayload`, and rows of its table of spend, one object a call. Calls of one agent run share `trace_id` when the client sent one. */
export const litellmImporter: SourceImporter = { kind: 'spans', spansOf }

function spansOf(record: JsonValue): readonly SpanRecord[] {
  const outer = isJsonObject(record) ? record : undefined
  const call = outer && (objectIn(ownValue(outer, 'standard_logging_object')) ?? outer)
  if (call === undefined) throw new RowError('row: expected a logged call, found no object')
  // Rows of the proxy's table of spend have names of their own.
  const spanId = textOf(call, 'litellm_call_id', 'id', 'request_id')
  const traceId = textOf(call, 'trace_id', 'litellm_trace_id') ?? spanId
  if (spanId === undefined || traceId === undefined) throw new RowError('/id: expected an id, found nothing')
  const metadata = objectIn(ownValue(call, 'metadata')) ?? {}
  const requester = objectIn(ownValue(metadata, 'requester_metadata')) ?? {}
  const parameters = objectIn(ownValue(call, 'model_parameters')) ?? {}
  const sent = payloadOf(ownValue(call, 'messages'), 'input')
  const input = sent.messages.length > 0 ? sent : payloadOf(ownValue(call, 'proxy_server_request'), 'input')
  const isText = !NOT_TEXT.test(textOf(call, 'call_type') ?? '')
  const cost = firstOf(call, 'response_cost', 'spend')
  const isJudges = textOf(call, 'internal_call_origin') !== undefined
  const span: SpanRecord = {
    kind: isJudges ? 'evaluation' : isText ? 'generation' : 'other',
    traceId,
    spanId,
    startMs: timeMs(firstOf(call, 'startTime')),
    endMs: timeMs(firstOf(call, 'endTime')),
    isError: ownValue(call, 'status') === 'failure',
    input: isText
      ? { ...input, tools: input.tools ?? toolsOf(ownValue(parameters, 'tools')) }
      : EMPTY_PAYLOAD,
    output: isText ? answerOf(call) : EMPTY_PAYLOAD,
    model: isText ? textOf(call, 'model') : undefined,
    costUsd: typeof cost === 'number' && cost >= 0 ? cost : undefined,
    sessionId: textOf(requester, 'session_id', 'conversation_id', 'thread_id') ?? textOf(call, 'session_id'),
    customerId: textOf(call, 'end_user') ?? textOf(metadata, 'user_api_key_end_user_id'),
    flags: flagsIn(requester),
  }
  return [span, ...mcpCall(objectIn(ownValue(metadata, 'mcp_tool_call_metadata')), span)]
}

function answerOf(call: JsonObject): Payload {
  return payloadOf(ownValue(call, 'response'), 'output')
}

function mcpCall(metadata: JsonObject | undefined, span: SpanRecord): readonly SpanRecord[] {
  const name = metadata && textOf(metadata, 'name')
  if (metadata === undefined || name === undefined) return []
  const result = firstOf(metadata, 'result')
  const tool = {
    callId: undefined,
    name,
    arguments: unwrapped(ownValue(metadata, 'arguments')) ?? {},
    result: resultText(result),
    hasResult: result !== undefined,
    isError: false,
  }
  return [
    {
      kind: 'tool',
      traceId: span.traceId,
      spanId: `${span.spanId}/mcp`,
      parentId: span.spanId,
      startMs: span.startMs,
      tool,
    },
  ]
}
