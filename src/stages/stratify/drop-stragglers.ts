import type { Neighbours } from '../../numeric/knn.ts'
import { closenessTo } from './vote-for-noise.ts'
import { median } from './weeks/quantile.ts'

/** Scales the median absolute deviation to a standard deviation of normal numbers. */
const MAD_SCALE = 1.4826
const DEVIATIONS = 2

/**
 * The labels after points that are not as close to their cluster as points usually are have become noise.
 *
 * Spectral coordinates know who is connected with whom but not how loosely, so requests that belong nowhere are drawn
 * into the nearest cluster. Here similarity decides again: a point's closeness is its mean similarity to its up to 3
 * nearest neighbours of the same cluster, and what lies more than two deviations (1.4826 MAD) below the median of all
 * clustered points leaves, as does a point none of whose 15 neighbours is in its cluster. One threshold for all
 * clusters did better than one each. Real requests: three quarters of those out of scope in noise instead of half.
 *
 * @param labels - shape (n,), -1 noise.
 * @param neighbours - Euclidean, between rows of unit length; lists longer than 15 are cut.
 */
export function dropStragglers(labels: Int32Array, neighbours: Neighbours): Int32Array {
  const closeness = Array.from(labels, (label, point) =>
    label === -1 ? undefined : closenessTo(label, point, labels, neighbours),
  )
  const usual = closeness.filter(value => value !== undefined)
  const middle = median(usual)
  if (middle === undefined) return new Int32Array(labels.length).fill(-1)
  const deviation = median(usual.map(value => Math.abs(value - middle))) ?? 0
  const threshold = middle - DEVIATIONS * MAD_SCALE * deviation
  return labels.map((label, point) =>
    (closeness[point] ?? Number.NEGATIVE_INFINITY) >= threshold ? label : -1,
  )
}
