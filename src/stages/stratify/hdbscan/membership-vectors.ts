import { squaredDistance } from '../../../numeric/distance.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { attachPoints } from './attach-points.ts'
import { endLambdas } from './end-lambdas.ts'
import { type HdbscanModel, modelRows } from './hdbscan-model.ts'
import { mergeHeights } from './merge-heights.ts'

/**
 * Soft clustering: for every point and cluster the probability that the point belongs to it.
 *
 * The shares within a row join two views: how near the cluster's exemplars are (1 / distance) and how late in the tree
 * the point parts from the cluster (a softmax). The sum of a row is the probability to be in any cluster: how deep the
 * point lies in the one it parts from last, of several equal ones the one with the largest share.
 *
 * @param points - shape (m, d), new points; the model's own when left out. The two are weighed differently, as in
 *   `hdbscan`: a row for a copy of a point of the model is not that point's row.
 * @returns shape (m, clusters): rows sum to at most 1.
 * @throws {NumericError} `non-finite` for NaN or infinite coordinates; `out-of-range` for another number of columns.
 * @see `hdbscan`'s `all_points_membership_vectors` and `membership_vector`. Departures: its terms of 1e-8 against division
 *   by zero, which would tie the result to the scale of the points, are left out and infinite lambdas have their limits;
 *   lambdas of new points are not rounded to 32 bits; of equal clusters it takes the first.
 */
export function membershipVectors(model: HdbscanModel, points?: Matrix): Matrix {
  const { condensedTree: tree, selectedClusters } = model.result
  const columns = selectedClusters.length
  const rowCount = points?.rows ?? model.points.rows
  const { rows, neighbours, lambdas } = points === undefined ? ownPlaces(model) : newPlaces(model, points)
  const data = new Float64Array(rowCount * columns)
  const ends = endLambdas(tree)
  const sharesByDistance = createDistanceShares(model)
  for (let point = 0; point < rowCount && columns > 0; point++) {
    const cluster = tree.pointClusters[neighbours[point]!]!
    const lambda = lambdas[point]!
    const heights = mergeHeights(tree, cluster, lambda, selectedClusters)
    const byTree = softmax(
      heights.map(height =>
        points === undefined ? depthScore(height, ends[cluster]!) : outlierScore(height, ends[cluster]!),
      ),
    )
    const byDistance = sharesByDistance(rows.data.subarray(point * rows.columns, (point + 1) * rows.columns))
    const shares =
      points === undefined
        ? product(byDistance, byTree)
        : product(
            byDistance.map(Math.sqrt),
            byTree.map(share => share ** 2),
          )
    const inAny = probabilityInAny(
      heights,
      shares,
      lambda,
      selectedClusters.map(id => ends[id]!),
    )
    data.set(
      shares.map(share => share * inAny),
      point * columns,
    )
  }
  return { data, rows: rowCount, columns }
}

function ownPlaces(model: HdbscanModel) {
  const { rows } = modelRows(model, model.points)
  const { pointClusters, pointLambdas } = model.result.condensedTree
  return { rows, neighbours: Int32Array.from(pointClusters.keys()), lambdas: pointLambdas }
}

/** A new point leaves no later than the point it attaches to. */
function newPlaces(model: HdbscanModel, points: Matrix) {
  const { rows } = modelRows(model, points)
  const { neighbours, lambdas } = attachPoints(model, points)
  const { pointLambdas } = model.result.condensedTree
  return {
    rows,
    neighbours,
    lambdas: lambdas.map((lambda, point) => Math.min(lambda, pointLambdas[neighbours[point]!] ?? lambda)),
  }
}

/** Shares proportional to 1 / distance to each cluster's nearest exemplar; all to those at distance 0 if any is. */
function createDistanceShares(model: HdbscanModel) {
  const { known } = modelRows(model, model.points)
  const { exemplars } = model.result
  const { rows, columns } = known
  const extended = new Float64Array((rows + 1) * columns)
  extended.set(known.data)
  const matrix = { data: extended, rows: rows + 1, columns }
  return (row: Float64Array): Float64Array => {
    extended.set(row, rows * columns)
    const distances = Float64Array.from(exemplars, group =>
      Math.sqrt(group.reduce((least, at) => Math.min(least, squaredDistance(matrix, rows, at)), Infinity)),
    )
    const isAtExemplar = distances.includes(0)
    return normalised(distances.map(distance => (isAtExemplar ? Number(distance === 0) : 1 / distance)))
  }
}

/** exp(-end / height); with both infinite the point is as deep as the cluster goes. */
function depthScore(height: number, end: number): number {
  if (height === 0) return 0
  return height === end ? Math.exp(-1) : Math.exp(-end / height)
}

/** end / (end - height): infinite for what is as deep as the cluster goes. */
function outlierScore(height: number, end: number): number {
  if (height >= end) return Number.POSITIVE_INFINITY
  return end === Number.POSITIVE_INFINITY ? 1 : end / (end - height)
}

function probabilityInAny(
  heights: Float64Array,
  shares: Float64Array,
  lambda: number,
  ends: readonly number[],
): number {
  const highest = Math.max(...heights)
  let nearest = -1
  for (const [label, height] of heights.entries())
    if (height === highest && (nearest === -1 || shares[label]! > shares[nearest]!)) nearest = label
  const deepest = Math.max(lambda, ends[nearest]!)
  return highest === deepest ? 1 : highest / deepest
}

/** Never all 0: a point at distance 0 from an exemplar also attaches to its cluster. */
function product(a: Float64Array, b: Float64Array): Float64Array {
  return normalised(a.map((value, at) => value * b[at]!))
}

function softmax(scores: Float64Array): Float64Array {
  const largest = Math.max(...scores)
  return normalised(scores.map(score => (score === largest ? 1 : Math.exp(score - largest))))
}

function normalised(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}
