import { NumericError } from '../../errors/numeric-error.ts'
import { sum } from '../../numeric/sum.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Sample } from '../../records/sample.ts'
import type { Stratum } from '../../records/strata.ts'
import { allocateStrata } from './allocate-strata.ts'
import { type BottomK, createBottomK } from './bottom-k.ts'
import { judgingOrder } from './judging-order.ts'
import { permanentRandomNumber } from './permanent-random-number.ts'
import type { SamplingPlan } from './sampling-plan.ts'

/** A plan a single pass can carry out: by stratum, without cells. */
export type StreamingPlan = Omit<SamplingPlan, 'strategy' | 'traitsOf' | 'stratifyBy' | 'customerCap'>

/** A sample that is drawn while the traces go by. */
export interface StreamingSample {
  /** Each trace once, in any order. */
  offer(stratumId: StratumId, kind: Stratum['kind'], traceId: TraceId): void
  /**
   * The sample of everything offered so far, with exact inclusion probabilities: what `drawSample` draws
   * from the same traces without cells and sessions.
   *
   * @throws {NumericError} `empty` when nothing was offered.
   */
  draw(): Sample
}

/**
 * A sample from one pass over traffic of any size, in memory for at most `targetSize` ids per stratum: how
 * many a stratum gets is known only at the end, but never more than the target.
 *
 * Customers, flag states and sessions need a look at the whole population first and are not told apart here.
 */
export function createStreamingSample(plan: StreamingPlan): StreamingSample {
  const strata = new Map<StratumId, { readonly kind: Stratum['kind']; readonly kept: BottomK<TraceId> }>()
  return {
    offer(stratumId, kind, traceId) {
      let stratum = strata.get(stratumId)
      if (stratum === undefined) {
        stratum = { kind, kept: createBottomK<TraceId>(plan.targetSize) }
        strata.set(stratumId, stratum)
      }
      stratum.kept.offer(traceId, permanentRandomNumber(plan.seed, stratumId, traceId))
    },
    draw() {
      if (strata.size === 0) {
        throw new NumericError('Expected at least one trace to sample from, got none', { reason: 'empty' })
      }
      // Noise last, as in `Strata`: the order settles ties of the allocation.
      const rows = [...strata]
        .map(([id, { kind, kept }]) => ({ id, kind, size: kept.offered, kept }))
        .sort((a, b) => Number(a.kind === 'noise') - Number(b.kind === 'noise') || (a.id < b.id ? -1 : 1))
      const sizes = allocateStrata(rows, { ...plan, strategy: 'cluster_stratified' })
      const drawn = rows.map(({ id, size: population, kept }, index) => {
        const size = sizes[index] ?? 0
        const draws = kept.entries().slice(0, size)
        return {
          id,
          draws: draws.map(({ id: traceId }) => ({
            traceId,
            stratumId: id,
            inclusionProbability: size / population,
          })),
        }
      })
      return {
        draws: judgingOrder(drawn, plan.seed),
        strata: rows.map(({ id, size }, index) => ({
          stratumId: id,
          populationSize: size,
          sampleSize: sizes[index] ?? 0,
        })),
        seed: plan.seed,
        allocation: plan.allocation,
        populationSize: sum(rows.map(row => row.size)),
      }
    },
  }
}
