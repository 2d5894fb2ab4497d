import { createHash } from 'node:crypto'
import type { JsonValue } from '../../../records/json-value.ts'
import { rubricHash } from '../rubrics/rubric-hash.ts'
import type { VoteRequest } from '../voter.ts'
import { type JudgeRubrics, rubricFor } from './create-model-voter.ts'
import { votePrompt } from './vote-prompt.ts'

/** Stands for the token of a call, which is no part of the question. */
const NO_TOKEN = '0'.repeat(32)

/**
 * Everything of a request that determines its vote: the rubric and all the judge is shown, in its order, and the index.
 * The trace's id is not part of it: equal questions have equal votes.
 */
export function voteParts(request: VoteRequest, rubrics: JudgeRubrics): readonly JsonValue[] {
  const rubric = rubricFor(rubrics, request.question)
  const question = createHash('sha256')
    .update(votePrompt(request, rubric, NO_TOKEN))
    .digest('hex')
  return [rubricHash(rubric), question, request.order, request.index]
}
