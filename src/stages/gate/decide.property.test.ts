import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../../records/decision.ts'
import { FAILURE_MODES } from '../../records/failure-mode.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Verdict } from '../../records/verdict.ts'
import {
  buildJudgedPair,
  buildSample,
  buildStrata,
  type VerdictSpec,
} from '../../testing/judged-pair-builder.ts'
import { decide } from './decide.ts'
import { DEFAULT_GATE_POLICY } from './gate-policy.ts'

const scores = fc.constantFrom<VerdictSpec>([1, 1], [1, 0], [0, 1], [0.5, 1], 'missing', 'none')
const preferences = fc.constantFrom<VerdictSpec>([0.5, 1], [0.5, 0.5], [0.5, 0], 'missing', 'none')
const modes = fc.subarray([...FAILURE_MODES].slice(0, 3))

const pairs = fc
  .array(
    fc.record({
      stratum: fc.constantFrom('a', 'b', 'noise'),
      structured: scores,
      preference: preferences,
      outcome: scores,
      baselineModes: modes,
      candidateModes: modes,
      tier: fc.constantFrom('single-step' as const, 'multi-step' as const),
      tools: fc.subarray(['search', 'refund']),
      session: fc.constantFrom('s1', 's2', 's3', ''),
    }),
    { maxLength: 60 },
  )
  .map(specs =>
    specs.map(({ session, ...spec }, index) =>
      buildJudgedPair({
        ...spec,
        id: `t${index}`,
        inclusionProbability: spec.stratum === 'a' ? 0.25 : 1,
        session: session === '' ? `own${index}` : session,
      }),
    ),
  )

function decided(judged: readonly JudgedPair[], order = judged): Decision {
  const sample = buildSample(judged)
  return decide(order, sample, buildStrata(sample), DEFAULT_GATE_POLICY)
}

function swapped(pair: JudgedPair): JudgedPair {
  const swap = (verdict: Verdict): Verdict => {
    if (verdict.kind !== 'scored') return verdict
    // A preference holds the baseline at 0.5: swapping mirrors the candidate's score.
    return verdict.endpoint === 'preference'
      ? { ...verdict, candidateScore: 1 - verdict.candidateScore }
      : { ...verdict, baselineScore: verdict.candidateScore, candidateScore: verdict.baselineScore }
  }
  const { structured, preference, outcome } = pair.verdicts
  return {
    ...pair,
    baselineModes: pair.candidateModes,
    candidateModes: pair.baselineModes,
    verdicts: { structured: swap(structured), preference: swap(preference), outcome: swap(outcome) },
  }
}

function expectNegated(left: number | null | undefined, right: number | null | undefined): void {
  if (typeof left === 'number' && typeof right === 'number') expect(left).toBeCloseTo(-right, 10)
  else expect(left).toBe(right)
}

describe('decide', () => {
  it('negates every estimate and mirrors every interval when the sides are swapped', () => {
    fc.assert(
      fc.property(pairs, judged => {
        const { gates } = decided(judged)
        const mirror = decided(judged.map(swapped)).gates
        const rows = [
          [gates.global, mirror.global] as const,
          [gates.outcome, mirror.outcome] as const,
          ...gates.global.endpoints.map(
            (endpoint, index) => [endpoint, mirror.global.endpoints[index]] as const,
          ),
        ]
        for (const [one, other] of rows) {
          expectNegated(one.estimate, other?.estimate)
          expectNegated(one.interval?.[0], other?.interval?.[1])
          expectNegated(one.interval?.[1], other?.interval?.[0])
        }
        expect(mirror.outcome.improved).toEqual(gates.outcome.regressed)
        expect(mirror.modes.findings.map(finding => finding.onlyBaseline)).toEqual(
          gates.modes.findings.map(finding => finding.onlyCandidate),
        )
      }),
    )
  })

  it('is the same to the last bit in whatever order pairs were judged', () => {
    fc.assert(
      fc.property(
        pairs.chain(judged =>
          fc.tuple(
            fc.constant(judged),
            fc.shuffledSubarray(judged, { minLength: judged.length, maxLength: judged.length }),
          ),
        ),
        ([judged, shuffled]) => {
          expect(JSON.stringify(decided(judged, shuffled))).toBe(JSON.stringify(decided(judged)))
        },
      ),
    )
  })

  it('never passes and fails the same pairs seen from both sides as a FAIL', () => {
    fc.assert(
      fc.property(pairs, judged => {
        const verdicts = [
          decided(judged).gates.global.verdict,
          decided(judged.map(swapped)).gates.global.verdict,
        ]
        expect(verdicts).not.toEqual(['FAIL', 'FAIL'])
      }),
    )
  })

  it('never turns a candidate worse by turning a loss into a tie', () => {
    const order = { FAIL: 0, INCONCLUSIVE: 1, PASS: 2, 'not-evaluated': 3 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (won, lost) => {
        const counted = (wins: number, losses: number) =>
          decided(
            Array.from({ length: 120 }, (_, index) =>
              buildJudgedPair({
                id: `t${index}`,
                structured: index < wins ? [0, 1] : index < wins + losses ? [1, 0] : [1, 1],
              }),
            ),
          ).gates.global.verdict
        expect(order[counted(won, Math.max(0, lost - 1))]).toBeGreaterThanOrEqual(order[counted(won, lost)])
      }),
    )
  })

  it('never turns a candidate that is not failing into a failing one by adding ties', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 40 }), (judged, count) => {
        const ties = Array.from({ length: count }, (_, index) =>
          buildJudgedPair({ id: `tie${index}`, stratum: 'b', structured: [1, 1], outcome: [1, 1] }),
        )
        const before = decided(judged).gates.outcome
        const after = decided([...judged, ...ties]).gates.outcome
        expect(after.paired).toMatchObject({ won: before.paired.won, lost: before.paired.lost })
        if (before.estimate !== null) {
          expect(Math.abs(after.estimate ?? NaN)).toBeLessThanOrEqual(Math.abs(before.estimate) + 1e-12)
        }
      }),
    )
  })

  it('keeps every estimate inside its bounds and its bounds on the scale', () => {
    fc.assert(
      fc.property(pairs, judged => {
        for (const { endpoint, estimate, interval } of decided(judged).gates.global.endpoints) {
          if (estimate === null || interval === null) continue
          const limit = endpoint === 'preference' ? 0.5 : 1
          expect(interval[0]).toBeLessThanOrEqual(estimate)
          expect(interval[1]).toBeGreaterThanOrEqual(estimate)
          expect(Math.max(-interval[0], interval[1])).toBeLessThanOrEqual(limit)
        }
      }),
    )
  })
})
