import { nearestNeighbours } from '../../numeric/knn.ts'
import { largestEigenpairs } from '../../numeric/largest-eigenpairs.ts'
import { coreDistances } from './hdbscan/core-distances.ts'
import { metricRows } from './hdbscan/metric-rows.ts'
import { minimumSpanningTree } from './hdbscan/minimum-spanning-tree.ts'
import type { Kernel } from './kernel/create-kernel.ts'

/** How neighbours, spanning trees and eigenvectors are found: by a kernel, or by `plainSearch`. */
export type PointSearch = Pick<Kernel, 'nearestNeighbours' | 'mutualReachabilityTree' | 'largestEigenpairs'> &
  Partial<Pick<Kernel, 'referenceSearch'>>

/** The search in plain TypeScript: no threads, nothing to close; fast enough for a few thousand points. */
export const plainSearch: PointSearch = {
  nearestNeighbours: async (points, count) => nearestNeighbours(points, count),
  largestEigenpairs: (matrix, options) => largestEigenpairs(matrix, options),
  async mutualReachabilityTree(
    points,
    { minSamples, metric = 'euclidean', neighbourCount = minSamples - 1 },
  ) {
    const rows = metricRows(points, metric)
    const neighbours = nearestNeighbours(rows, Math.max(neighbourCount, Math.max(0, minSamples - 1)))
    const core = coreDistances(rows, minSamples, neighbours)
    return { tree: minimumSpanningTree(rows, core), coreDistances: core, neighbours }
  },
}
