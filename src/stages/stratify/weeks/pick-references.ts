import { createHash } from 'node:crypto'
import type { DistinctRequest } from '../distinct-requests.ts'

/** A stratum smaller than this keeps all its requests: the vote needs 15 neighbours and a tail to take a quantile of. */
const SMALLEST = 60

/**
 * Which requests become references: all of them when they are at most `most`, else the same share of every label's
 * requests (60 where that is less), in the order of a hash of their text, so that equal requests are kept week after week.
 * Small strata may lift the number a little above `most`.
 *
 * @param labels - per request; -1 noise, which is kept by the same rule.
 * @returns ascending positions.
 */
export function pickReferences(
  requests: readonly DistinctRequest[],
  labels: Int32Array,
  most: number,
): readonly number[] {
  const all = [...requests.keys()]
  if (requests.length <= most) return all
  const share = most / requests.length
  const order = requests.map(({ text }) => hashOf(text))
  return [...Map.groupBy(all, request => labels[request]!).values()]
    .flatMap(members => {
      const wanted = Math.min(members.length, Math.max(SMALLEST, Math.round(members.length * share)))
      return members.sort((a, b) => (order[a]! < order[b]! ? -1 : 1)).slice(0, wanted)
    })
    .sort((a, b) => a - b)
}

function hashOf(text: string): string {
  return createHash('sha256').update('tidegate-reference-v1|').update(text, 'utf8').digest('hex')
}
