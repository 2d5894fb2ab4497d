import { finiteMatrix } from '../../../numeric/distance.ts'
import type { Neighbours } from '../../../numeric/knn.ts'
import {
  type Eigenpairs,
  type LargestEigenpairsOptions,
  largestEigenpairs,
} from '../../../numeric/largest-eigenpairs.ts'
import type { Matrix } from '../../../numeric/matrix.ts'
import { requireInteger } from '../../../numeric/require-range.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'
import { type Metric, metricRows } from '../hdbscan/metric-rows.ts'
import type { ReachabilityTree } from '../hdbscan/precomputed-spanning-tree.ts'
import { fastBlocks } from './blocks/fast-blocks.ts'
import { type DistinctRows, distinctRows } from './distinct-rows.ts'
import { coreDistancesOf, expandNeighbours, expandTree } from './expand-duplicates.ts'
import type { Precision } from './job.ts'
import { loadKernelModule } from './kernel-module.ts'
import { LONGEST_ROW, loadRows } from './load-rows.ts'
import { findNearestLists, type NearestLists, type OnPhase, type Search } from './nearest-lists.ts'
import { type BackgroundReferenceSearch, createKernelReferenceSearch } from './reference-search.ts'
import { minimumTree } from './spanning-tree.ts'
import { createThreadPool, type ThreadPool } from './thread-pool.ts'
import { createWorkspace } from './workspace.ts'

export type KernelOptions = {
  /** Integer >= 1. With one all work is done on the caller's thread, which then answers nothing else. */
  readonly threads: number
  /** Told when a phase of a search ends; the searches do not read a clock. */
  readonly onPhase?: OnPhase
  /** For tests: take this arithmetic whatever the number of columns. */
  readonly precision?: Precision
  /** For tests: quantise more coarsely than 16 bits allow, so that certificates fail. Default 46,000. */
  readonly longestRow?: number
  /** For tests: use the threads for small inputs too. */
  readonly smallestThreadedWork?: number
}

export type ReachabilityOptions = {
  /** Integer in [1, n]; the point itself counts. */
  readonly minSamples: number
  /** `cosine`: the Euclidean distance between the rows at unit length. Default Euclidean. */
  readonly metric?: Metric
  /** Neighbours returned per point, in [0, n - 1]. Default `minSamples - 1`. */
  readonly neighbourCount?: number
}

/** The edges in no particular order, core distances, and the neighbours asked for. */
export type FastReachabilityTree = ReachabilityTree & { readonly neighbours: Neighbours }

/** Exact neighbours and spanning trees of many points, fast. The same results as the plain functions, bit for bit. */
export interface Kernel {
  /** As `nearestNeighbours` of src/numeric/knn.ts. */
  readonly nearestNeighbours: (points: Matrix, count: number) => Promise<Neighbours>
  /** As `coreDistances` and `minimumSpanningTree`; of several minimum trees it may find another one. */
  readonly mutualReachabilityTree: (
    points: Matrix,
    options: ReachabilityOptions,
  ) => Promise<FastReachabilityTree>
  /** As `largestEigenpairs` of src/numeric/largest-eigenpairs.ts. */
  readonly largestEigenpairs: (matrix: SparseMatrix, options: LargestEigenpairsOptions) => Promise<Eigenpairs>
  /** As `createReferenceSearch` of src/stages/stratify/weeks. The references stay in memory as long as the search does. */
  readonly referenceSearch: (references: Matrix, count: number) => BackgroundReferenceSearch
  /** Ends the worker threads. Searches under way fail. */
  readonly close: () => Promise<void>
}

/** Below this many columns f64 arithmetic on the rows themselves is as fast, and nothing is left uncertain. */
const FEWEST_QUANTISED_COLUMNS = 64
/** Multiplications of one pass below which starting workers would cost more than it saves: some 20 ms. */
const SMALLEST_THREADED_WORK = 5e8
/** Places in a list at least: more make certificates surer and the second pass shorter. */
const SHORTEST_LIST = 24

/**
 * A kernel that runs on `threads` threads. Workers start with a search that is large enough for them and end with it,
 * those of a reference search with the next one; close it when no more searches come.
 *
 * Two passes over all pairs, the first for neighbours, the second for the few pairs that can be lighter than the tree
 * the neighbours give. Both only bound distances, with int16 products; what the bounds cannot rule out is measured by
 * `squaredDistance`, so results equal those of the plain functions to the bit, on any number of threads.
 *
 * Time n^2 d, some 50 billion operations a second and core. Memory: the points as int16 (2 bytes a coordinate; f64 for
 * few columns) and lists of 24 or more neighbours per point and thread, 12 bytes a place. Never anything of n x n. Rows
 * are taken in f32 or f64 as they are; `cosine` makes an f64 copy.
 */
