import { createRng, type Rng, shuffled } from '../../numeric/random.ts'
import type { Decision } from '../../records/decision.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import type { Strata } from '../../records/strata.ts'
import { decide } from '../../stages/gate/decide.ts'
import type { GatePolicy } from '../../stages/gate/gate-policy.ts'
import { unpairedGate } from '../../stages/gate/unpaired-gate.ts'
import type { Fault } from './fault.ts'
import type { PairBook, Version } from './pair-book.ts'

/** A judge of single answers as its errors: what statistics note, section 8, gives one without a reference answer. */
export const LONE_JUDGE = { sensitivity: 0.8, falsePositiveRate: 0.07 } as const

/** What happens to every trace in one resample, by position in its book. */
export type Fates = {
  readonly isFaulty: Uint8Array
  readonly baseline: readonly Version[]
  readonly candidate: readonly Version[]
}

/**
 * Who fails in this resample. A copy repeats production's own failures; besides, each side fails anew at half the rate
 * of production in the trace's tier, which is the noise an A/A comparison has.
 */
export function drawFates(book: PairBook, fault: Fault, rng: Rng): Fates {
  const isFaulty = new Uint8Array(book.traces.length)
  const baseline: Version[] = []
  const candidate: Version[] = []
  for (const position of book.traces.keys()) {
    // Three numbers whatever they are used for, so that a trace's fate depends on no other trace.
    const [befalls, ours, theirs] = [rng.nextFloat(), rng.nextFloat(), rng.nextFloat()]
    const rate = (book.failureRates[position] ?? 0) / 2
    isFaulty[position] = book.canBeFaulty[position] === true && befalls < fault.rate ? 1 : 0
    baseline.push(ours < rate ? 'failing' : 'copy')
    candidate.push(theirs < rate ? 'failing' : 'copy')
  }
  return { isFaulty, baseline, candidate }
}

/** One arm of a resample: with the fault, or with nothing but noise. */
export type Arm = 'fault' | 'null'

/** A sample replayed and judged, and what the gate says. */
export async function decideSample(
  sample: Sample,
  strata: Strata,
  positionOf: ReadonlyMap<TraceId, number>,
  book: PairBook,
  fates: Fates,
  arm: Arm,
  policy: GatePolicy,
): Promise<Decision> {
  const pairs: JudgedPair[] = []
  for (const draw of sample.draws) {
    const position = positionOf.get(draw.traceId)
    if (position === undefined) continue
    const candidate: Version =
      arm === 'fault' && fates.isFaulty[position] === 1 ? 'faulty' : (fates.candidate[position] ?? 'copy')
    pairs.push(
      await book.pair(position, fates.baseline[position] ?? 'copy', candidate, { kind: 'traffic', draw }),
    )
  }
  return decide(pairs, sample, strata, policy)
}

/** Half of the budget judged before the release, half after it, in two samples of different traces. */
export function judgeOnly(
  book: PairBook,
  fates: Fates,
  arm: Arm,
  {
    targetSize,
    seed,
    policy,
  }: { readonly targetSize: number; readonly seed: string; readonly policy: GatePolicy },
): { readonly verdict: string } {
  const rng = createRng(`${seed}|judge-only`)
  const half = Math.floor(Math.min(targetSize, book.traces.length) / 2)
  const order = shuffled([...book.traces.keys()], rng)
  const passes = (position: number, version: Version): boolean => {
    const rate = book.fails(position, version) ? LONE_JUDGE.sensitivity : LONE_JUDGE.falsePositiveRate
    return rng.nextFloat() >= rate
  }
  const before = order.slice(0, half).filter(at => passes(at, fates.baseline[at] ?? 'copy')).length
  const after = order.slice(half, 2 * half).filter(at => {
    const isFaulty = arm === 'fault' && fates.isFaulty[at] === 1
    return passes(at, isFaulty ? 'faulty' : (fates.candidate[at] ?? 'copy'))
  }).length
  return unpairedGate({ passed: before, n: half }, { passed: after, n: half }, policy.deltaThreshold)
}

/** A frozen set as a sample that is all of its population: every item counts the same, and nothing is drawn. */
export function wholeSample(strata: Strata, seed: string): Sample {
  return {
    draws: strata.strata.flatMap(({ id, members }) =>
      members.map(traceId => ({ traceId, stratumId: id, inclusionProbability: 1 })),
    ),
    strata: strata.strata.map(({ id, members }) => ({
      stratumId: id,
      populationSize: members.length,
      sampleSize: members.length,
    })),
    seed,
    allocation: 'proportional',
    populationSize: strata.populationSize,
  }
}

/** Some traces of the strata, as strata of their own: empty ones left out, shares counted anew. */
export function strataAmong(strata: Strata, ids: ReadonlySet<TraceId>): Strata {
  const kept = strata.strata
    .map(stratum => ({ ...stratum, members: stratum.members.filter(member => ids.has(member)) }))
    .filter(({ members }) => members.length > 0)
  const populationSize = kept.reduce((sum, { members }) => sum + members.length, 0)
  return {
    strata: kept.map(stratum => ({ ...stratum, share: stratum.members.length / populationSize })),
    populationSize,
  }
}

/** Stratum of every trace. */
export function homesOf({ strata }: Strata): ReadonlyMap<TraceId, StratumId> {
  return new Map(strata.flatMap(({ id, members }) => members.map(member => [member, id] as const)))
}
