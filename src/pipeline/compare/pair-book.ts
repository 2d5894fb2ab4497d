import type { FailureMode } from '../../records/failure-mode.ts'
import type { JudgedPair, Tier } from '../../records/judged-pair.ts'
import type { Answer, ReplayOrigin } from '../../records/replay.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { traceTraitsOf } from '../../stages/judge/facts-of.ts'
import { failureModesOf } from '../../stages/judge/failure-modes-of.ts'
import { judgePair } from '../../stages/judge/judge-pair.ts'
import { createOfflineJudge } from '../../stages/judge/offline-judge.ts'
import { permanentRandomNumber } from '../../stages/sample/permanent-random-number.ts'
import { FAULT_KINDS, type Fault, type FaultKind, withFault } from './fault.ts'

/** What a side answers: a copy of the recording, the copy with the fault, or a copy that failed on its own. */
export type Version = 'copy' | 'faulty' | 'failing'

/** Judges every pair of versions of a trace once, by the rules of a run, and remembers it. */
export type PairBook = {
  readonly traces: readonly RedactedTrace[]
  /** By position in `traces`: whether the fault can befall it. */
  readonly canBeFaulty: readonly boolean[]
  /** By position: the rate at which production's own answers to traces of its tier fail. */
  readonly failureRates: readonly number[]
  pair(position: number, baseline: Version, candidate: Version, origin: ReplayOrigin): Promise<JudgedPair>
  /** Whether this version shows a failure mode. */
  fails(position: number, version: Version): boolean
}

/**
 * @param fault - what `faulty` means; whom it can befall depends on the recording alone.
 */
export function createPairBook(traces: readonly RedactedTrace[], fault: Fault, seed: string): PairBook {
  const judge = createOfflineJudge()
  const tiers = traces.map(trace => traceTraitsOf(trace).tier)
  const modes = traces.map(trace => failureModesOf({ kind: 'completed', trace }))
  const rates = failureRates(tiers, modes)
  const kinds = failureKinds(modes)
  const versions = new Map<string, RedactedTrace>()
  const version = (position: number, wanted: Version): RedactedTrace => {
    const trace = traces[position] as RedactedTrace
    if (wanted === 'copy') return trace
    const key = `${position}:${wanted}`
    const known = versions.get(key)
    if (known !== undefined) return known
    const pick = permanentRandomNumber(seed, wanted, trace.traceId)
    const kind = wanted === 'faulty' ? fault.kind : (kinds[Math.floor(pick * kinds.length)] ?? 'empty-answer')
    const made = withFault(trace, kind, pick) ?? withFault(trace, 'empty-answer', pick) ?? trace
    versions.set(key, made)
    return made
  }
  const judged = new Map<string, JudgedPair>()
  const failing = new Map<string, boolean>()
  return {
    traces,
    canBeFaulty: traces.map(
      (trace, at) =>
        (fault.tier === undefined || tiers[at] === fault.tier) &&
        withFault(trace, fault.kind, 0) !== undefined,
    ),
    failureRates: tiers.map(tier => rates.get(tier) ?? 0),
    pair: async (position, baseline, candidate, origin) => {
      const key = `${position}:${baseline}:${candidate}`
      const known = judged.get(key)
      if (known !== undefined) return { ...known, origin }
      const answer = (wanted: Version): Answer => ({ kind: 'completed', trace: version(position, wanted) })
      const request = traces[position] as RedactedTrace
      const pair = await judgePair(
        { request, origin, baseline: answer(baseline), candidate: answer(candidate) },
        judge,
      )
      // What a run slices by is the request as production answered it.
      const plain = baseline === 'copy' ? pair : { ...pair, facts: (await copyOf(position, origin)).facts }
      judged.set(key, plain)
      return plain

      async function copyOf(at: number, from: ReplayOrigin): Promise<JudgedPair> {
        const trace: Answer = { kind: 'completed', trace: traces[at] as RedactedTrace }
        return judgePair({ request, origin: from, baseline: trace, candidate: trace }, judge)
      }
    },
    fails: (position, wanted) => {
      const key = `${position}:${wanted}`
      const known = failing.get(key)
      if (known !== undefined) return known
      const trace = version(position, wanted)
      const isFailing = wanted === 'copy' ? (modes[position]?.length ?? 0) > 0 : modesOf(trace).length > 0
      failing.set(key, isFailing)
      return isFailing
    },
  }
}

function modesOf(trace: RedactedTrace): readonly FailureMode[] {
  return failureModesOf({ kind: 'completed', trace })
}

/** How often production's own answers fail, by tier. */
function failureRates(
  tiers: readonly Tier[],
  modes: readonly (readonly FailureMode[])[],
): ReadonlyMap<Tier, number> {
  const counts = new Map<Tier, { all: number; failed: number }>()
  for (const [at, tier] of tiers.entries()) {
    const count = counts.get(tier) ?? { all: 0, failed: 0 }
    count.all += 1
    if ((modes[at]?.length ?? 0) > 0) count.failed += 1
    counts.set(tier, count)
  }
  return new Map([...counts].map(([tier, { all, failed }]) => [tier, failed / all]))
}

/** The ways production fails, each as often as it does; those no copy can be made of are left out. */
function failureKinds(modes: readonly (readonly FailureMode[])[]): readonly FaultKind[] {
  return modes.flat().flatMap(mode => FAULT_KINDS.find(kind => kind === mode) ?? [])
}
