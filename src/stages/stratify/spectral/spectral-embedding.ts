import type { FiniteMatrix } from '../../../numeric/distance.ts'
import type { Neighbours } from '../../../numeric/knn.ts'
import { createRng } from '../../../numeric/random.ts'
import type { PointSearch } from '../plain-search.ts'
import { fuzzyGraph } from './fuzzy-graph.ts'
import { regularisedWalk } from './regularised-walk.ts'

const FEWEST_DIMENSIONS = 8
const MOST_DIMENSIONS = 192
/** About one such eigenvector for so many requests; a guess that only saves time. */
const POINTS_PER_DIMENSION = 30

export type SpectralOptions = {
  /** Smallest eigenvalue that makes a dimension, in (0, 1). */
  readonly slowest: number
  /** Of the eigenvalues (`largestEigenpairs`). */
  readonly tolerance: number
}

/**
 * Coordinates in which points that are well connected through their neighbours lie together: the rows of the top
 * eigenvectors of a random walk on the fuzzy neighbour graph, at unit length.
 *
 * There are as many dimensions as the graph has eigenvalues of at least `slowest`, between 8 and 192
 * (and never more than points): as many as it has groups that a walk leaves with a chance below 1 - `slowest` a step. A fixed number
 * lost a third of eta2 on sets with few intents. Density is lost, so that strays look as tight as others;
 * `dropStragglers` puts that back.
 *
 * @param neighbours - of n points, any metric; n - 1 each when there are fewer points than that.
 * @returns shape (n, d), rows of unit length.
 * @see Ng, Jordan & Weiss 2001. Departures: fuzzy weights and loops (`fuzzyGraph`, `regularisedWalk`), d from the
 *   spectrum, and HDBSCAN afterwards instead of k-means.
 */
export async function spectralEmbedding(
  neighbours: Neighbours,
  { slowest, tolerance }: SpectralOptions,
  search: Pick<PointSearch, 'largestEigenpairs'>,
): Promise<FiniteMatrix> {
  const graph = fuzzyGraph(neighbours)
  const { rows } = graph
  const { values, vectors } = await search.largestEigenpairs(regularisedWalk(graph), {
    atLeast: slowest,
    fewest: FEWEST_DIMENSIONS,
    most: MOST_DIMENSIONS,
    expected: Math.ceil(rows / POINTS_PER_DIMENSION),
    low: -1,
    top: 1,
    tolerance,
    rng: createRng('spectral@1'),
  })
  const columns = values.length
  for (let start = 0; start < vectors.length; start += columns) {
    let squares = 0
    for (let at = start; at < start + columns; at++) squares += vectors[at]! * vectors[at]!
    const length = Math.sqrt(squares)
    if (length > 0) for (let at = start; at < start + columns; at++) vectors[at]! /= length
  }
  return { data: vectors, rows, columns }
}
