import type { Answer } from '../records/replay.ts'
import type { Message, ToolCall } from '../records/trace.ts'
import type { Verdict } from '../records/verdict.ts'
import type { Vote } from '../records/vote.ts'
import type { ApiAnswer, ApiCall, ApiMessage, ApiVerdict, ApiVote } from './contract.ts'

/** Messages as the page reads them: every field is there. */
export function apiMessages(messages: readonly Message<string>[]): readonly ApiMessage[] {
  return messages.map(message => ({
    role: message.role,
    text: message.text,
    calls: 'calls' in message ? message.calls.map(callView) : [],
    finishReason: message.role === 'assistant' ? (message.finishReason ?? null) : null,
    callId: message.role === 'tool' ? (message.callId ?? null) : null,
    isError: message.role === 'tool' && message.isError,
  }))
}

/** What a side answered, without the request both share. @param requestLength - how many messages are the request. */
export function answerView(
  answer: Answer | undefined,
  requestLength: (messages: readonly Message<string>[]) => number,
): ApiAnswer {
  if (answer === undefined) return { kind: 'failed', reason: 'missing' }
  if (answer.kind === 'failed') return { kind: 'failed', reason: answer.reason }
  const { messages, model, latencyMs, costPicoUsd, finish } = answer.trace
  return {
    kind: 'completed',
    messages: apiMessages(messages.slice(requestLength(messages))),
    model: model ?? null,
    latencyMs: latencyMs ?? null,
    costPicoUsd: costPicoUsd ?? null,
    finish: finish === undefined ? null : finish.kind === 'unknown' ? finish.word : finish.kind,
    divergedAt: answer.divergedAt ?? null,
  }
}

/** A verdict with all its votes. */
export function verdictView(verdict: Verdict): ApiVerdict {
  const isScored = verdict.kind === 'scored'
  return {
    endpoint: verdict.endpoint,
    kind: verdict.kind,
    basis: isScored ? verdict.basis : null,
    baselineScore: isScored ? verdict.baselineScore : null,
    candidateScore: isScored ? verdict.candidateScore : null,
    isUnresolved: isScored && verdict.isUnresolved === true,
    reason: verdict.kind === 'failed' ? verdict.error : verdict.reason,
    confidence: verdict.confidence ?? null,
    flags: verdict.flags ?? [],
    votes: (verdict.votes ?? []).map(voteView),
  }
}

function callView({ id, name, arguments: given }: ToolCall<string>): ApiCall {
  return {
    id: id ?? null,
    name,
    arguments: given.kind === 'parsed' ? JSON.stringify(given.value, null, 2) : given.raw,
    isParsed: given.kind === 'parsed',
  }
}

function voteView({ judge, index, order, result, cached, costPicoUsd }: Vote): ApiVote {
  const isChosen = result.kind === 'chosen'
  return {
    judge,
    index,
    order,
    choice: isChosen ? result.choice : null,
    reason: isChosen ? result.reason : result.detail,
    unusable: isChosen ? null : result.why,
    cached,
    costPicoUsd: costPicoUsd ?? null,
  }
}
