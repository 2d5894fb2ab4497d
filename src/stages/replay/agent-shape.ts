import { z } from 'zod'
import { ProviderError } from '../../errors/provider-error.ts'
import type { Message, ToolCall } from '../../records/trace.ts'
import type { AnsweredTurn, TurnQuestion } from './answerer.ts'
import { argumentsOf } from './arguments-of.ts'

const callSchema = z.object({
  id: z.string().nullish(),
  name: z.string().min(1),
  /** An object, or the JSON text a model wrote. */
  arguments: z.union([z.record(z.string(), z.json()), z.string()]).optional(),
})

const answerSchema = z.object({
  text: z.string().nullish(),
  tool_calls: z.array(callSchema).max(1000).nullish(),
  finish_reason: z.string().nullish(),
  model: z.string().nullish(),
  cost_usd: z.number().min(0).max(1000).nullish(),
})

/** The question of one turn as agents outside are told it (docs/replay.md). */
export function agentQuestion({ traceId, step, messages, tools }: TurnQuestion) {
  return { trace_id: traceId, step, messages: messages.map(plainMessage), tools: tools ?? [] }
}

/** A message in the shape of canonical traces (docs/trace-format.md). */
export function plainMessage(message: Message<string>) {
  switch (message.role) {
    case 'system':
      return { role: message.role, content: message.text }
    case 'user':
    case 'assistant':
      return {
        role: message.role,
        content: message.text,
        ...(message.calls.length === 0 ? {} : { tool_calls: message.calls.map(plainCall) }),
      }
    case 'tool':
      return {
        role: message.role,
        tool_call_id: message.callId,
        content: message.text,
        ...(message.isError ? { is_error: true } : {}),
      }
  }
}

/** A call with its arguments as an object, or as the text they were where that is none. */
export function plainCall({ id, name, arguments: given }: ToolCall<string>) {
  return { id, name, arguments: given.kind === 'parsed' ? given.value : given.raw }
}

/**
 * The turn an agent outside gave.
 *
 * @throws {ProviderError} `bad-response`, naming the first field that is wrong, never its value.
 */
export function readAgentAnswer(value: unknown, name: string, latencyMs: number): AnsweredTurn {
  const parsed = answerSchema.safeParse(value)
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new ProviderError(
      `Expected { text?, tool_calls?, finish_reason?, model?, cost_usd? } from ${name}, found something else at ${at === '' ? 'the top' : `\`${at}\``}`,
      { provider: name, reason: 'bad-response', isRetryable: false, hint: 'docs/replay.md has the shape' },
    )
  }
  const { text, tool_calls: calls, finish_reason: finishReason, model, cost_usd: costUsd } = parsed.data
  return {
    text: text ?? '',
    calls: (calls ?? []).map(call => ({
      id: call.id ?? undefined,
      name: call.name,
      arguments:
        typeof call.arguments === 'object'
          ? { kind: 'parsed', value: call.arguments }
          : argumentsOf(call.arguments ?? ''),
    })),
    finishReason: finishReason ?? undefined,
    model: model ?? undefined,
    costPicoUsd: costUsd === null || costUsd === undefined ? undefined : Math.round(costUsd * 1e12),
    latencyMs,
  }
}
