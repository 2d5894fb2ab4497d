import type { LanguageModel, ModelCall, ModelRequest } from '../../models/language-model.ts'
import type { ToolCall } from '../../records/trace.ts'
import type { Answerer } from './answerer.ts'
import { argumentsOf } from './arguments-of.ts'
import { modelConversation } from './model-conversation.ts'

/** Enough for an agent's turn; thinking counts. */
const MAX_OUTPUT_TOKENS = 4096

export type ModelAnswererOptions = {
  readonly model: LanguageModel
  readonly purpose: Extract<ModelRequest['purpose'], 'candidate' | 'baseline'>
  /** Takes the place of the recorded system prompt; undefined: the recorded one. */
  readonly system?: string | undefined
  readonly temperature?: number | undefined
  readonly maxOutputTokens?: number | undefined
}

/** A side whose turns a language model answers, which limits the time of every request and paces them. */
export function createModelAnswerer(options: ModelAnswererOptions): Answerer {
  const { model, purpose, temperature, maxOutputTokens = MAX_OUTPUT_TOKENS } = options
  return {
    name: `${model.provider}/${model.model}`,
    limitsItsTime: true,
    async answer({ messages, tools }, { signal }) {
      const conversation = modelConversation(messages)
      const reply = await model.generate(
        {
          purpose,
          system: options.system ?? conversation.system,
          messages: conversation.messages,
          tools: tools === undefined || tools.length === 0 ? undefined : tools,
          temperature,
          maxOutputTokens,
          cachePrefix: true,
        },
        { signal },
      )
      return {
        text: reply.text,
        calls: reply.calls.map(toolCall),
        finishReason: reply.finishWord ?? reply.finish,
        model: reply.resolvedModel ?? model.model,
        costPicoUsd: reply.costPicoUsd,
        latencyMs: reply.latencyMs,
      }
    },
  }
}

function toolCall({ id, name, arguments: text }: ModelCall): ToolCall<string> {
  return { id, name, arguments: argumentsOf(text) }
}
