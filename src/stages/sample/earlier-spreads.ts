import type { StratumId } from '../../records/ids.ts'
import { neymanSpreads, type ObservedSpread } from './neyman-spreads.ts'

/** Newest earlier results that are learned from: what is older tells of another product. */
const RESULTS = 4

/** The part of a run's JSON result that is read here (docs/result-format.md). */
type EarlierResult = {
  readonly kind: 'tidegate-result'
  readonly manifest: {
    readonly embeddingModel: string
    readonly window: { readonly endMs: number } | null
  }
  readonly sample: {
    readonly strata: readonly {
      readonly id: string
      readonly spread?: { readonly count: number; readonly variance: number } | null
    }[]
  }
}

/**
 * Spreads for the `neyman` allocation from results of earlier windows, by stratum; empty when there are
 * none. Results of this window or a later one are left out, so that a run repeated draws the same; so are
 * those of another embedding model, whose strata are others.
 *
 * @param results - JSON results, newest first.
 * @param now - the window that is about to be drawn from; undefined: no earlier one can be told.
 */
export function earlierSpreads(
  results: readonly string[],
  now: { readonly windowEndMs: number | undefined; readonly embeddingModel: string },
): ReadonlyMap<StratumId, number> {
  const { windowEndMs, embeddingModel } = now
  if (windowEndMs === undefined) return new Map()
  const earlier = results
    .map(text => JSON.parse(text) as EarlierResult)
    .filter(
      ({ kind, manifest }) =>
        kind === 'tidegate-result' &&
        manifest.embeddingModel === embeddingModel &&
        manifest.window !== null &&
        manifest.window.endMs < windowEndMs,
    )
    .slice(0, RESULTS)
  const pooled = new Map<StratumId, ObservedSpread>()
  for (const { id, spread } of earlier.flatMap(({ sample }) => sample.strata)) {
    if (spread) pooled.set(id as StratumId, pool(pooled.get(id as StratumId), spread))
  }
  return neymanSpreads(pooled)
}

/** Two variances pooled by their degrees of freedom; the count is what has that many of them. */
function pool(known: ObservedSpread | undefined, added: ObservedSpread): ObservedSpread {
  if (known === undefined) return added
  const [a, b] = [known.count - 1, added.count - 1]
  return { count: a + b + 1, variance: (a * known.variance + b * added.variance) / (a + b) }
}
