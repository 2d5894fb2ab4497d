import { z } from 'zod'
import { answererEffects, answererKeys } from './answerer-keys.ts'
import type { Effects } from './effect.ts'
import { traceFilesEffects, traceFilesSchema } from './trace-files-schema.ts'

/** One candidate: what it answered, or how it answers. */
export const candidateSchema = z.strictObject({ recorded: traceFilesSchema.optional(), ...answererKeys })

/** What each key of `candidate` changes. */
export const CANDIDATE_EFFECTS: Effects = {
  ...traceFilesEffects('candidate.recorded', 'candidate'),
  ...answererEffects('candidate', 'the candidate'),
}
