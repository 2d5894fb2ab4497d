import type { SingleLinkage } from './single-linkage.ts'

/** One merge of two nodes. Points are numbered from 0 to n - 1, the merge in row i is node n + i. */
export type LinkageRow = {
  readonly left: number
  readonly right: number
  readonly distance: number
  /** Points under the merge. */
  readonly size: number
}

/**
 * The dendrogram as n - 1 merges of two nodes by ascending distance: the matrix of SciPy's `linkage` and of `hdbscan`'s
 * `single_linkage_tree_`. A merge of more than two children becomes several rows of one distance.
 */
export function toLinkageRows(linkage: SingleLinkage): readonly LinkageRow[] {
  const { pointCount, heights, sizes, childOffsets, children } = linkage
  const rows: LinkageRow[] = []
  // Rows and merges are numbered apart as soon as one merge takes several rows.
  const nodeOfMerge: number[] = []
  const nodeOf = (child: number) => (child < pointCount ? child : nodeOfMerge[child - pointCount]!)
  const sizeOf = (child: number) => (child < pointCount ? 1 : sizes[child - pointCount]!)
  for (let merge = 0; merge < heights.length; merge++) {
    const [first = 0, ...others] = children.subarray(childOffsets[merge]!, childOffsets[merge + 1]!)
    let left = nodeOf(first)
    let size = sizeOf(first)
    for (const child of others) {
      size += sizeOf(child)
      rows.push({ left, right: nodeOf(child), distance: heights[merge]!, size })
      left = pointCount + rows.length - 1
    }
    nodeOfMerge.push(left)
  }
  return rows
}
