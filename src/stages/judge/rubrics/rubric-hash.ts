import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../records/json-value.ts'
import { canonicalJson } from '../canonical-json.ts'
import { renderRubric } from './render-rubric.ts'
import type { Rubric } from './rubric.ts'

/** Form of the question put by `votePrompt`; counted up whenever its words or blocks change. */
const QUESTION_FORM = 2

/**
 * SHA-256 of everything that a rubric makes a judge read, in hexadecimal: its content, the system message written
 * from it and the form of the question. Comments, layout and key order of its file do not enter.
 */
export function rubricHash(rubric: Rubric): string {
  const content: JsonObject = JSON.parse(JSON.stringify(rubric))
  const read: JsonObject = { rubric: content, system: renderRubric(rubric), questionForm: QUESTION_FORM }
  return createHash('sha256').update(canonicalJson(read)).digest('hex')
}
