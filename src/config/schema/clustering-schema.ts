import { z } from 'zod'
import { flag, integer, oneOf, positiveNumber } from '../fields.ts'
import { type Effects, effective } from './effect.ts'

/** How requests become strata. */
export const clusteringSchema = z.strictObject({
  algorithm: oneOf(['hdbscan', 'kmeans', 'dbscan']).default('hdbscan'),
  k: integer(1, 1_000_000).optional(),
  min_cluster_size: integer(2, 1_000_000).default(15),
  scale_min_cluster_size: flag().default(false),
  min_samples: integer(1, 10_000).default(6),
  noise_weight: positiveNumber(10).default(0.5),
  space: oneOf(['spectral', 'embedding']).default('spectral'),
})

/** What each key of `clustering` changes. */
export const CLUSTERING_EFFECTS: Effects = {
  'clustering.algorithm': effective(
    'the algorithm that finds the strata; `kmeans` and `dbscan` are there to be compared with',
  ),
  'clustering.k': effective('how many clusters `kmeans` makes; default the square root of half the requests'),
  'clustering.min_cluster_size': effective('how many traces an intent needs to be a stratum'),
  'clustering.scale_min_cluster_size': effective(
    'whether that number grows with the square root of the requests beyond 5,000',
  ),
  'clustering.min_samples': effective('how dense a stratum must be; the point itself counts'),
  'clustering.noise_weight': effective('how many noise traces are drawn; never the estimate'),
  'clustering.space': effective(
    'what HDBSCAN clusters: `spectral`, coordinates from the graph of nearest neighbours, or the `embedding` as it is, as in the article',
  ),
}
