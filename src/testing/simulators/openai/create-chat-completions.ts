import type { JsonObject } from '../../../records/json-value.ts'
import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerPlan } from '../core/answer.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { type ChatRequest, chatRequest } from './chat-request.ts'
import { checkSettings, unsupportedParameter } from './check-settings.ts'
import { checkAnswerSchema, checkToolChoice, toolsOf } from './check-tools.ts'
import {
  type OpenAiCall,
  type OpenAiCompleter,
  type OpenAiResult,
  promptTokensOf,
  writtenTokensOf,
} from './create-openai-completer.ts'
import { idOf } from './id-of.ts'
import { openAiChatModel } from './openai-models.ts'
import { checkOpenAiBody, invalidRequest } from './openai-problem.ts'
import { type OpenAiPrompt, toOpenAiPrompt } from './openai-prompt.ts'
import { contentOf, type OpenAiTurn } from './openai-turns.ts'

/** The name a reply gives to the model that answered. */
export type ResolveModel = (snapshot: string, nowMs: number) => string

/** `POST /v1/chat/completions` as a function of the body. */
export function createChatCompletions(completer: OpenAiCompleter, resolveModel: ResolveModel) {
  return async (json: unknown, call: OpenAiCall): Promise<OpenAiResult> => {
    const prompt = promptOf(checkOpenAiBody(chatRequest, json))
    const { plan, usage } = await completer.complete(prompt, call)
    if (plan.kind === 'failed') throw new RequestProblem({ kind: 'server-error', message: plan.message })
    const body = {
      id: idOf('chatcmpl-', call.id),
      object: 'chat.completion',
      created: Math.floor(call.nowMs / 1000),
      model: resolveModel(prompt.model.snapshot, call.nowMs),
      choices: [{ index: 0, logprobs: null, ...choiceOf(plan, call.id) }],
      usage: usageBody(usage),
      service_tier: 'default',
      system_fingerprint: null,
    }
    return { body, consumption: { model: prompt.model.id, usage, isBatch: call.isBatch } }
  }
}

function promptOf(body: ChatRequest): OpenAiPrompt {
  const model = openAiChatModel(body.model)
  checkFields(body, model.efforts.length > 0)
  const maxOutputTokens = body.max_completion_tokens ?? body.max_tokens
  checkSettings(model, {
    effort: body.reasoning_effort,
    effortName: 'reasoning_effort',
    temperature: body.temperature,
    topP: body.top_p,
    maxTokens: maxOutputTokens,
    maxTokensName: body.max_completion_tokens == null ? 'max_tokens' : 'max_completion_tokens',
  })
  const tools = toolsOf(
    (body.tools ?? []).map(tool => tool.function),
    index => `tools[${index}].function.parameters`,
  )
  const choice = typeof body.tool_choice === 'object' ? body.tool_choice.function.name : undefined
  checkToolChoice(choice, body.tool_choice !== undefined, tools)
  return toOpenAiPrompt({
    model,
    turns: body.messages.map(turnOf),
    tools,
    schema: schemaOf(body),
    effort: body.reasoning_effort,
    temperature: body.temperature,
    maxOutputTokens,
    cache: body,
  })
}

const SAMPLING_FIELDS = ['presence_penalty', 'frequency_penalty', 'logit_bias'] as const

function checkFields(body: ChatRequest, isReasoning: boolean): void {
  if (body.max_tokens != null && body.max_completion_tokens != null) {
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
    throw invalidRequest(message, 'max_tokens', undefined)
  }
  if (!isReasoning) return
  if (body.max_tokens != null) {
    throw unsupportedParameter('max_tokens', " Use 'max_completion_tokens' instead.")
  }
  const sampling = SAMPLING_FIELDS.find(field => body[field] != null && body[field] !== 0)
  if (sampling !== undefined) throw unsupportedParameter(sampling)
}

function schemaOf({ response_format: format, messages }: ChatRequest): JsonObject | undefined {
  if (format?.type === 'json_schema') {
    checkAnswerSchema(format.json_schema, 'response_format')
    return format.json_schema.schema ?? {}
  }
  const saysJson = messages.some(message => /json/i.test(contentOf(message.content).text))
  if (format?.type === 'json_object' && !saysJson) {
    throw invalidRequest(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
      undefined,
    )
  }
  return undefined
}

function turnOf(message: ChatRequest['messages'][number]): OpenAiTurn {
  const content = contentOf(message.content)
  switch (message.role) {
    case 'developer':
    case 'system':
      return { kind: 'instructions', ...content }
    case 'user':
      return { kind: 'user', ...content }
    case 'assistant': {
      const calls = (message.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called }))
      return { kind: 'assistant', text: content.text, calls }
    }
    case 'tool':
      return { kind: 'tool', callId: message.tool_call_id, text: content.text }
  }
}

function choiceOf(plan: Exclude<AnswerPlan, { readonly kind: 'failed' }>, seed: string): object {
  const message = { role: 'assistant', content: null, refusal: null, annotations: [] }
  switch (plan.kind) {
    case 'refusal':
      return { message: { ...message, refusal: plan.explanation }, finish_reason: 'stop' }
    case 'blocked':
      return { message: { ...message, content: '' }, finish_reason: 'content_filter' }
    case 'answer': {
      const calls = plan.calls.map((call, index) => ({
        id: idOf('call_', `${seed} ${index}`),
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      }))
      const finish = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' } as const
      const content = plan.text === '' && calls.length > 0 ? null : plan.text
      return {
        message: { ...message, content, ...(calls.length > 0 && { tool_calls: calls }) },
        finish_reason: finish[plan.finish],
      }
    }
  }
}

function usageBody(usage: TokenUsage): object {
  const promptTokens = promptTokensOf(usage)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: promptTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: writtenTokensOf(usage),
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
