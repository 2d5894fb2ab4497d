import { checkBody } from '../core/read-body.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { checkOutputSchema } from './check-output-schema.ts'
import type { ContentBlock, MessageParam } from './content-schema.ts'
import {
  type ApiVersion,
  countTokensSchema,
  type MessagesRequest,
  messagesSchemaOf,
} from './messages-request.ts'
import { type ModelRules, modelRulesOf } from './model-rules.ts'

/** The problem of a request that breaks the contract. */
export function invalidRequest(message: string): RequestProblem {
  return new RequestProblem({ kind: 'invalid-request', message })
}

/**
 * The body of a message request, checked as the vendor does: no unknown field, nothing the version or the model does
 * not accept, tool results that answer tool calls.
 *
 * @throws {RequestProblem}
 */
export function checkMessagesRequest(json: unknown, version: ApiVersion): MessagesRequest {
  const request = checkAnthropicBody(messagesSchemaOf(version), json)
  const rules = checkModel(request.model)
  checkSampling(request, rules)
  checkChoices(request, rules)
  checkConversation(request, version)
  return request
}

/** The same for a token count. @throws {RequestProblem} */
export function checkCountRequest(json: unknown) {
  const request = checkAnthropicBody(countTokensSchema, json)
  checkModel(request.model)
  return request
}

/** `checkBody` in the vendor's words. */
export function checkAnthropicBody<T>(schema: Parameters<typeof checkBody<T>>[0], json: unknown): T {
  return checkBody(schema, json, ({ kind, path, message }) => {
    if (kind === 'unknown-field') return invalidRequest(`${path}: Extra inputs are not permitted`)
    if (kind === 'missing-field') return invalidRequest(`${path}: Field required`)
    return invalidRequest(`${path}: ${message}`)
  })
}

function checkModel(model: string): ModelRules {
  const rules = modelRulesOf(model)
  if (rules === undefined) throw new RequestProblem({ kind: 'not-found', message: `model: ${model}` })
  return rules
}

function checkSampling(request: MessagesRequest, rules: ModelRules): void {
  if (rules.acceptsSampling) return
  for (const name of ['temperature', 'top_p', 'top_k'] as const) {
    const value = request[name]
    if (value !== undefined && value !== 1) {
      throw invalidRequest(`${name}: only the default value of 1 is supported by ${request.model}`)
    }
  }
}

function checkChoices(request: MessagesRequest, rules: ModelRules): void {
  const { model, tool_choice: choice, thinking, output_config: output, max_tokens: maxTokens } = request
  const isForced = choice?.type === 'any' || choice?.type === 'tool'
  if (isForced && !rules.acceptsForcedTool) {
    throw invalidRequest(`tool_choice: forced tool use is not supported by ${model}`)
  }
  if (choice !== undefined && choice.type !== 'none' && request.tools === undefined) {
    throw invalidRequest('tool_choice: may only be specified while providing tools')
  }
  if (choice?.type === 'tool' && !request.tools?.some(tool => tool.name === choice.name)) {
    throw invalidRequest(`tool_choice: Tool '${choice.name}' not found in provided tools`)
  }
  if (thinking?.type === 'disabled' && !rules.acceptsDisabledThinking) {
    throw invalidRequest(`thinking: thinking cannot be disabled on ${model}`)
  }
  if (thinking?.type === 'enabled') {
    if (!rules.acceptsThinkingBudget) {
      throw invalidRequest(`thinking.type: enabled is not supported by ${model}; use adaptive`)
    }
    if (thinking.budget_tokens >= maxTokens) {
      throw invalidRequest('max_tokens: must be greater than thinking.budget_tokens')
    }
  }
  if (output?.format) checkOutputSchema(output.format.schema, 'output_config.format.schema')
}

function checkConversation(request: MessagesRequest, version: ApiVersion): void {
  const { messages, model } = request
  const rules = modelRulesOf(model)
  if (messages[0]?.role !== 'user') throw invalidRequest('messages.0: first message must be from the user')
  if (messages.at(-1)?.role === 'assistant' && rules?.acceptsPrefill !== true) {
    throw invalidRequest(`messages: ${model} does not support assistant message prefill`)
  }
  if (breakpointsOf(request) > 4) {
    throw invalidRequest('A maximum of 4 blocks with cache_control may be provided.')
  }
  messages.forEach((message, index) => {
    const where = `messages.${index}`
    for (const block of blocksOf(message)) checkBlock(block, message, where, version)
    checkToolResults(message, messages[index - 1], where)
    checkToolUses(message, messages[index + 1], where)
  })
}

/** The content of a message as blocks. */
export function blocksOf({ content }: MessageParam): readonly ContentBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content
}

function checkBlock(block: ContentBlock, { role }: MessageParam, where: string, version: ApiVersion): void {
  if (block.type === 'text' && block.text.trim() === '') {
    throw invalidRequest(`${where}: text content blocks must contain non-whitespace text`)
  }
  const isUsers = block.type === 'tool_result' || block.type === 'image'
  const isAssistants = block.type === 'tool_use' || block.type.endsWith('thinking')
  if ((isUsers && role === 'assistant') || (isAssistants && role === 'user')) {
    throw invalidRequest(`${where}: \`${block.type}\` blocks are not permitted in ${role} messages`)
  }
  if (version === '2023-06-01') return
  if (block.type === 'document' && role === 'assistant') {
    throw invalidRequest(`${where}: \`document\` blocks are not permitted in assistant messages`)
  }
  if (block.type === 'text' && role === 'user' && (block.citations?.length ?? 0) > 0) {
    throw invalidRequest(`${where}: citations are not permitted in user messages`)
  }
}

function checkToolResults(message: MessageParam, before: MessageParam | undefined, where: string): void {
  const called = new Set(before === undefined ? [] : callIdsOf(before))
  const stray = blocksOf(message).find(
    block => block.type === 'tool_result' && !called.has(block.tool_use_id),
  )
  if (stray?.type !== 'tool_result') return
  throw invalidRequest(
    `${where}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
  )
}

function checkToolUses(message: MessageParam, after: MessageParam | undefined, where: string): void {
  const answered = new Set(
    after === undefined
      ? []
      : blocksOf(after).flatMap(block => (block.type === 'tool_result' ? [block.tool_use_id] : [])),
  )
  const open = callIdsOf(message).filter(id => !answered.has(id))
  if (open.length === 0) return
  throw invalidRequest(
    `${where}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}`,
  )
}

function callIdsOf(message: MessageParam): readonly string[] {
  return blocksOf(message).flatMap(block => (block.type === 'tool_use' ? [block.id] : []))
}

function breakpointsOf(request: MessagesRequest): number {
  const { system, tools = [], messages, cache_control: top } = request
  const marked = [
    ...tools,
    ...(typeof system === 'object' ? system : []),
    ...messages.flatMap(blocksOf).filter(block => 'cache_control' in block),
    { cache_control: top },
  ]
  return marked.filter(each => 'cache_control' in each && each.cache_control != null).length
}
