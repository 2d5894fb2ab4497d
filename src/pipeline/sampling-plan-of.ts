import type { Config } from '../config/config.ts'
import type { Dependencies } from '../dependencies.ts'
import { DEFAULT_GATE_POLICY } from '../stages/gate/gate-policy.ts'
import { earlierSpreads } from '../stages/sample/earlier-spreads.ts'

/** The sample the config asks for. */
export function samplingPlanOf(config: Config) {
  const { targetSize, allocation, strategy, floor, customerCap, stratifyBy } = config.sampling
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

/** What the config tells the gate to tolerate. */
export function gatePolicyOf(config: Config) {
  return {
    ...DEFAULT_GATE_POLICY,
    deltaThreshold: config.gates.deltaThreshold,
    adversarialFloor: config.gates.adversarialFloor,
    weightMultiplier: config.adversarial.weightMultiplier,
    rule: config.gates.decision,
    onInconclusive: config.gates.onInconclusive,
  }
}
