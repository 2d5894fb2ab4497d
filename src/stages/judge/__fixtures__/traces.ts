import { bareTrace } from '../../../records/bare-trace.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { JsonObject } from '../../../records/json-value.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { Answer, Replay } from '../../../records/replay.ts'
import type { Message, RedactedTrace, ToolCall } from '../../../records/trace.ts'

/** Fixture text: written by us, so there is nothing to redact. */
export function redacted(text: string): RedactedText {
  return text as RedactedText
}

/** A call with a JSON object, or with raw text that is none. */
export function call(name: string, args: JsonObject | string = {}): ToolCall<RedactedText> {
  return {
    id: undefined,
    name,
    arguments:
      typeof args === 'string'
        ? { kind: 'unparsable', raw: redacted(args) }
        : { kind: 'parsed', value: args as { readonly [key: string]: RedactedText } },
  }
}

export function user(text: string): Message<RedactedText> {
  return { role: 'user', text: redacted(text), calls: [] }
}

/** A turn of the agent: a text, calls, or both. */
export function agent(
  text: string,
  calls: readonly ToolCall<RedactedText>[] = [],
  finishReason?: string,
): Message<RedactedText> {
  return { role: 'assistant', text: redacted(text), calls, finishReason }
}

export function toolResult(text: string, isError = false): Message<RedactedText> {
  return { role: 'tool', callId: undefined, text: redacted(text), isError, requestor: 'assistant' }
}

/** A trace of these messages; everything else is unknown unless `overrides` says so. */
export function trace(
  messages: readonly Message<RedactedText>[],
  overrides: Partial<RedactedTrace> = {},
): RedactedTrace {
  return { ...bareTrace('trace-1' as TraceId, messages), ...overrides }
}

/** A recorded pair; the candidate may have failed. */
export function pair(baseline: RedactedTrace, candidate: RedactedTrace | Answer): Replay {
  return {
    request: baseline,
    origin: { kind: 'adversarial', weight: 1 },
    baseline: { kind: 'completed', trace: baseline },
    candidate: candidate.kind === 'trace' ? { kind: 'completed', trace: candidate } : candidate,
  }
}
