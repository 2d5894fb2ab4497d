import type { Neighbours } from '../../../numeric/knn.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'
import { condenseTree } from './condense-tree.ts'
import { coreDistances } from './core-distances.ts'
import { type HdbscanResult, hdbscanOfTree } from './hdbscan-of-tree.ts'
import { type Metric, metricRows } from './metric-rows.ts'
import { minimumSpanningTree } from './minimum-spanning-tree.ts'
import { precomputedDistances } from './precomputed-distances.ts'
import { precomputedSpanningTree, type ReachabilityTree } from './precomputed-spanning-tree.ts'
import { sparseDistances } from './sparse-distances.ts'
import { sparseSpanningTree } from './sparse-spanning-tree.ts'
import { requireTreeOptions, type TreeOptions } from './tree-options.ts'

export type { HdbscanResult } from './hdbscan-of-tree.ts'

/** Options for points with coordinates. */
export type HdbscanOptions = TreeOptions & { readonly metric: Metric }

/** Options for distances the caller has computed. */
export type PrecomputedOptions = TreeOptions & { readonly metric: 'precomputed' }

/**
 * The HDBSCAN* clustering of `points`: exact, in f64, O(n^2 d) time and O(n d) memory.
 *
 * Fewer points than `minClusterSize`, none at all included, are all noise. So are points that are all equal, unless
 * `allowSingleCluster`. With `ties: 'multi-way'` permuting the points permutes the result.
 *
 * @param points - shape (n, d), finite.
 * @param neighbours - of the same points under the same metric, when the caller has them already.
 * @throws {NumericError} `non-finite` for NaN or infinite coordinates, `out-of-range` for options out of range and for
 *   zero rows under `cosine`.
 * @see Campello, Moulavi & Sander 2013; McInnes & Healy 2017. Departures are named where they are made: `singleLinkage`
 *   (ties), `persistences`, `labelPoints` and `outlierScores` (infinite lambdas), `selectClusters` (the root).
 */
export function hdbscan(points: Matrix, options: HdbscanOptions, neighbours?: Neighbours): HdbscanResult
/**
 * The HDBSCAN* clustering of points known by their distances, O(n^2 log n) time for a full matrix.
 *
 * @param distances - shape (n, n), symmetric, >= 0. An infinite distance, and one a sparse matrix does not store, is
 *   unknown: it connects nothing, and parts that nothing connects are clustered as if each were alone.
 * @throws {NumericError} `non-finite` for NaN; `out-of-range` for options out of range, negative distances, and matrices
 *   that are not square, symmetric and 0 on the diagonal.
 */
export function hdbscan(distances: Matrix | SparseMatrix, options: PrecomputedOptions): HdbscanResult
export function hdbscan(
  points: Matrix | SparseMatrix,
  options: HdbscanOptions | PrecomputedOptions,
  neighbours?: Neighbours,
): HdbscanResult {
  requireTreeOptions(options)
  const { tree, coreDistances } = reachabilityTree(points, options, neighbours)
  return coreDistances.length === 0 ? emptyResult() : hdbscanOfTree(tree, coreDistances, options)
}

function reachabilityTree(
  points: Matrix | SparseMatrix,
  options: HdbscanOptions | PrecomputedOptions,
  neighbours: Neighbours | undefined,
): ReachabilityTree {
  const minSamples = Math.min(options.minSamples, points.rows)
  if ('offsets' in points) {
    const list = sparseDistances(points)
    return points.rows === 0 ? emptyTree() : sparseSpanningTree(list, points.rows, minSamples)
  }
  if (options.metric === 'precomputed')
    return precomputedSpanningTree(precomputedDistances(points), minSamples)
  const rows = metricRows(points, options.metric)
  if (rows.rows === 0) return emptyTree()
  const core = coreDistances(rows, minSamples, neighbours)
  return { tree: minimumSpanningTree(rows, core), coreDistances: core }
}

function emptyTree(): ReachabilityTree {
  return {
    tree: { from: new Int32Array(), to: new Int32Array(), weights: new Float64Array() },
    coreDistances: new Float64Array(),
  }
}

function emptyResult(): HdbscanResult {
  const linkage = {
    pointCount: 0,
    heights: new Float64Array(),
    sizes: new Int32Array(),
    childOffsets: Int32Array.of(0),
    children: new Int32Array(),
  }
  return {
    labels: new Int32Array(),
    probabilities: new Float64Array(),
    outlierScores: new Float64Array(),
    persistences: new Float64Array(),
    exemplars: [],
    selectedClusters: [],
    coreDistances: new Float64Array(),
    minimumSpanningTree: emptyTree().tree,
    singleLinkage: linkage,
    condensedTree: condenseTree(linkage, 2),
  }
}
