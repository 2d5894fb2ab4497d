import type { Neighbours } from '../../numeric/knn.ts'

/** Nearest neighbours that vote on a noise point. */
export const VOTERS = 15

const CLOSEST = 3
const WINNING_SHARE = 0.3
const CLOSENESS_QUANTILE = 0.05

/**
 * The labels after noise points close to a cluster have joined it; everything else is as it was.
 *
 * Each of a noise point's 15 nearest neighbours votes for its cluster with similarity^4 (noise neighbours vote for
 * nobody, but count). The point joins the winner when it has at least 30% of all weight and the point is as close to it
 * as its members are: its mean similarity to its up to 3 nearest members among the neighbours is at least the 5%
 * quantile of the same number over the cluster's own members. All points vote on the labels as given, so the order does
 * not matter. Real requests: 3 to 5 points more coverage; the thresholds are not critical.
 *
 * @param labels - shape (n,), -1 noise.
 * @param neighbours - Euclidean, between rows of unit length; lists longer than 15 are cut.
 */
export function voteForNoise(labels: Int32Array, neighbours: Neighbours): Int32Array {
  const thresholds = closenessThresholds(labels, neighbours)
  return labels.map((label, point) => {
    if (label !== -1) return label
    const winner = winnerOf(point, labels, neighbours)
    if (winner === undefined) return -1
    const closeness = closenessTo(winner, point, labels, neighbours)
    const threshold = thresholds.get(winner)
    return closeness !== undefined && threshold !== undefined && closeness >= threshold ? winner : -1
  })
}

type Neighbour = { readonly label: number; readonly similarity: number }

function votersOf(
  point: number,
  labels: Int32Array,
  { count, indices, distances }: Neighbours,
): readonly Neighbour[] {
  const start = point * count
  return Array.from({ length: Math.min(count, VOTERS) }, (_, rank) => ({
    label: labels[indices[start + rank]!]!,
    // |a - b|^2 = 2 - 2 cos for unit vectors.
    similarity: 1 - distances[start + rank]! ** 2 / 2,
  }))
}

function winnerOf(point: number, labels: Int32Array, neighbours: Neighbours): number | undefined {
  const weights = new Map<number, number>()
  let total = 0
  for (const { label, similarity } of votersOf(point, labels, neighbours)) {
    const weight = Math.max(0, similarity) ** 4
    total += weight
    if (label !== -1) weights.set(label, (weights.get(label) ?? 0) + weight)
  }
  let winner: number | undefined
  let heaviest = 0
  for (const [label, weight] of weights) {
    if (weight < heaviest || (weight === heaviest && label > (winner ?? -1))) continue
    winner = label
    heaviest = weight
  }
  return heaviest > 0 && heaviest >= WINNING_SHARE * total ? winner : undefined
}

/** Mean similarity of a point to its up to 3 nearest neighbours with this label; undefined when none of 15 has it. */
export function closenessTo(
  label: number,
  point: number,
  labels: Int32Array,
  neighbours: Neighbours,
): number | undefined {
  const nearest = votersOf(point, labels, neighbours)
    .filter(neighbour => neighbour.label === label)
    .slice(0, CLOSEST)
  if (nearest.length === 0) return undefined
  return nearest.reduce((sum, { similarity }) => sum + similarity, 0) / nearest.length
}

function closenessThresholds(labels: Int32Array, neighbours: Neighbours): ReadonlyMap<number, number> {
  const members = new Map<number, number[]>()
  for (const [point, label] of labels.entries()) {
    if (label === -1) continue
    const closeness = closenessTo(label, point, labels, neighbours)
    if (closeness === undefined) continue
    const values = members.get(label)
    if (values === undefined) members.set(label, [closeness])
    else values.push(closeness)
  }
  return new Map([...members].map(([label, values]) => [label, quantile(values, CLOSENESS_QUANTILE)]))
}

/** Linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]!
  return below + (position % 1) * (sorted[Math.ceil(position)]! - below)
}
