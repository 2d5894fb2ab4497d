import type { Mutator } from './mutator.ts'
import { boundaryValues } from './mutators/boundary-values.ts'
import { conflictingInstructions } from './mutators/conflicting-instructions.ts'
import { longContext } from './mutators/long-context.ts'
import { missingFields } from './mutators/missing-fields.ts'
import { paraphrase } from './mutators/paraphrase.ts'
import { quotedInjection } from './mutators/quoted-injection.ts'
import { toolInjection } from './mutators/tool-injection.ts'
import { unicodeTricks } from './mutators/unicode-tricks.ts'

/** Every offline mutator, in the order they take turns. */
export const MUTATORS: readonly Mutator[] = [
  boundaryValues,
  missingFields,
  conflictingInstructions,
  toolInjection,
  quotedInjection,
  paraphrase,
  unicodeTricks,
  longContext,
]
