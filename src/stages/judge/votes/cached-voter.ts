import type { JsonValue } from '../../../records/json-value.ts'
import type { Vote } from '../../../records/vote.ts'
import type { ReplyJournal } from '../../../store/reply-journal.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import type { JudgeRubrics } from './create-model-voter.ts'
import { keptVote } from './kept-vote.ts'
import { voteParts } from './vote-parts.ts'

export type CachedVoterOptions = {
  readonly journal: ReplyJournal
  /** The resolved parameters the model is asked with. */
  readonly settings: readonly JsonValue[]
  readonly rubrics: JudgeRubrics
}

/**
 * The voter with every usable vote kept and found again by exactly what determines it, the vote's index included: three
 * votes stay three. What was unusable is asked for again. Two equal questions at the same time are one call.
 */
export function cachedVoter(voter: Voter, { journal, settings, rubrics }: CachedVoterOptions): Voter {
  const underWay = new Map<string, Promise<Vote>>()
  return {
    name: voter.name,
    isLanguageModel: voter.isLanguageModel,
    async vote(request, options) {
      const parts = [voter.name, ...settings, ...voteParts(request, rubrics)]
      const known = journal.get('vote', parts)
      if (known !== undefined) return fromCache(keptVote(known), request)
      const key = JSON.stringify(parts)
      const same = underWay.get(key)
      if (same !== undefined) {
        const vote = await same
        return vote.result.kind === 'chosen' ? fromCache(vote, request) : voter.vote(request, options)
      }
      const cast = voter.vote(request, options)
      underWay.set(key, cast)
      try {
        const vote = await cast
        if (vote.result.kind === 'chosen') journal.put('vote', parts, plain(vote))
        return vote
      } finally {
        underWay.delete(key)
      }
    },
  }
}

function fromCache(vote: Vote, { index, order }: VoteRequest): Vote {
  return {
    ...vote,
    index,
    order,
    costPicoUsd: 0,
    savedPicoUsd: vote.costPicoUsd,
    cached: 'exact',
    latencyMs: undefined,
  }
}

function plain(vote: Vote): JsonValue {
  return JSON.parse(JSON.stringify(vote)) as JsonValue
}
