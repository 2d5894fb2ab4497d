import { bareTrace } from '../../../records/bare-trace.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Message, ToolCall, Trace } from '../../../records/trace.ts'
import type { AnsweredTurn, Answerer, TurnQuestion } from '../answerer.ts'
import type { LiveReplayOptions } from '../live-answer.ts'

export function call(
  name: string,
  value: { readonly [key: string]: JsonValue } = {},
  id?: string,
): ToolCall<string> {
  return { id, name, arguments: { kind: 'parsed', value } }
}

export function user(text: string): Message<string> {
  return { role: 'user', text, calls: [] }
}

export function agent(text: string, calls: readonly ToolCall<string>[] = []): Message<string> {
  return { role: 'assistant', text, calls, finishReason: undefined }
}

export function tool(text: string, callId?: string): Message<string> {
  return { role: 'tool', callId, text, isError: false, requestor: 'assistant' }
}

export function recording(messages: readonly Message<string>[]): Trace {
  return {
    ...bareTrace('t1' as TraceId, messages),
    tools: [{ name: 'find', description: undefined, parameters: { type: 'object' } }],
    model: 'production',
    latencyMs: 900,
    costPicoUsd: 5,
    outcome: 1,
    supportFlag: { reason: 'wrong parcel' },
    finish: { kind: 'error' },
  }
}

/** A side that answers by a function of what it is asked, and the questions it was asked. */
export function scripted(
  answerOf: (question: TurnQuestion) => Partial<AnsweredTurn> | Error,
): Answerer & { readonly asked: readonly TurnQuestion[] } {
  const asked: TurnQuestion[] = []
  return {
    name: 'scripted',
    asked,
    answer: async question => {
      asked.push(question)
      const answer = answerOf(question)
      if (answer instanceof Error) throw answer
      return {
        text: '',
        calls: [],
        finishReason: 'stop',
        model: 'candidate',
        costPicoUsd: 10,
        latencyMs: 7,
        ...answer,
      }
    },
  }
}

export function liveOptions(answerer: Answerer): LiveReplayOptions {
  return {
    answerer,
    timeoutMs: 1000,
    deadline: () => new AbortController().signal,
    signal: new AbortController().signal,
  }
}
