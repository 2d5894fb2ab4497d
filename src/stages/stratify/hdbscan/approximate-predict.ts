import type { Matrix } from '../../../numeric/matrix.ts'
import { attachPoints } from './attach-points.ts'
import type { CondensedTree } from './condense-tree.ts'
import { endLambdas, rootThreshold } from './end-lambdas.ts'
import type { HdbscanModel } from './hdbscan-model.ts'
import { owners } from './owners.ts'

export type Prediction = {
  /** Shape (m,): labels of the model, -1 noise. */
  readonly labels: Int32Array
  /** Shape (m,), in [0, 1]; 0 for noise. */
  readonly probabilities: Float64Array
  /** Shape (m,): the point of the model each point attaches to; -1 in an empty model. */
  readonly neighbours: Int32Array
}

/**
 * Labels and probabilities that new points have in a clustering that stays as it is.
 *
 * A new point joins the tree at its nearest point in mutual reachability, in the cluster that holds this point at the
 * lambda of the new one. A point of the model gets its own label back (with `ties: 'binary'` unless its duplicates were
 * torn apart). Approximate because clustering old and new points together may find other clusters.
 *
 * @param points - shape (m, d).
 * @throws {NumericError} `non-finite` for NaN or infinite coordinates; `out-of-range` for another number of columns.
 * @see `hdbscan`'s `approximate_predict`; `attachPoints` says where we depart. When the root is selected it predicts noise
 *   for everything, we apply the rule of `labelPoints`.
 */
export function approximatePredict(model: HdbscanModel, points: Matrix): Prediction {
  const { condensedTree: tree, selectedClusters } = model.result
  const { neighbours, lambdas } = attachPoints(model, points)
  const ownerOf = owners(tree.clusterParents, selectedClusters)
  const ends = endLambdas(tree)
  const threshold = rootThreshold(ends, model.options.clusterSelectionEpsilon ?? 0)
  const labels = new Int32Array(neighbours.length).fill(-1)
  const probabilities = new Float64Array(neighbours.length)
  for (const [point, neighbour] of neighbours.entries()) {
    if (neighbour === -1) continue
    const lambda = lambdas[point]!
    const label = ownerOf[clusterAt(tree, neighbour, lambda)]!
    if (label === -1) continue
    const cluster = selectedClusters[label]!
    if (cluster === 0 && Math.min(lambda, tree.pointLambdas[neighbour]!) < threshold) continue
    labels[point] = label
    probabilities[point] = lambda >= ends[cluster]! ? 1 : lambda / ends[cluster]!
  }
  return { labels, probabilities, neighbours }
}

/** The cluster a point is last in that joins the tree at `neighbour` and leaves with it, or before at `lambda`. */
function clusterAt(tree: CondensedTree, neighbour: number, lambda: number): number {
  let cluster = tree.pointClusters[neighbour]!
  if (tree.pointLambdas[neighbour]! <= lambda) return cluster
  while (cluster > 0 && tree.clusterBirths[cluster]! >= lambda) cluster = tree.clusterParents[cluster]!
  return cluster
}
