import type { StratumId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { ObservedSpread } from './neyman-spreads.ts'

/** A stratum's paired differences in one run, as a run's result keeps them for later weeks. */
export type StratumSpread = ObservedSpread & { readonly stratumId: StratumId }

/**
 * How much paired differences vary in each stratum of the traffic: what later weeks learn the `neyman`
 * allocation from. A stratum with fewer than two scored pairs is left out.
 *
 * A pair's difference is that of its outcome, else of its tool calls, else of its text as won - lost: all on
 * [-1, 1]. They are pooled to plan a sample, never to estimate.
 */
export function observedSpreads(pairs: readonly JudgedPair[]): readonly StratumSpread[] {
  const differences = new Map<StratumId, number[]>()
  for (const pair of pairs) {
    if (pair.origin.kind !== 'traffic') continue
    const difference = differenceOf(pair)
    if (difference === undefined) continue
    const { stratumId } = pair.origin.draw
    const own = differences.get(stratumId)
    if (own === undefined) differences.set(stratumId, [difference])
    else own.push(difference)
  }
  return [...differences]
    .filter(([, own]) => own.length >= 2)
    .map(([stratumId, own]) => ({ stratumId, count: own.length, variance: varianceOf(own) }))
}

function differenceOf({ verdicts: { outcome, structured, preference } }: JudgedPair): number | undefined {
  for (const verdict of [outcome, structured]) {
    if (verdict.kind === 'scored') return verdict.candidateScore - verdict.baselineScore
  }
  // Half-net: twice it is won - lost.
  return preference.kind === 'scored' ? 2 * (preference.candidateScore - preference.baselineScore) : undefined
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1)
}
