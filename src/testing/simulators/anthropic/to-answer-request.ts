import type { ModelMessage } from '../../../models/language-model.ts'
import type { AnswerRequest } from '../core/answer.ts'
import { blocksOf } from './check-request.ts'
import type { ContentBlock, MessageParam } from './content-schema.ts'
import type { MessagesRequest } from './messages-request.ts'

/** The request in no vendor's words. */
export function toAnswerRequest(request: MessagesRequest): Omit<AnswerRequest, 'seed'> {
  const { system = '', tools = [], output_config: output } = request
  return {
    provider: 'anthropic',
    model: request.model,
    system: typeof system === 'string' ? system : system.map(block => block.text).join('\n'),
    messages: toModelMessages(request.messages),
    tools: tools.map(({ name, description, input_schema }) => ({
      name,
      description,
      parameters: input_schema,
    })),
    schema: output?.format?.schema,
    temperature: request.temperature,
    maxOutputTokens: request.max_tokens,
  }
}

function toModelMessages(messages: readonly MessageParam[]): readonly ModelMessage[] {
  const toolNames = new Map(
    messages
      .flatMap(blocksOf)
      .flatMap(block => (block.type === 'tool_use' ? [[block.id, block.name] as const] : [])),
  )
  return messages.flatMap((message): readonly ModelMessage[] => {
    const blocks = blocksOf(message)
    const text = textIn(blocks)
    if (message.role === 'assistant') return [{ role: 'assistant' as const, text, calls: callsIn(blocks) }]
    const results = blocks.flatMap(block =>
      block.type === 'tool_result'
        ? [
            {
              role: 'tool' as const,
              callId: block.tool_use_id,
              toolName: toolNames.get(block.tool_use_id) ?? '',
              text: typeof block.content === 'object' ? textIn(block.content) : (block.content ?? ''),
              isError: block.is_error ?? false,
            },
          ]
        : [],
    )
    return text === '' && results.length > 0 ? results : [...results, { role: 'user' as const, text }]
  })
}

function textIn(blocks: readonly { readonly type: string }[]): string {
  return blocks
    .flatMap(block => ('text' in block && block.type === 'text' ? [String(block.text)] : []))
    .join('\n')
}

function callsIn(blocks: readonly ContentBlock[]) {
  return blocks.flatMap(block =>
    block.type === 'tool_use'
      ? [{ id: block.id, name: block.name, arguments: JSON.stringify(block.input) }]
      : [],
  )
}
