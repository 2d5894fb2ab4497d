/**
 * The distance at the knee of the sorted core distances: where the curve lies farthest below the straight line between
 * its ends. To its left points lie close together, to its right they are strays; DBSCAN's epsilon belongs there.
 *
 * @param coreDistances - shape (n,), n >= 1.
 * @see Ester, Kriegel, Sander & Xu 1996, section 4.2 (the sorted k-distance graph, read by eye); Satopaa et al. 2011.
 */
export function kneeDistance(coreDistances: Float64Array): number {
  const sorted = coreDistances.toSorted()
  const last = sorted.length - 1
  const [low, high] = [sorted[0]!, sorted[last]!]
  let knee = high
  let deepest = 0
  for (const [at, distance] of sorted.entries()) {
    const depth = low + ((high - low) * at) / Math.max(1, last) - distance
    if (depth <= deepest) continue
    deepest = depth
    knee = distance
  }
  return knee
}
