import type { Config } from '../config/config.ts'
import type { CandidateComparison } from '../records/candidate-comparison.ts'
import type { Evaluation } from '../records/evaluation.ts'
import { compareCandidates } from '../stages/gate/compare-candidates.ts'
import { gatePolicyOf } from './sampling-plan-of.ts'

export type EvaluatedCandidate = {
  readonly name: string
  /** Of `candidateConfigs`. */
  readonly config: Config
  readonly evaluation: Evaluation
}

/** The evaluations of several candidates as one decision over all of them. */
export function compareEvaluations(evaluated: readonly EvaluatedCandidate[]): CandidateComparison {
  return compareCandidates(
    evaluated.map(({ name, config, evaluation }) => {
      const { runId, pairs, sample, strata, decision, audit, alphaPlan, sampleDigest, costPicoUsd } =
        evaluation
      const whole = alphaPlan?.comparedCandidates ?? 1
      const { pass, fail } = alphaPlan?.share ?? { pass: 1, fail: 1 }
      const share = { pass: Math.min(1, pass * whole), fail: Math.min(1, fail * whole) }
      return {
        name,
        runId,
        pairs,
        sample,
        strata,
        sequential: decision.sequential,
        policy: gatePolicyOf(config, { share }, audit),
        sampleDigest,
        costPicoUsd,
      }
    }),
  )
}
