import type { StratumId, TraceId } from '../../src/records/ids.ts'
import type { Tier } from '../../src/records/judged-pair.ts'
import type { Strata } from '../../src/records/strata.ts'

/**
 * Traces of the week for each that is drawn: enough that equal shares of the smallest intent can be. Every outcome is
 * drawn anew for each replication, so that the week stands for many.
 */
const TRACES_PER_DRAW = 6.25

/** How often production fails, by tier. */
export const FAILURE_RATES: { readonly [tier in Tier]: number } = {
  'single-step': 0.02,
  'few-steps': 0.05,
  'multi-step': 0.08,
}

/** Eleven intents: four simple ones that a static suite knows, four of a few steps, three of many. */
export const INTENTS: readonly { readonly id: StratumId; readonly share: number; readonly tier: Tier }[] = [
  ...[0.24, 0.18, 0.13, 0.09].map(share => ({ share, tier: 'single-step' as const })),
  ...[0.08, 0.07, 0.06, 0.06].map(share => ({ share, tier: 'few-steps' as const })),
  ...[0.045, 0.03, 0.015].map(share => ({ share, tier: 'multi-step' as const })),
].map((intent, index) => ({ ...intent, id: `intent-${String(index + 1).padStart(2, '0')}` as StratumId }))

/** The week's traffic that `n` requests are drawn from, as the sampling stage gets it; of `known` tiers alone. */
export function weekOf(n: number, known: (tier: Tier) => boolean = () => true): Strata {
  const intents = INTENTS.filter(({ tier }) => known(tier))
  const sizes = intents.map(({ share }) => Math.ceil(share * n * TRACES_PER_DRAW))
  const populationSize = sizes.reduce((sum, size) => sum + size, 0)
  return {
    populationSize,
    strata: intents.map(({ id }, index) => ({
      id,
      kind: 'cluster',
      label: id,
      keywords: [],
      members: Array.from(
        { length: sizes[index] ?? 0 },
        (_, member) => `${id}-${String(member).padStart(5, '0')}` as TraceId,
      ),
      share: (sizes[index] ?? 0) / populationSize,
      persistence: undefined,
      exampleRequests: [],
    })),
  }
}
