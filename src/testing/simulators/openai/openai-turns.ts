import type { ModelCall, ModelMessage } from '../../../models/language-model.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import { invalidRequest } from './openai-problem.ts'

/** A step of a conversation, as both endpoints have it. */
export type OpenAiTurn =
  | { readonly kind: 'instructions'; readonly text: string; readonly isBreakpoint: boolean }
  | { readonly kind: 'user'; readonly text: string; readonly isBreakpoint: boolean }
  | { readonly kind: 'assistant'; readonly text: string; readonly calls: readonly ModelCall[] }
  | { readonly kind: 'tool'; readonly callId: string; readonly text: string }

/** What the turns' content says when it is a list of parts, and whether one of them ends a prefix worth caching. */
export function contentOf(content: string | readonly Part[] | null | undefined): {
  readonly text: string
  readonly isBreakpoint: boolean
} {
  if (content === null || content === undefined) return { text: '', isBreakpoint: false }
  if (typeof content === 'string') return { text: content, isBreakpoint: false }
  return {
    text: content.map(partText).join(''),
    isBreakpoint: content.some(
      part => 'prompt_cache_breakpoint' in part && part.prompt_cache_breakpoint != null,
    ),
  }
}

type Part =
  | { readonly text: string; readonly prompt_cache_breakpoint?: unknown }
  | { readonly refusal: string }
  | { readonly data: JsonValue }

function partText(part: Part): string {
  if ('data' in part) return JSON.stringify(part.data)
  return 'refusal' in part ? part.refusal : part.text
}

/**
 * The turns as messages, consecutive assistant turns as one, instructions left out.
 *
 * @throws {RequestProblem} when a tool's answer has no call before it, or a call no answer.
 */
export function messagesOf(turns: readonly OpenAiTurn[]): readonly ModelMessage[] {
  const open = new Map<string, string>()
  const messages: ModelMessage[] = []
  for (const turn of turns) {
    const last = messages.at(-1)
    if (turn.kind === 'user') messages.push({ role: 'user', text: turn.text })
    if (turn.kind === 'assistant') {
      for (const call of turn.calls) open.set(call.id, call.name)
      const isContinued = last?.role === 'assistant'
      const before = isContinued ? last : { text: '', calls: [] }
      const joined = {
        role: 'assistant' as const,
        text: before.text + turn.text,
        calls: [...before.calls, ...turn.calls],
      }
      messages.splice(isContinued ? -1 : messages.length, isContinued ? 1 : 0, joined)
    }
    if (turn.kind === 'tool') messages.push(toolMessage(turn, open))
  }
  const [unanswered] = open.keys()
  if (unanswered !== undefined) {
    throw invalidRequest(`No tool output found for function call ${unanswered}.`, 'messages', undefined)
  }
  return messages
}

function toolMessage(
  { callId, text }: OpenAiTurn & { readonly kind: 'tool' },
  open: Map<string, string>,
): ModelMessage {
  const toolName = open.get(callId)
  if (toolName === undefined) {
    throw invalidRequest(
      `No tool call found for function call output with call_id ${callId}.`,
      'messages',
      undefined,
    )
  }
  open.delete(callId)
  return { role: 'tool', callId, toolName, text, isError: false }
}
