import { payloadOf } from '../../normalise/payload-of.ts'
import { resultText } from '../../normalise/results-of.ts'
import { toolsOf } from '../../normalise/tool-definitions.ts'
import { unwrapped } from '../../normalise/unwrapped.ts'
import { type AttributedSpan, type Reading, textAt, valueAt } from './attributed-span.ts'

/** Spans of the Vercel AI SDK up to version 5 (`ai.*` attributes); later versions write GenAI spans. */
export function readAiSdk({ attributes, isError }: AttributedSpan): Reading | undefined {
  const operation = textAt(attributes, 'ai.operationId', 'operation.name')?.split(' ')[0]
  if (operation === undefined || !operation.startsWith('ai.')) return undefined
  if (operation === 'ai.toolCall') {
    const result = valueAt(attributes, 'ai.toolCall.result')
    return {
      kind: 'tool',
      tool: {
        callId: textAt(attributes, 'ai.toolCall.id'),
        name: textAt(attributes, 'ai.toolCall.name') ?? 'tool',
        arguments: unwrapped(valueAt(attributes, 'ai.toolCall.args')) ?? {},
        result: resultText(result),
        hasResult: result !== undefined,
        isError,
      },
    }
  }
  if (/^ai\.embed/.test(operation)) return { kind: 'other' }
  const isStep = /\.do(?:Generate|Stream)$/.test(operation)
  const input = payloadOf(valueAt(attributes, 'ai.prompt.messages', 'ai.prompt'), 'input')
  const tools = toolsOf(valueAt(attributes, 'ai.prompt.tools'))
  return {
    kind: isStep ? 'generation' : 'other',
    input: { ...input, tools: tools ?? input.tools },
    output: payloadOf(answerOf(attributes), 'output'),
    model: textAt(attributes, 'ai.response.model', 'gen_ai.response.model', 'ai.model.id'),
  }
}

function answerOf(attributes: AttributedSpan['attributes']) {
  const calls = unwrapped(valueAt(attributes, 'ai.response.toolCalls', 'ai.result.toolCalls'))
  const text = textAt(
    attributes,
    'ai.response.text',
    'ai.result.text',
    'ai.response.object',
    'ai.result.object',
  )
  if (calls === undefined && text === undefined) return undefined
  const finish = textAt(attributes, 'ai.response.finishReason', 'ai.finishReason')
  return {
    role: 'assistant',
    content: text ?? '',
    ...(Array.isArray(calls) ? { tool_calls: calls } : {}),
    ...(finish === undefined ? {} : { finish_reason: finish }),
  }
}
