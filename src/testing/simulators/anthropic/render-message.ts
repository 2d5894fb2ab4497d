import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerPlan } from '../core/answer.ts'
import { RequestProblem } from '../core/request-problem.ts'
import type { MessagesRequest } from './messages-request.ts'

export type MessageBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string; readonly citations: null }
  | {
      readonly type: 'tool_use'
      readonly id: string
      readonly name: string
      readonly input: unknown
      readonly caller: { readonly type: 'direct' }
    }

/** What one message was made of. */
export type MessageFacts = {
  readonly request: MessagesRequest
  readonly plan: AnswerPlan
  /** The stop sequence the answer ended before. */
  readonly stopSequence: string | null
  readonly usage: TokenUsage
  /** A whole number, different for every message of a simulator. */
  readonly serial: number
  readonly resolvedModel: string
  readonly isBatch: boolean
}

/**
 * The vendor's `Message`.
 *
 * @throws {RequestProblem} for a plan to fail: this vendor has no failed answers with status 200.
 */
export function renderMessage(facts: MessageFacts) {
  const { plan, serial, resolvedModel, stopSequence } = facts
  if (plan.kind === 'failed') throw new RequestProblem({ kind: 'server-error', message: plan.message })
  return {
    id: `msg_sim${String(serial).padStart(8, '0')}`,
    type: 'message',
    role: 'assistant',
    model: resolvedModel,
    content: contentOf(plan, serial),
    stop_reason: stopSequence === null ? stopReasonOf(plan) : 'stop_sequence',
    stop_sequence: stopSequence,
    stop_details: stopDetailsOf(plan),
    container: null,
    diagnostics: null,
    usage: renderUsage(facts),
  }
}

function contentOf(plan: AnswerPlan, serial: number): readonly MessageBlock[] {
  if (plan.kind !== 'answer') return []
  const blocks: MessageBlock[] = []
  if (plan.reasoningTokens > 0) blocks.push({ type: 'thinking', thinking: '', signature: `sim${serial}` })
  if (plan.text !== '') blocks.push({ type: 'text', text: plan.text, citations: null })
  plan.calls.forEach((call, index) => {
    const id = `toolu_sim${serial}x${index}`
    const input = inputOf(call.arguments)
    blocks.push({ type: 'tool_use', id, name: call.name, input, caller: { type: 'direct' } })
  })
  return blocks
}

/** A call that was cut off has no input that could be shown as an object. */
function inputOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

function stopReasonOf(plan: AnswerPlan): string {
  if (plan.kind !== 'answer') return 'refusal'
  return { stop: 'end_turn', 'tool-calls': 'tool_use', length: 'max_tokens' }[plan.finish]
}

function stopDetailsOf(plan: AnswerPlan) {
  if (plan.kind === 'answer') return null
  const explanation = plan.kind === 'refusal' ? plan.explanation : null
  return { type: 'refusal', category: 'general_harms', explanation }
}

/** Input without cached parts, output with thinking: this vendor's way to count. */
function renderUsage({ usage, isBatch, request }: MessageFacts) {
  const { '5m': fiveMinutes = 0, '1h': oneHour = 0 } = usage.cacheWriteTokens
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: fiveMinutes + oneHour,
    cache_read_input_tokens: usage.cacheReadTokens,
    cache_creation: { ephemeral_5m_input_tokens: fiveMinutes, ephemeral_1h_input_tokens: oneHour },
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
    server_tool_use: null,
    service_tier: isBatch ? 'batch' : 'standard',
    speed: 'standard',
    inference_geo: request.inference_geo ?? 'global',
  }
}
