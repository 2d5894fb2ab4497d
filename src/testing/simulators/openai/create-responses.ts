import type { JsonObject } from '../../../records/json-value.ts'
import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerPlan } from '../core/answer.ts'
import { checkSettings } from './check-settings.ts'
import { checkAnswerSchema, checkToolChoice, toolsOf } from './check-tools.ts'
import type { ResolveModel } from './create-chat-completions.ts'
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
import { type ResponsesRequest, responsesRequest } from './responses-request.ts'

/** `POST /v1/responses` as a function of the body. */
export function createResponses(completer: OpenAiCompleter, resolveModel: ResolveModel) {
  return async (json: unknown, call: OpenAiCall): Promise<OpenAiResult> => {
    const body = checkOpenAiBody(responsesRequest, json)
    const prompt = promptOf(body)
    const { plan, usage } = await completer.complete(prompt, call)
    const isFailed = plan.kind === 'failed'
    const consumption = { model: prompt.model.id, usage, isBatch: call.isBatch }
    return {
      body: {
        ...frameOf(body, call),
        model: resolveModel(prompt.model.snapshot, call.nowMs),
        ...stateOf(plan, call, body.include != null),
        usage: isFailed ? null : usageBody(usage),
      },
      // A model that broke down is not charged.
      consumption: isFailed ? undefined : consumption,
    }
  }
}

function promptOf(body: ResponsesRequest): OpenAiPrompt {
  const model = openAiChatModel(body.model)
  checkSettings(model, {
    effort: body.reasoning?.effort,
    effortName: 'reasoning.effort',
    temperature: body.temperature,
    topP: body.top_p,
    maxTokens: body.max_output_tokens,
    maxTokensName: 'max_output_tokens',
  })
  const ttl = body.prompt_cache_options?.ttl
  if (ttl === '12h' && !model.paidCacheLifetimes.includes('12h')) {
    throw invalidRequest(
      "Unsupported value: 'prompt_cache_options.ttl' does not support '12h' with this model.",
      'prompt_cache_options.ttl',
      'unsupported_value',
    )
  }
  const tools = toolsOf(body.tools ?? [], index => `tools[${index}].parameters`)
  const choice = typeof body.tool_choice === 'object' ? body.tool_choice.name : undefined
  checkToolChoice(choice, body.tool_choice !== undefined, tools)
  return toOpenAiPrompt({
    model,
    turns: turnsOf(body),
    tools,
    schema: schemaOf(body),
    effort: body.reasoning?.effort,
    temperature: body.temperature,
    maxOutputTokens: body.max_output_tokens,
    cache: body,
  })
}

function schemaOf({ text }: ResponsesRequest): JsonObject | undefined {
  const format = text?.format
  if (format?.type !== 'json_schema') return undefined
  checkAnswerSchema(format, 'text.format.schema')
  return format.schema
}

function turnsOf({ instructions, input }: ResponsesRequest): readonly OpenAiTurn[] {
  const head: readonly OpenAiTurn[] =
    instructions == null ? [] : [{ kind: 'instructions', text: instructions, isBreakpoint: false }]
  const rest: readonly OpenAiTurn[] =
    typeof input === 'string'
      ? [{ kind: 'user', text: input, isBreakpoint: false }]
      : input.flatMap(turnsOfItem)
  return [...head, ...rest]
}

type Item = Exclude<ResponsesRequest['input'], string>[number]

function turnsOfItem(item: Item): readonly OpenAiTurn[] {
  if ('role' in item) {
    const content = contentOf(item.content)
    if (item.role === 'assistant') return [{ kind: 'assistant', text: content.text, calls: [] }]
    return [{ kind: item.role === 'user' ? 'user' : 'instructions', ...content }]
  }
  switch (item.type) {
    case 'function_call': {
      const call = { id: item.call_id, name: item.name, arguments: item.arguments }
      return [{ kind: 'assistant', text: '', calls: [call] }]
    }
    case 'function_call_output':
      return [{ kind: 'tool', callId: item.call_id, text: contentOf(item.output).text }]
    case 'reasoning':
      return []
  }
}

/** The fields of a reply that only repeat the request. */
function frameOf(body: ResponsesRequest, call: OpenAiCall): object {
  return {
    id: idOf('resp_', call.id, 48),
    object: 'response',
    created_at: Math.floor(call.nowMs / 1000),
    completed_at: Math.floor(call.readyAtMs / 1000),
    access_programs: null,
    background: false,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    metadata: body.metadata ?? {},
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: { effort: body.reasoning?.effort ?? null, summary: body.reasoning?.summary ?? null },
    safety_identifier: body.safety_identifier ?? null,
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body.temperature ?? 1,
    text: { format: { type: 'text' }, ...body.text },
    tool_choice: body.tool_choice ?? 'auto',
    tools: body.tools ?? [],
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    user: body.user ?? null,
  }
}

function stateOf(plan: AnswerPlan, call: OpenAiCall, isEncrypted: boolean): object {
  const done = { status: 'completed', error: null, incomplete_details: null }
  switch (plan.kind) {
    case 'failed': {
      const error = { type: 'server_error', code: 'server_error', message: plan.message, param: null }
      return { ...done, status: 'failed', error, output: [] }
    }
    case 'blocked':
      return { ...done, status: 'incomplete', incomplete_details: { reason: 'content_filter' }, output: [] }
    case 'refusal': {
      const refusal = { type: 'refusal', refusal: plan.explanation }
      return { ...done, output: [messageItem(call, 'completed', refusal)] }
    }
    case 'answer': {
      const isCut = plan.finish === 'length'
      const output = outputOf(plan, call, isEncrypted)
      if (!isCut) return { ...done, output }
      return { ...done, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output }
    }
  }
}

function outputOf(
  plan: AnswerPlan & { readonly kind: 'answer' },
  call: OpenAiCall,
  isEncrypted: boolean,
): readonly object[] {
  const status = plan.finish === 'length' ? 'incomplete' : 'completed'
  const reasoning = {
    type: 'reasoning',
    id: idOf('rs_', call.id),
    summary: [],
    ...(isEncrypted && { encrypted_content: idOf('', call.id, 64) }),
  }
  const text = { type: 'output_text', text: plan.text, annotations: [], logprobs: [] }
  const calls = plan.calls.map((each, index) => ({
    type: 'function_call',
    id: idOf('fc_', `${call.id} ${index}`),
    call_id: idOf('call_', `${call.id} ${index}`),
    name: each.name,
    arguments: each.arguments,
    status,
  }))
  return [
    ...(plan.reasoningTokens > 0 ? [reasoning] : []),
    ...(plan.text === '' ? [] : [messageItem(call, status, text)]),
    ...calls,
  ]
}

function messageItem(call: OpenAiCall, status: 'completed' | 'incomplete', content: object): object {
  return { type: 'message', id: idOf('msg_', call.id), role: 'assistant', status, content: [content] }
}

function usageBody(usage: TokenUsage): object {
  const inputTokens = promptTokensOf(usage)
  return {
    input_tokens: inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: writtenTokensOf(usage),
      cache_write_tokens_details: {
        ttl_30m_tokens: usage.cacheWriteTokens['30m'] ?? 0,
        ttl_12h_tokens: usage.cacheWriteTokens['12h'] ?? 0,
      },
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: inputTokens + usage.outputTokens,
  }
}
