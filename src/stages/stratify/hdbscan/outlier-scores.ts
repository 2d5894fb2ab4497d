import type { CondensedTree } from './condense-tree.ts'
import { endLambdas } from './end-lambdas.ts'

/**
 * GLOSH outlier score of every point, in [0, 1]: 1 - lambda / lambda_max, with the lambda at which the point left its
 * last cluster and the largest lambda anywhere below that cluster. 0 for the densest points, near 1 for outliers.
 *
 * Where lambda_max is infinite (duplicates) the duplicates have 0 and all others 1, the limit of ever closer duplicates;
 * `hdbscan` gives NaN there.
 *
 * @see Campello, Moulavi, Zimek & Sander 2015, section 6.
 */
export function outlierScores(tree: CondensedTree): Float64Array {
  const { clusterParents, pointClusters, pointLambdas } = tree
  const deepest = endLambdas(tree)
  // Children have larger ids: the maximum of a child is complete before it is passed up.
  for (let cluster = deepest.length - 1; cluster > 0; cluster--) {
    const parent = clusterParents[cluster]!
    deepest[parent] = Math.max(deepest[parent]!, deepest[cluster]!)
  }
  return Float64Array.from(pointClusters, (cluster, point) => {
    const [lambda, largest] = [pointLambdas[point]!, deepest[cluster]!]
    return lambda === largest ? 0 : 1 - lambda / largest
  })
}
