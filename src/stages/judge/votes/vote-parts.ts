import { hash } from 'node:crypto'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Rubric } from '../rubrics/rubric.ts'
import { rubricHash } from '../rubrics/rubric-hash.ts'
import type { VoteRequest } from '../voter.ts'
import { type JudgeRubrics, rubricFor } from './create-model-voter.ts'
import { votePrompt } from './vote-prompt.ts'

/** Stands for the token of a call, which is no part of the question. */
const NO_TOKEN = '0'.repeat(32)

// Both only remember results of pure functions: a request is asked for its parts by the cache and by the voter, and a
// run has a handful of rubrics for its thousands of votes.
const hashes = new WeakMap<Rubric, string>()
const partsByRequest = new WeakMap<
  VoteRequest,
  { readonly rubric: Rubric; readonly parts: readonly JsonValue[] }
>()

/**
 * Everything of a request that determines its vote: the rubric and all the judge is shown, in its order, and the index.
 * The trace's id is not part of it: equal questions have equal votes.
 */
export function voteParts(request: VoteRequest, rubrics: JudgeRubrics): readonly JsonValue[] {
  const rubric = rubricFor(rubrics, request.question)
  const known = partsByRequest.get(request)
  if (known?.rubric === rubric) return known.parts
  const question = hash('sha256', votePrompt(request, rubric, NO_TOKEN), 'hex')
  const parts = [hashOf(rubric), question, request.order, request.index]
  partsByRequest.set(request, { rubric, parts })
  return parts
}

function hashOf(rubric: Rubric): string {
  const known = hashes.get(rubric)
  if (known !== undefined) return known
  const hashed = rubricHash(rubric)
  hashes.set(rubric, hashed)
  return hashed
}
