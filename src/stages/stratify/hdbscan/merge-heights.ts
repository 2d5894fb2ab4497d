import type { CondensedTree } from './condense-tree.ts'

/**
 * For a point last in `cluster`, leaving at `lambda`: the lambda at which it parts from each selected cluster. That is
 * `lambda` itself where one of the two clusters holds the other, else the lambda at which their branches split.
 *
 * @returns shape (selected,).
 */
export function mergeHeights(
  tree: CondensedTree,
  cluster: number,
  lambda: number,
  selected: readonly number[],
): Float64Array {
  const { clusterParents, clusterBirths } = tree
  return Float64Array.from(selected, other => {
    let [left, right, last] = [cluster, other, cluster]
    let [hasLeftMoved, hasRightMoved] = [false, false]
    // A parent has the smaller id, so the larger id is never the common ancestor.
    while (left !== right) {
      if (left > right) {
        last = left
        left = clusterParents[left]!
        hasLeftMoved = true
      } else {
        last = right
        right = clusterParents[right]!
        hasRightMoved = true
      }
    }
    return hasLeftMoved && hasRightMoved ? clusterBirths[last]! : lambda
  })
}
