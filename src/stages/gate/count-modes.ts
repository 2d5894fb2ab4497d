import { FAILURE_MODES, type FailureMode } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Strata } from '../../records/strata.ts'
import { SUCCESS_SCORE } from './adversarial-result.ts'
import { stratumNames } from './count-slices.ts'
import { sessionCounts } from './session-counts.ts'
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
  /** Sessions with more pairs of the one kind than of the other; the pairs where no session repeats. */
  readonly sessions: SideCounts
  readonly sessionsAmongFailed: SideCounts
  /** New failures per stratum name and per tier. */
  readonly strata: ReadonlyMap<string, number>
  readonly tiers: ReadonlyMap<string, number>
}

/** Where only one side shows a mode. */
export type SideCounts = { readonly onlyCandidate: number; readonly onlyBaseline: number }

type PairCounts = Omit<ModeCounts, 'sessions' | 'sessionsAmongFailed'>

type Counter = {
  -readonly [Key in keyof PairCounts]: PairCounts[Key] extends ReadonlyMap<string, number>
    ? Map<string, number>
    : PairCounts[Key]
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
  return bySession(frame, [...counters.values()])
}

/** The counts with those of sessions; a mode is "lost" where only the candidate shows it. */
function bySession(frame: TrafficFrame, counters: readonly Counter[]): readonly ModeCounts[] {
  const kinds = FAILURE_MODES.length
  const counts = sessionCounts(frame, 2 * kinds, (index, add) => {
    const pair = frame.pairs[index]
    if (pair === undefined || pair.baselineModes.length + pair.candidateModes.length === 0) return
    for (const [place, mode] of FAILURE_MODES.entries()) {
      const sign = Number(pair.baselineModes.includes(mode)) - Number(pair.candidateModes.includes(mode))
      add(place, sign)
      if (canFail(pair)) add(kinds + place, sign)
    }
  })
  return counters.map((counter, place) => {
    const { onlyCandidate, onlyBaseline, onlyCandidateAmongFailed, onlyBaselineAmongFailed } = counter
    const at = (group: number): SideCounts | undefined =>
      counts && { onlyCandidate: counts.lost[group] ?? 0, onlyBaseline: counts.won[group] ?? 0 }
    return {
      ...counter,
      sessions: at(place) ?? { onlyCandidate, onlyBaseline },
      sessionsAmongFailed: at(kinds + place) ?? {
        onlyCandidate: onlyCandidateAmongFailed,
        onlyBaseline: onlyBaselineAmongFailed,
      },
    }
  })
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
