import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import type { AlphaPlan } from '../records/alpha-plan.ts'
import type { AuditEvidence } from '../records/audit.ts'
import { withinShare } from '../stages/gate/alpha-share.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from '../stages/gate/gate-policy.ts'
import { earlierSpreads } from '../stages/sample/earlier-spreads.ts'
import type { TraceTraits } from '../stages/sample/sampling-plan.ts'
import { stratifyingFields } from '../stages/sample/stratifying-fields.ts'

/**
 * The sample the config asks for.
 *
 * @param population - what is drawn from: `flags` in `stratify_by` are those that divide it.
 */
export function samplingPlanOf(config: Config, population: readonly TraceTraits[]) {
  const { targetSize, allocation, floor, customerCap } = config.sampling
  const stratifyBy = stratifyingFields(config.sampling.stratifyBy, population)
  // The other two draw nothing by intent.
  const strategy =
    config.sampling.strategy === 'replay' ? ('replay' as const) : ('cluster_stratified' as const)
  return {
    targetSize,
    allocation,
    strategy,
    floor,
    customerCap,
    stratifyBy,
    seed: config.seed,
    noiseWeight: config.clustering.noiseWeight,
  }
}

/** What earlier weeks say of the spread in each stratum; asked for by one allocation alone. */
export function spreadsOf(
  config: Config,
  deps: Dependencies,
  windowEndMs: number | undefined,
  embeddingModel: string,
) {
  if (config.sampling.allocation !== 'neyman') return undefined
  const results = deps.store.runs().flatMap(({ report }) => report ?? [])
  return earlierSpreads(results, { windowEndMs, embeddingModel })
}

/** What the config tells the gate to tolerate, with the part of the error rates that this run may use, and what people say of its judge. */
export function gatePolicyOf(
  config: Config,
  { share }: Pick<AlphaPlan, 'share'> = { share: { pass: 1, fail: 1 } },
  audit?: AuditEvidence,
): GatePolicy {
  return {
    ...withinShare(DEFAULT_GATE_POLICY, share),
    deltaThreshold: config.gates.deltaThreshold,
    adversarialFloor: config.gates.adversarialFloor,
    weightMultiplier: config.adversarial.weightMultiplier,
    rule: config.gates.decision,
    onInconclusive: config.gates.onInconclusive,
    audit,
  }
}
