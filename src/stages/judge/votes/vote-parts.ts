import { createHash } from 'node:crypto'
import type { JsonValue } from '../../../records/json-value.ts'
import { canonicalMessage, canonicalTurn } from '../canonical-output.ts'
import type { VoteRequest } from '../voter.ts'
import { callsText } from './bounded-context.ts'

/**
 * Everything of a request that determines its vote: what is compared, both outputs to the letter, the conversation, the
 * order and the index. The trace's id is not part of it: equal questions have equal votes.
 */
export function voteParts({ question, order, index }: VoteRequest): readonly JsonValue[] {
  const outputs =
    question.kind === 'texts'
      ? [question.baselineText, question.candidateText]
      : [callsText(question.baselineCalls), callsText(question.candidateCalls)]
  return [question.kind, contextHash(question.prefix), ...outputs.map(hashOf), order, index]
}

/** Names a conversation, system prompts included. */
function contextHash(prefix: VoteRequest['question']['prefix']): string {
  const lines = prefix.map(message => {
    if (message.role === 'assistant') return `assistant ${canonicalTurn(message)}`
    if (message.role === 'system') return `system ${message.text}`
    return canonicalMessage(message) ?? ''
  })
  return hashOf(JSON.stringify(lines))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
