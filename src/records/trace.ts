import type { TraceId } from './ids.ts'
import type { JsonObject, JsonOf } from './json-value.ts'
import type { RedactedText } from './redacted-text.ts'

/**
 * Arguments of a tool call as the model wrote them. What is not a JSON object stays as the raw text,
 * because a truncated call is evidence and not noise.
 */
export type ToolArguments<T extends string> =
  | { readonly kind: 'parsed'; readonly value: { readonly [key: string]: JsonOf<T> } }
  | { readonly kind: 'unparsable'; readonly raw: T }

export type ToolCall<T extends string> = {
  readonly id: string | undefined
  readonly name: string
  readonly arguments: ToolArguments<T>
}

export type SystemMessage<T extends string> = { readonly role: 'system'; readonly text: T }

/** `calls` on a user message are actions the user side took; they are context, never the agent's. */
export type UserMessage<T extends string> = {
  readonly role: 'user'
  readonly text: T
  readonly calls: readonly ToolCall<T>[]
}

/** One turn of the agent. `finishReason` is the provider's word for why this turn ended (`stop`, `length`, ...). */
export type AssistantMessage<T extends string> = {
  readonly role: 'assistant'
  readonly text: T
  readonly calls: readonly ToolCall<T>[]
  readonly finishReason: string | undefined
}

/** `isError` is the tool's error, not the agent's. `requestor` says whose call this answers. */
export type ToolMessage<T extends string> = {
  readonly role: 'tool'
  readonly callId: string | undefined
  readonly text: T
  readonly isError: boolean
  readonly requestor: 'assistant' | 'user'
}

export type Message<T extends string> =
  | SystemMessage<T>
  | UserMessage<T>
  | AssistantMessage<T>
  | ToolMessage<T>

/** A tool offered to the agent. `parameters` is a JSON Schema; undefined when the source does not carry one. */
export type ToolDefinition = {
  readonly name: string
  readonly description: string | undefined
  readonly parameters: JsonObject | undefined
}

/**
 * How the whole trace ended, in our words. `completed`: the conversation was ended by its parties;
 * `unknown` keeps the source's own word, which is counted and shown.
 */
export type Finish =
  | { readonly kind: 'completed' }
  | { readonly kind: 'step-limit' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'error' }
  | { readonly kind: 'unknown'; readonly word: string }

/**
 * What is known to be right for a trace: the calls to make, in order, with the accepted values per
 * argument. An empty `calls` means that no call is right.
 */
export type ExpectedCall = {
  readonly name: string
  /** Accepted JSON values per argument name. */
  readonly arguments: { readonly [argument: string]: readonly JsonOf<string>[] }
  /** Arguments that may be left out. */
  readonly optional: readonly string[]
}

export type Expected = { readonly calls: readonly ExpectedCall[] }

/**
 * One production request to the agent. Generic in its text: `Trace` before redaction, `RedactedTrace`
 * after it; nothing past ingest accepts the first.
 */
export type TraceOf<T extends string> = {
  readonly kind: 'trace'
  readonly traceId: TraceId
  /** In time order; at least one of them is an assistant message. */
  readonly messages: readonly Message<T>[]
  /** Undefined: the source does not say which tools were offered (not the same as an empty list). */
  readonly tools: readonly ToolDefinition[] | undefined
  readonly model: string | undefined
  /** Unix epoch, milliseconds. */
  readonly startedAtMs: number | undefined
  readonly latencyMs: number | undefined
  readonly costPicoUsd: number | undefined
  readonly sessionId: string | undefined
  readonly customerId: string | undefined
  /** The customer's plan or tier in the source's word; absent where it names none. */
  readonly customerTier?: string
  /** The request's language where the source names it: the primary subtag of BCP 47 in lower case, such as `de`. */
  readonly language?: string
  /** Feature-flag states at the time of the request, name to variant. */
  readonly flags: { readonly [flag: string]: string }
  /** Programmatic success signal in [0, 1]. */
  readonly outcome: number | undefined
  /** Support says this trace failed, and why. */
  readonly supportFlag: { readonly reason: T } | undefined
  readonly finish: Finish | undefined
  readonly expected: Expected | undefined
  /** What the user wanted, when the source names it (mapping `intent`); otherwise derived from the messages. */
  readonly intentText: T | undefined
}

export type Trace = TraceOf<string>
export type RedactedTrace = TraceOf<RedactedText>
