import type { Vote } from '../../../records/vote.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import { voteKey } from './tally.ts'
import { voteOrder } from './vote-order.ts'

/** `adaptive` stops as soon as the votes to come cannot change the answer; `all` casts every vote. */
export type VoteMethod = 'adaptive' | 'all'

export type VotePlan = {
  readonly voter: Voter
  readonly method: VoteMethod
  /** Votes at most, >= 1. */
  readonly runs: number
  /** Orders are drawn from it and the trace's id. */
  readonly seed: string
  readonly signal?: AbortSignal | undefined
}

/**
 * The votes on one question, by index. Votes that have to be cast anyway are cast together: of three the first two,
 * then the third if these two disagree or are unusable.
 *
 * Adaptive votes give the answer that all `runs` votes would give: it stops only where one thing was said so often
 * that it stays the majority whatever the rest would say.
 *
 * @throws what the voter throws, after every vote under way has ended.
 */
export async function castVotes(
  question: VoteRequest['question'],
  { voter, method, runs, seed, signal }: VotePlan,
): Promise<readonly Vote[]> {
  const votes: Vote[] = []
  while (votes.length < runs) {
    const missing = runs - votes.length
    const batch = method === 'all' ? missing : Math.min(missing, votesToDecide(votes, runs))
    if (batch <= 0) break
    const casts = Array.from({ length: batch }, (_, offset) => {
      const index = votes.length + offset
      const order = voteOrder(seed, question.request.traceId, index)
      return voter.vote({ question, order, index }, signal === undefined ? {} : { signal })
    })
    for (const settled of await Promise.allSettled(casts)) {
      if (settled.status === 'rejected') throw settled.reason
      votes.push(settled.value)
    }
  }
  return votes
}

/** How many further votes are needed at least until one thing is the majority whatever follows; 0 when it is. */
function votesToDecide(votes: readonly Vote[], runs: number): number {
  const keys = votes.flatMap(vote => voteKey(vote) ?? [])
  const leader = Math.max(0, ...keys.map(key => keys.filter(each => each === key).length))
  const usableAtMost = keys.length + runs - votes.length
  return Math.max(0, Math.floor(usableAtMost / 2) + 1 - leader)
}
