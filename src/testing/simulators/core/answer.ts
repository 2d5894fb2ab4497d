import type { ModelMessage } from '../../../models/language-model.ts'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import type { ToolDefinition } from '../../../records/trace.ts'

/** A request to a model in no vendor's words; what an answer policy decides on. */
export type AnswerRequest = {
  readonly provider: string
  readonly model: string
  /** Empty when there is none. */
  readonly system: string
  readonly messages: readonly ModelMessage[]
  readonly tools: readonly ToolDefinition[]
  /** The JSON Schema the answer has to satisfy. */
  readonly schema: JsonObject | undefined
  readonly temperature: number | undefined
  readonly maxOutputTokens: number | undefined
  /** Differs from call to call, also between equal requests, but not with the order in which calls arrive. */
  readonly seed: string
}

/** A tool call to be made; `arguments` is JSON text, cut off where the model was. */
export type AnswerCall = { readonly name: string; readonly arguments: string }

/** What the simulated model does; each vendor's simulator says it in its own words. */
export type AnswerPlan =
  | {
      readonly kind: 'answer'
      readonly text: string
      readonly calls: readonly AnswerCall[]
      /** `length`: cut at the token limit. */
      readonly finish: 'stop' | 'tool-calls' | 'length'
      /** Billed as output, on top of the tokens of text and calls. */
      readonly reasoningTokens: number
    }
  | { readonly kind: 'refusal'; readonly explanation: string }
  /** The prompt itself is rejected by a filter, HTTP 200. */
  | { readonly kind: 'blocked' }
  /** The model broke down, HTTP 200 where the vendor has such a thing, else 500. */
  | { readonly kind: 'failed'; readonly message: string }

export type AnswerPolicy = (request: AnswerRequest) => AnswerPlan | Promise<AnswerPlan>

/** The plan to say `text`. */
export function textAnswer(text: string, reasoningTokens = 0): AnswerPlan {
  return { kind: 'answer', text, calls: [], finish: 'stop', reasoningTokens }
}

/** The plan to answer with JSON, as structured output does. */
export function jsonAnswer(value: JsonValue, reasoningTokens = 0): AnswerPlan {
  return textAnswer(JSON.stringify(value), reasoningTokens)
}

/** The plan to call tools. */
export function callsAnswer(
  calls: readonly AnswerCall[],
  text = '',
): AnswerPlan & { readonly kind: 'answer' } {
  return { kind: 'answer', text, calls, finish: 'tool-calls', reasoningTokens: 0 }
}
