import { NumericError } from '../../../errors/numeric-error.ts'
import { squaredDistance } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { requireRange } from '../../../numeric/require-range.ts'
import { type InternalTree, internalTree } from './internal-tree.ts'
import { type Metric, metricRows } from './metric-rows.ts'
import { type PrecomputedDistances, precomputedDistances } from './precomputed-distances.ts'

export type ValidityOptions =
  | { readonly metric: Metric }
  | {
      readonly metric: 'precomputed'
      /** Of the space the distances come from; > 0. */
      readonly dimension: number
    }

export type Validity = {
  /** In [-1, 1], larger is better: the clusters' indices weighted by their share of all points, noise counting as 0.
   * Undefined with fewer than two clusters, which leave nothing to separate. */
  readonly index: number | undefined
  /** By ascending label; empty when `index` is undefined. */
  readonly clusters: readonly { readonly label: number; readonly size: number; readonly index: number }[]
}

/**
 * Density-based validity (DBCV) of a clustering: whether the densest gap inside each cluster is smaller than the gap to
 * the others. O(n^2 d) time.
 *
 * @param points - shape (n, d), or (n, n) distances with `metric: 'precomputed'`.
 * @param labels - shape (n,), integers >= -1; -1 noise.
 * @throws {NumericError} `out-of-range` for labels of another length, that are no such integers, or of a cluster of one
 *   point; as `hdbscan` for the points.
 * @see Moulavi, Jaskowiak, Campello, Zimek & Sander 2014. As in `hdbscan` duplicates of a point count among its neighbours
 *   but not in their density. Powers of distances are summed as logarithms, so that many dimensions neither overflow nor
 *   vanish; `hdbscan` then gives core distances of 0 or infinity.
 */
export function validityIndex(points: Matrix, labels: ArrayLike<number>, options: ValidityOptions): Validity {
  const { distances, dimension } = distancesOf(points, options)
  const groups = groupsOf(labels, distances.count)
  if (groups.length < 2) return { index: undefined, clusters: [] }
  const core = new Float64Array(distances.count)
  for (const { members } of groups)
    for (const point of members) core[point] = allPointsCoreDistance(distances, point, members, dimension)
  const reachability = (a: number, b: number) => Math.max(core[a]!, core[b]!, distances.between(a, b))
  const trees = groups.map(({ members }) => internalTree(members, reachability))
  const clusters = groups.map(({ label, members }, at) => {
    const others = trees.filter((_, other) => other !== at)
    const separation = Math.min(...others.map(other => gap(trees[at]!, other, reachability)))
    return { label, size: members.length, index: contrast(separation, trees[at]!.sparseness) }
  })
  const index = clusters.reduce((sum, cluster) => sum + (cluster.size / distances.count) * cluster.index, 0)
  return { index, clusters }
}

function distancesOf(
  points: Matrix,
  options: ValidityOptions,
): { readonly distances: PrecomputedDistances; readonly dimension: number } {
  if (options.metric === 'precomputed') {
    requireRange('dimension', options.dimension, Number.MIN_VALUE, Number.MAX_VALUE)
    return { distances: precomputedDistances(points), dimension: options.dimension }
  }
  const rows = metricRows(points, options.metric)
  const between = (a: number, b: number) => Math.sqrt(squaredDistance(rows, a, b))
  return { distances: { count: rows.rows, between }, dimension: rows.columns }
}

type Group = { readonly label: number; readonly members: readonly number[] }

function groupsOf(labels: ArrayLike<number>, count: number): readonly Group[] {
  if (labels.length !== count)
    throw new NumericError(`Expected ${count} labels, got ${labels.length}`, { reason: 'out-of-range' })
  const members = new Map<number, number[]>()
  for (let point = 0; point < count; point++) {
    const label = labels[point]!
    if (!Number.isInteger(label) || label < -1)
      throw new NumericError(`Expected labels to be integers >= -1, got ${label} for point ${point}`, {
        reason: 'out-of-range',
      })
    if (label === -1) continue
    const group = members.get(label)
    if (group === undefined) members.set(label, [point])
    else group.push(point)
  }
  for (const [label, { length }] of members)
    if (length < 2)
      throw new NumericError(`Expected clusters of at least 2 points, got 1 with label ${label}`, {
        reason: 'out-of-range',
        hint: 'Label such points -1.',
      })
  return [...members].map(([label, points]) => ({ label, members: points })).sort((a, b) => a.label - b.label)
}

/** (mean of distance^-dimension over the other members)^(-1 / dimension); definition 1. */
function allPointsCoreDistance(
  { between }: PrecomputedDistances,
  point: number,
  members: readonly number[],
  dimension: number,
): number {
  const logs: number[] = []
  for (const other of members) {
    const distance = between(point, other)
    if (distance > 0) logs.push(-dimension * Math.log(distance))
  }
  if (logs.length === 0) return 0
  const largest = logs.reduce((most, log) => Math.max(most, log))
  if (largest === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY
  const scaled = logs.reduce((sum, log) => sum + Math.exp(log - largest), 0)
  return Math.exp(-(largest + Math.log(scaled / (members.length - 1))) / dimension)
}

function gap(a: InternalTree, b: InternalTree, reachability: (a: number, b: number) => number): number {
  let smallest = Number.POSITIVE_INFINITY
  for (const from of a.nodes) for (const to of b.nodes) smallest = Math.min(smallest, reachability(from, to))
  return smallest
}

/** (separation - sparseness) / the larger of the two; definition 8. */
function contrast(separation: number, sparseness: number): number {
  if (separation === sparseness) return 0
  if (separation === Number.POSITIVE_INFINITY) return 1
  if (sparseness === Number.POSITIVE_INFINITY) return -1
  return (separation - sparseness) / Math.max(separation, sparseness)
}
