import type { JsonObject, JsonValue } from '../records/json-value.ts'
import type { TokenUsage } from '../records/token-usage.ts'
import type { ToolDefinition } from '../records/trace.ts'

/** `arguments` is the JSON text as the model wrote it: a truncated call is evidence. */
export type ModelCall = { readonly id: string; readonly name: string; readonly arguments: string }

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls: readonly ModelCall[] }
  | {
      readonly role: 'tool'
      readonly callId: string
      readonly toolName: string
      readonly text: string
      readonly isError: boolean
    }

/** One question to a language model, in no provider's words. */
export type ModelRequest = {
  /** What the money is for; the ledger keeps it. */
  readonly purpose: 'judge' | 'candidate' | 'baseline' | 'control' | 'label' | 'generate'
  readonly system: string | undefined
  readonly messages: readonly ModelMessage[]
  readonly tools?: readonly ToolDefinition[] | undefined
  /** The answer has to be JSON of this schema (structured output by the provider, validated again here). */
  readonly answerSchema?: { readonly name: string; readonly schema: JsonObject } | undefined
  /** Sent where the model accepts one, dropped and named in `settings.dropped` where not. */
  readonly temperature?: number | undefined
  readonly maxOutputTokens: number
  /** Marks the system text as a prefix worth caching, where the provider wants that said. */
  readonly cachePrefix?: boolean
}

export type ModelFinish = 'stop' | 'length' | 'tool-calls' | 'refusal' | 'content-filter' | 'other'

/** A whole answer. What is unusable in it (`refusal`, `length`, no `answer`) has been paid for all the same. */
export type ModelReply = {
  readonly text: string
  readonly calls: readonly ModelCall[]
  /** The answer of `answerSchema`, validated; undefined when none was asked for or it does not fit. */
  readonly answer: JsonValue | undefined
  readonly finish: ModelFinish
  /** The provider's own word for `finish`. */
  readonly finishWord: string | undefined
  readonly usage: TokenUsage | undefined
  /** The model that answered, as the provider names it; undefined when it does not. */
  readonly resolvedModel: string | undefined
  /** Integer pico-dollars; undefined before metering. */
  readonly costPicoUsd: number | undefined
  /** The provider counted no tokens: cost is an upper bound. */
  readonly isCostEstimated: boolean
  /** Whole milliseconds by the clock handed in. */
  readonly latencyMs: number
}

/** What of a request reaches the model; kept in the manifest. */
export type ModelSettings = {
  readonly apiVersion: string | undefined
  readonly temperature: number | undefined
  /** Parameters this model does not accept, with the reason, in words for a report. */
  readonly dropped: readonly string[]
  /** How much thinking is asked for, in the provider's words; absent: its default. */
  readonly reasoning?: string | undefined
  /** What is asked for as the limit of the output, where it differs from the request's. */
  readonly maxOutputTokens?: number | undefined
}

/** Answers with text, tool calls or JSON. Adapters and every wrapper around them have this one shape. */
export interface LanguageModel {
  /** `anthropic`, `openai`, `google`, `openai-compatible`, `simulated`. */
  readonly provider: string
  /** The id that is asked for. */
  readonly model: string
  settingsOf(
    request: Pick<ModelRequest, 'temperature'> & Partial<Pick<ModelRequest, 'purpose' | 'maxOutputTokens'>>,
  ): ModelSettings
  /** @throws {ProviderError} when there is no answer; `mayBeBilled` tells whether it can have been charged. */
  generate(request: ModelRequest, options?: { readonly signal?: AbortSignal }): Promise<ModelReply>
}
