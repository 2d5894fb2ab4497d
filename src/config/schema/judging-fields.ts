import { integer, numberBetween, oneOf, text } from '../fields.ts'

/** How much an answering or judging model varies. */
export const TEMPERATURE = numberBetween(0, 2)
/** How many votes decide. */
export const RUNS = integer(1, 25)
/** How votes are combined. */
export const CONSENSUS = oneOf(['majority_vote'])
/** The words a judge is asked in. */
export const RUBRIC = text(
  'the name of a rubric (`tidegate rubric list`) or the path of one, ending in `.yaml`',
)
