import type { TraceId } from '../../../records/ids.ts'
import type { Vote, VoteChoice, VoteOrder } from '../../../records/vote.ts'
import type { Voter } from '../voter.ts'

/** One vote of a recording. `choice` undefined: what the judge wrote could not be read. */
export type RecordedVote = {
  readonly order: VoteOrder
  readonly choice: VoteChoice | undefined
  readonly better?: 'candidate' | 'baseline' | undefined
  readonly reason?: string | undefined
}

export type RecordedVoterOptions = {
  /** The judge that cast the votes. */
  readonly name: string
  readonly isLanguageModel: boolean
  /** By the id of the pair, in the order they were cast. */
  readonly votes: ReadonlyMap<TraceId, readonly RecordedVote[]>
}

/**
 * A voter that gives the votes of a recording. The vote of index i is the recorded one of its order that no vote
 * before it has taken: votes 0 and 1 take the first of their orders, vote 2 the second of its own. A vote that was
 * never recorded is unusable, not invented and not another vote twice.
 */
export function createRecordedVoter({ name, isLanguageModel, votes }: RecordedVoterOptions): Voter {
  return {
    name,
    isLanguageModel,
    async vote({ question, order, index }) {
      const ofOrder = (votes.get(question.request.traceId) ?? []).filter(vote => vote.order === order)
      return {
        judge: name,
        index,
        order,
        result: resultOf(ofOrder[Math.floor(index / 2)]),
        usage: undefined,
        costPicoUsd: 0,
        cached: 'no',
        latencyMs: undefined,
      }
    },
  }
}

function resultOf(vote: RecordedVote | undefined): Vote['result'] {
  if (vote === undefined) return { kind: 'unusable', why: 'unreachable', detail: 'not in the recording' }
  const { choice, better, reason = 'recorded' } = vote
  if (choice === undefined) return { kind: 'unusable', why: 'schema', detail: 'recorded as unreadable' }
  return { kind: 'chosen', choice, ...(better === undefined ? {} : { better }), reason }
}
