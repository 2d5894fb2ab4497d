import type { Decision } from '../../../records/decision.ts'
import type { JudgedPair } from '../../../records/judged-pair.ts'
import {
  buildJudgedPair,
  buildSample,
  buildStrata,
  type JudgedPairSpec,
} from '../../../testing/judged-pair-builder.ts'
import { decide } from '../decide.ts'
import { DEFAULT_GATE_POLICY, type GatePolicy } from '../gate-policy.ts'

/** Makes pairs that are alike, each with an id no other pair of the same maker has. */
export function createRepeat(): (count: number, spec: Omit<JudgedPairSpec, 'id'>) => JudgedPair[] {
  let serial = 0
  return (count, spec) =>
    Array.from({ length: count }, () => {
      serial += 1
      return buildJudgedPair({ ...spec, id: `t${serial}` })
    })
}

/** What the gates say of pairs, under the default policy but for `policy`. */
export function decided(pairs: readonly JudgedPair[], policy: Partial<GatePolicy> = {}): Decision {
  const sample = buildSample(pairs)
  return decide(pairs, sample, buildStrata(sample), { ...DEFAULT_GATE_POLICY, ...policy })
}
