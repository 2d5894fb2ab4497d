import { FAILURE_MODES, type FailureMode } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Strata } from '../../records/strata.ts'
import { SUCCESS_SCORE } from './adversarial-result.ts'
import { stratumNames } from './count-slices.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** Paired counts of one failure mode. */
export type ModeCounts = {
  readonly mode: FailureMode
  readonly baseline: number
  readonly candidate: number
  readonly onlyCandidate: number
  readonly onlyBaseline: number
  /** The same within the pairs that may fail the gate (see `canFail`). */
  readonly onlyCandidateAmongFailed: number
  readonly onlyBaselineAmongFailed: number
  /** New failures per stratum name and per tier. */
  readonly strata: ReadonlyMap<string, number>
  readonly tiers: ReadonlyMap<string, number>
}

type Counter = {
  -readonly [Key in keyof ModeCounts]: ModeCounts[Key] extends ReadonlyMap<string, number>
    ? Map<string, number>
    : ModeCounts[Key]
}

/** Counts of every failure mode over the traffic, in the order of `FAILURE_MODES`; modes without events too. */
export function countModes(frame: TrafficFrame, strata: Strata): readonly ModeCounts[] {
  const names = stratumNames(strata)
  const counters = new Map<FailureMode, Counter>(FAILURE_MODES.map(mode => [mode, emptyCounter(mode)]))
  for (const pair of frame.pairs) {
    if (pair.baselineModes.length === 0 && pair.candidateModes.length === 0) continue
    const { stratumId } = pair.origin.draw
    for (const mode of new Set([...pair.baselineModes, ...pair.candidateModes])) {
      const counter = counters.get(mode)
      if (counter !== undefined) countPair(counter, pair, names.get(stratumId) ?? stratumId)
    }
  }
  return [...counters.values()]
}

function emptyCounter(mode: FailureMode): Counter {
  return {
    mode,
    baseline: 0,
    candidate: 0,
    onlyCandidate: 0,
    onlyBaseline: 0,
    onlyCandidateAmongFailed: 0,
    onlyBaselineAmongFailed: 0,
    strata: new Map(),
    tiers: new Map(),
  }
}

function countPair(counter: Counter, pair: JudgedPair, stratum: string): void {
  const inBaseline = pair.baselineModes.includes(counter.mode)
  const inCandidate = pair.candidateModes.includes(counter.mode)
  if (inBaseline) counter.baseline += 1
  if (inCandidate) counter.candidate += 1
  if (inBaseline === inCandidate) return
  if (inBaseline) {
    counter.onlyBaseline += 1
    if (canFail(pair)) counter.onlyBaselineAmongFailed += 1
    return
  }
  counter.onlyCandidate += 1
  if (canFail(pair)) counter.onlyCandidateAmongFailed += 1
  counter.strata.set(stratum, (counter.strata.get(stratum) ?? 0) + 1)
  counter.tiers.set(pair.facts.tier, (counter.tiers.get(pair.facts.tier) ?? 0) + 1)
}

/** Where both sides have an outcome, a mode matters only if the candidate failed by it (product definition 18). */
function canFail({ verdicts: { outcome } }: JudgedPair): boolean {
  return outcome.kind !== 'scored' || outcome.candidateScore < SUCCESS_SCORE
}
