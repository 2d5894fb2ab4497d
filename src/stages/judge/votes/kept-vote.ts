import type { JsonValue } from '../../../records/json-value.ts'
import type { Vote } from '../../../records/vote.ts'

/** The vote a journal row holds: written by us and signed, so that its shape is not checked again. */
export function keptVote(body: JsonValue): Vote {
  return body as unknown as Vote
}
