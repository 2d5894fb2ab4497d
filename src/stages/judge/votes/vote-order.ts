import { hash } from 'node:crypto'
import type { TraceId } from '../../../records/ids.ts'
import type { VoteOrder } from '../../../records/vote.ts'

/** Domain of the hash: a change of the rule is a change of every order. */
const DOMAIN = 'tidegate/vote-order/1'

/**
 * Which side the `index`-th vote on a pair is shown first: by a hash bit for every even index, the reverse of the vote
 * before for every odd one. Under a judge with position bias and no preference the mean stays where it is; three
 * votes in one order, or A-B, B-A, A-B, would move it.
 *
 * A hash with an avalanche: the low bit of FNV-1a is the parity of the input's bits, so that the bits of index 0 and
 * index 2 would be one and the same.
 */
export function voteOrder(seed: string, traceId: TraceId, index: number): VoteOrder {
  const isReversed = index % 2 === 1
  const drawn = hash(
    'sha256',
    JSON.stringify([DOMAIN, seed, traceId, isReversed ? index - 1 : index]),
    'buffer',
  )
  const isCandidateFirst = ((drawn[0] ?? 0) & 1) === 1
  return isCandidateFirst === isReversed ? 'baseline-first' : 'candidate-first'
}
