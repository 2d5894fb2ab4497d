import { agrestiMinInterval } from '../../numeric/agresti-min.ts'
import { mcnemarWorse } from '../../numeric/mcnemar.ts'
import { normalQuantile } from '../../numeric/normal.ts'
import type { AdversarialPaired, CompositeParts } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Endpoint } from '../../records/verdict.ts'
import { type AdversarialResult, adversarialResult } from './adversarial-result.ts'

/** Two one-sided 95% bounds. */
const CONFIDENCE = 0.9
const BOUND_LEVEL = 0.95

/** One item with what became of it on both sides; `production` undefined: it was not asked again. */
export type AdversarialItem = {
  /** In the composite, > 0. */
  readonly weight: number
  readonly candidate: AdversarialResult
  readonly production: AdversarialResult | undefined
}

/** The adversarial pairs as items; pairs of the traffic are left out. */
export function adversarialItems(pairs: readonly JudgedPair[]): readonly AdversarialItem[] {
  return pairs.flatMap(pair => {
    if (pair.origin.kind !== 'adversarial') return []
    const production =
      pair.production === undefined
        ? undefined
        : adversarialResult({ ...pair.production, baselineModes: pair.baselineModes })
    return [{ weight: pair.origin.weight, candidate: adversarialResult(pair), production }]
  })
}

/** Share of the items that production gets right today; null where it was not asked, or none could be resolved. */
export function productionPerformance(items: readonly AdversarialItem[]): number | null {
  const resolved = items.filter(({ production }) => production === 'passed' || production === 'failed')
  return resolved.length === 0
    ? null
    : resolved.filter(({ production }) => production === 'passed').length / resolved.length
}

/** Items resolved on both sides, with the paired difference -1, 0 or 1. */
function differencesOf(
  items: readonly AdversarialItem[],
): readonly { readonly weight: number; readonly difference: number }[] {
  return items.flatMap(({ weight, candidate, production }) =>
    candidate === 'unresolved' || production === undefined || production === 'unresolved'
      ? []
      : [{ weight, difference: Number(candidate === 'passed') - Number(production === 'passed') }],
  )
}

/**
 * The candidate against production as it answers today; null without an item that both were resolved on.
 *
 * Comparing with the recorded answers instead would say nothing: items are in the set because those failed.
 *
 * @param alpha - of the one-sided exact McNemar test of losses.
 */
export function adversarialPaired(
  items: readonly AdversarialItem[],
  alpha: number,
): AdversarialPaired | null {
  const differences = differencesOf(items)
  const n = differences.length
  if (n === 0) return null
  const won = differences.filter(({ difference }) => difference > 0).length
  const lost = differences.filter(({ difference }) => difference < 0).length
  const [low, high] = agrestiMinInterval(won, lost, n, CONFIDENCE)
  return {
    n,
    won,
    lost,
    estimate: (won - lost) / n,
    interval: [Math.max(-1, low), Math.min(1, high)],
    pValueWorse: mcnemarWorse(won, lost),
    alpha,
  }
}

/** A difference of the traffic as the composite takes it. */
export type TrafficDifference = {
  readonly endpoint: Endpoint
  /** Pairs, each of weight 1. */
  readonly n: number
  readonly estimate: number
  readonly standardError: number
}

export type Composite = { readonly estimate: number; readonly parts: CompositeParts }

/**
 * The article's composite by explicit shares: (1 - share) * traffic + share * adversarial, where the share is the
 * items' weights over these and one for every pair of the traffic. It depends on how many items there happen to be, so
 * it is no statement on the traffic, and is shown for parity.
 *
 * @returns null unless both parts are known.
 * @see statistics note, section 2.6: rows repeated by their weight would make the interval too narrow.
 */
export function adversarialComposite(
  items: readonly AdversarialItem[],
  traffic: TrafficDifference | undefined,
): Composite | null {
  const differences = differencesOf(items)
  if (traffic === undefined || traffic.n === 0 || differences.length === 0) return null
  const weight = differences.reduce((sum, each) => sum + each.weight, 0)
  const adversarial = differences.reduce((sum, each) => sum + each.weight * each.difference, 0) / weight
  const share = weight / (traffic.n + weight)
  const estimate = (1 - share) * traffic.estimate + share * adversarial
  const variance =
    ((1 - share) * traffic.standardError) ** 2 + share ** 2 * varianceOf(differences, weight, adversarial)
  const half = normalQuantile(BOUND_LEVEL) * Math.sqrt(variance)
  return {
    estimate,
    parts: {
      share,
      endpoint: traffic.endpoint,
      traffic: traffic.estimate,
      adversarial,
      interval: [estimate - half, estimate + half],
    },
  }
}

/**
 * Linearised variance of the weighted mean, with half a win and half a loss of mean weight added, so that items
 * that all tie do not claim to be certain.
 */
function varianceOf(
  differences: readonly { readonly weight: number; readonly difference: number }[],
  weight: number,
  mean: number,
): number {
  const n = differences.length
  const pseudo = (weight / n) ** 2
  const squares = differences.reduce(
    (sum, each) => sum + (each.weight * (each.difference - mean)) ** 2,
    pseudo,
  )
  return (squares / weight ** 2) * (n / Math.max(1, n - 1))
}
