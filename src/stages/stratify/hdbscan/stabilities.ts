import type { CondensedTree } from './condense-tree.ts'

/**
 * Stability of every cluster of the condensed tree: the sum over its points of (lambda at which the point leaves it -
 * lambda of its birth). >= 0; infinite for a cluster with `minClusterSize` or more points in one place.
 *
 * A point that passes on into a child leaves at the child's birth. Infinity minus infinity counts as 0: it only arises
 * with binary ties, where a heap of duplicates is split at distance 0 into parts that are not denser than the whole.
 * Terms are added in ascending order, so that the same tree gives the same bits whatever the order of the points.
 *
 * @see Campello, Moulavi & Sander 2013, equation 3.
 */
export function stabilities(tree: CondensedTree): Float64Array {
  const { clusterParents, clusterBirths, clusterSizes, pointClusters, pointLambdas } = tree
  const sums = new Float64Array(clusterParents.length)
  const add = (cluster: number, count: number, lambda: number) => {
    const birth = clusterBirths[cluster]!
    if (birth !== Number.POSITIVE_INFINITY) sums[cluster] = sums[cluster]! + count * (lambda - birth)
  }
  for (const point of Int32Array.from(pointLambdas.keys()).sort((a, b) =>
    compare(pointLambdas[a]!, pointLambdas[b]!),
  ))
    add(pointClusters[point]!, 1, pointLambdas[point]!)
  // All children of one cluster are born at one lambda, so their order cannot matter once sizes are added first.
  const passedOn = new Float64Array(sums.length)
  const splitLambdas = new Float64Array(sums.length)
  for (let child = 1; child < sums.length; child++) {
    const parent = clusterParents[child]!
    passedOn[parent] = passedOn[parent]! + clusterSizes[child]!
    splitLambdas[parent] = clusterBirths[child]!
  }
  for (let cluster = 0; cluster < sums.length; cluster++)
    if (passedOn[cluster]! > 0) add(cluster, passedOn[cluster]!, splitLambdas[cluster]!)
  return sums
}

/** Subtraction would make NaN of two infinities. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}