export function createKernel(options: KernelOptions): Kernel {
  requireInteger('threads', options.threads, 1, 256)
  const pool = createThreadPool(loadKernelModule())
  // One search at a time: they would only take the cores from each other.
  let queue: Promise<unknown> = Promise.resolve()
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = queue.then(task)
    queue = result.catch(() => undefined)
    return result
  }
  return {
    nearestNeighbours: (points, count) => inTurn(() => nearestNeighbours(pool, options, points, count)),
    mutualReachabilityTree: (points, tree) => inTurn(() => reachabilityTree(pool, options, points, tree)),
    largestEigenpairs: (matrix, pairs) =>
      inTurn(() => largestEigenpairs(matrix, pairs, fastBlocks(options.threads))),
    referenceSearch: (references, count) => {
      const search = createKernelReferenceSearch(references, count, {
        pool,
        threads: options.threads,
        longestRow: options.longestRow ?? LONGEST_ROW,
        smallestThreadedWork: options.smallestThreadedWork ?? SMALLEST_THREADED_WORK,
        onRescan: rows => options.onPhase?.({ name: 'rescan', pairs: rows * references.rows, rows }),
      })
      return { nearest: rows => inTurn(() => search.nearest(rows)) }
    },
    close: pool.close,
  }
}

async function nearestNeighbours(
  pool: ThreadPool,
  options: KernelOptions,
  points: Matrix,
  count: number,
): Promise<Neighbours> {
  requireFiniteRows(points)
  requireInteger('count', count, 0, Math.max(0, points.rows - 1))
  const rows = distinctRows(points)
  if (count === 0) return { count, indices: new Int32Array(), distances: new Float64Array() }
  const needed = Math.min(count, rows.firstRows.length - 1)
  return withLists(pool, options, rows, needed, async (_, lists) => expandNeighbours(rows, lists, count))
}

async function reachabilityTree(
  pool: ThreadPool,
  options: KernelOptions,
  given: Matrix,
  { minSamples, metric, neighbourCount = minSamples - 1 }: ReachabilityOptions,
): Promise<FastReachabilityTree> {
  requireFiniteRows(given)
  const points = metric === 'cosine' ? metricRows(given, metric) : given
  requireInteger('minSamples', minSamples, 1, Math.max(1, points.rows))
  requireInteger('neighbourCount', neighbourCount, 0, Math.max(0, points.rows - 1))
  const rows = distinctRows(points)
  const needed = Math.min(Math.max(minSamples - 1, neighbourCount), Math.max(0, rows.firstRows.length - 1))
  return withLists(pool, options, rows, needed, async (search, lists) => {
    const core = coreDistancesOf(rows, lists, minSamples - 1)
    const tree = search === undefined ? NO_EDGES : await minimumTree(search, lists, core)
    return {
      tree: expandTree(rows, tree, core),
      coreDistances: Float64Array.from(rows.groups, group => core[group]!),
      neighbours: expandNeighbours(rows, lists, neighbourCount),
    }
  })
}

const NO_EDGES = { from: new Int32Array(), to: new Int32Array(), weights: new Float64Array() }
const NO_LISTS = {
  length: 0,
  indices: new Int32Array(),
  squared: new Float64Array(),
  reaches: new Float64Array(),
}

/** Opens a workspace for `rows`, finds their lists, hands both to `use` and lets the memory go. */
async function withLists<T>(
  pool: ThreadPool,
  options: KernelOptions,
  rows: DistinctRows,
  needed: number,
  use: (search: Search | undefined, lists: NearestLists) => Promise<T>,
): Promise<T> {
  const count = rows.firstRows.length
  const { columns } = rows.points
  if (count < 2) return use(undefined, NO_LISTS)
  const precision = options.precision ?? (columns < FEWEST_QUANTISED_COLUMNS ? 'float64' : 'int16')
  const isSmall =
    (count * count * (columns + 16)) / 2 < (options.smallestThreadedWork ?? SMALLEST_THREADED_WORK)
  const workspace = createWorkspace(rows, {
    precision,
    listLength: Math.min(count - 1, Math.max(SHORTEST_LIST, needed + Math.max(8, needed >> 1))),
    threads: isSmall ? 1 : options.threads,
  })
  const unit = loadRows(rows, workspace, options.longestRow ?? LONGEST_ROW)
  const onPhase = options.onPhase ?? (() => {})
  onPhase({ name: 'load', pairs: 0, rows: count })
  const session = pool.open(workspace.memory, workspace.spaces)
  try {
    const search = { rows, workspace, session, unit, onPhase }
    return await use(search, await findNearestLists(search, needed))
  } finally {
    session.close()
    // A worker that idles does not collect garbage: the memory of this search would stay beside that of the next one.
    await pool.close()
  }
}

/** As `finiteMatrix`, without making f64 of f32: single precision is always finite enough once it is finite. */
function requireFiniteRows(points: Matrix): void {
  const { data, rows, columns } = points
  if (!(data instanceof Float32Array) || data.length !== rows * columns || !areFinite(data))
    finiteMatrix(points)
}

function areFinite(data: Float32Array): boolean {
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(data[at])) return false
  return true
}
