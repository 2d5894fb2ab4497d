import type { EmbeddingModel } from '../../../models/embedding-model.ts'
import { requireRange } from '../../../numeric/require-range.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Vote } from '../../../records/vote.ts'
import type { ReplyJournal } from '../../../store/reply-journal.ts'
import type { VoteRequest, Voter } from '../voter.ts'
import type { JudgeRubrics } from './create-model-voter.ts'
import { embedInTurns } from './embed-in-turns.ts'
import { keptVote } from './kept-vote.ts'
import type { SemanticAudit } from './semantic-audit.ts'
import { createSemanticIndex, type NearQuestion } from './semantic-index.ts'
import { type SemanticQuestion, semanticQuestion } from './semantic-question.ts'
import { voteKey } from './tally.ts'
import { voteParts } from './vote-parts.ts'

export type SemanticVoterOptions = {
  readonly journal: ReplyJournal
  /** As of `cachedVoter`, whose votes are found. */
  readonly settings: readonly JsonValue[]
  readonly rubrics: JudgeRubrics
  readonly embeddingModel: EmbeddingModel
  /** Cosine, from `LOWEST_THRESHOLD` to 1. */
  readonly threshold: number
  /** One for all voters of a run. */
  readonly audit: SemanticAudit
  readonly signal?: AbortSignal | undefined
}

/** No config and no data can make the cache take questions for equal that are less alike. */
const LOWEST_THRESHOLD = 0.8

/** Questions whose search is remembered: the votes on one question come close together. */
const MOST_REMEMBERED = 256

/**
 * The voter with the vote on a near-equal question used again: of the same judge, settings, rubric, order and index, on
 * the same conversation and facts, with every sentence at least `threshold` alike. A copied vote says so and is never
 * copied again, nor kept as if it had been cast. Audited hits are asked live and keep what the found vote said.
 *
 * @param voter - a `cachedVoter` over the same journal: equal questions are its business.
 * @throws {NumericError} `out-of-range` for a threshold below the lowest or above 1.
 */
export function semanticVoter(voter: Voter, options: SemanticVoterOptions): Voter {
  const { journal, settings, rubrics, embeddingModel, threshold, audit, signal } = options
  requireRange('threshold', threshold, LOWEST_THRESHOLD, 1)
  const fixed = [voter.name, ...settings]
  const index = createSemanticIndex({
    journal,
    embed: embedInTurns(embeddingModel, signal),
    settings: fixed,
    threshold,
  })
  const search = remembering((question: SemanticQuestion) => index.near(question))
  const nearOf = async (question: SemanticQuestion): Promise<readonly NearQuestion[]> => {
    try {
      return await search(question)
    } catch (error) {
      signal?.throwIfAborted()
      // The judge can be asked without it; what the model says is no text of a trace.
      audit.turnOff(error instanceof Error ? error.message : 'the embedding failed')
      return []
    }
  }
  return {
    name: voter.name,
    isLanguageModel: voter.isLanguageModel,
    async vote(request, voteOptions) {
      const live = (): Promise<Vote> => voter.vote(request, voteOptions)
      if (audit.isOff()) return live()
      const parts = voteParts(request, rubrics)
      if (journal.get('vote', [...fixed, ...parts]) !== undefined) return live()
      const question = semanticQuestion(request, rubrics)
      if (question === undefined) return live()
      const found = foundVote(await nearOf(question), request, source =>
        journal.get('vote', [...fixed, parts[0] ?? null, source, request.order, request.index]),
      )
      const isAudited = audit.isDrawn(JSON.stringify(parts))
      if (found !== undefined && !isAudited && !audit.isOff()) return found
      const vote = await live()
      if (vote.cached !== 'no' || vote.result.kind !== 'chosen') return vote
      index.add(question)
      if (found?.near === undefined) return vote
      const isConfirmed = voteKey(vote) === voteKey(found)
      audit.record(isConfirmed)
      return { ...vote, near: { ...found.near, isConfirmed } }
    },
  }
}

function foundVote(
  near: readonly NearQuestion[],
  { order, index }: VoteRequest,
  voteOn: (source: string) => JsonValue | undefined,
): Vote | undefined {
  for (const { keys, similarity } of near) {
    const source = keys[order]
    const body = voteOn(source)
    if (body === undefined) continue
    const known = keptVote(body)
    return {
      ...known,
      index,
      order,
      costPicoUsd: 0,
      savedPicoUsd: known.costPicoUsd,
      cached: 'semantic',
      near: { similarity, source },
      latencyMs: undefined,
    }
  }
  return undefined
}

/** The search with the last results kept, those under way among them; a failed one is not. */
function remembering(
  search: (question: SemanticQuestion) => Promise<readonly NearQuestion[]>,
): (question: SemanticQuestion) => Promise<readonly NearQuestion[]> {
  const results = new Map<string, Promise<readonly NearQuestion[]>>()
  return async question => {
    const key = question.keys['candidate-first']
    const known = results.get(key)
    if (known !== undefined) return known
    const result = search(question)
    results.set(key, result)
    const [oldest] = results.keys()
    if (results.size > MOST_REMEMBERED && oldest !== undefined) results.delete(oldest)
    try {
      return await result
    } catch (error) {
      results.delete(key)
      throw error
    }
  }
}
