import type { PairLabel } from '../../records/calibration.ts'
import type { Vote } from '../../records/vote.ts'

/** A pair with a person's label, and all that one judge said about it. A is the vote's baseline, B its candidate. */
export type LabelledVotes = {
  readonly pairId: string
  readonly label: PairLabel
  readonly slice: string | undefined
  /** Characters of the two answers. */
  readonly lengthA: number
  readonly lengthB: number
  /** By their index; the first in each order is what one vote is measured by. */
  readonly votes: readonly Vote[]
  /** What the production rule makes of all votes; undefined when none is usable. */
  readonly verdict: { readonly label: PairLabel; readonly isUnresolved: boolean } | undefined
}

/** A vote that was never answered: it says something about the line, nothing about the judge. */
export function isMissing({ result }: Vote): boolean {
  return result.kind === 'unusable' && (result.why === 'unreachable' || result.why === 'budget')
}

/** What a vote says in terms of the label; undefined when it is unusable or no answer to a question about two texts. */
export function labelOfVote({ result }: Vote): PairLabel | undefined {
  if (result.kind !== 'chosen') return undefined
  if (result.choice === 'tie') return 'tie'
  if (result.choice === 'baseline') return 'A'
  return result.choice === 'candidate' ? 'B' : undefined
}
