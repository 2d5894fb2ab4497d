import { describe, expect, it } from 'vitest'
import type { RunId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, buildSample, buildStrata } from '../../testing/judged-pair-builder.ts'
import { type CandidateRun, compareCandidates } from './compare-candidates.ts'
import { DEFAULT_GATE_POLICY } from './gate-policy.ts'

/** A candidate by how many pairs it won, lost and tied. */
function candidate(name: string, won: number, lost: number, tied: number): CandidateRun {
  const pair = (index: number): JudgedPair =>
    buildJudgedPair({
      id: `t${index}`,
      preference: index < won ? [0.5, 1] : index < won + lost ? [0.5, 0] : [0.5, 0.5],
    })
  const pairs = Array.from({ length: won + lost + tied }, (_, index) => pair(index))
  const sample = buildSample(pairs)
  return {
    name,
    runId: `run-${name}` as RunId,
    pairs,
    sample,
    strata: buildStrata(sample),
    sequential: undefined,
    policy: DEFAULT_GATE_POLICY,
    sampleDigest: 'same',
    costPicoUsd: 1,
  }
}

const FINE = candidate('fine', 20, 20, 1960)
const WORSE = candidate('worse', 50, 600, 1350)
/** A lower bound that clears the margin at 5% and not at a third of it. */
const CLOSE = candidate('close', 380, 404, 1216)

describe('compareCandidates', () => {
  it('passes one, fails one, and says what is released', () => {
    const { outcome, candidates } = compareCandidates([FINE, WORSE])
    expect(outcome).toBe('PASS')
    expect(candidates.map(each => [each.name, each.outcome, each.alone])).toEqual([
      ['fine', 'PASS', 'PASS'],
      ['worse', 'FAIL', 'FAIL'],
    ])
    expect(candidates[1]?.preference.estimate).toBeCloseTo(-550 / 4000)
  })

  it('holds everything back when all fail', () => {
    expect(compareCandidates([WORSE, { ...WORSE, name: 'other' }]).outcome).toBe('FAIL')
  })

  it('a candidate that passes alone does not pass among three that are not decided', () => {
    expect(compareCandidates([CLOSE]).candidates[0]?.outcome).toBe('PASS')
    const open = (name: string) => candidate(name, 380, 440, 1180)
    const [close] = compareCandidates([CLOSE, open('a'), open('b')]).candidates
    expect(close).toMatchObject({ outcome: 'INCONCLUSIVE', alone: 'PASS', share: 1 / 3 })
    expect(close?.reason).toContain('Alone it would be PASS')
  })

  it('and passes once the others have left at an earlier step', () => {
    const passed = (name: string) => ({ ...FINE, name })
    const [close] = compareCandidates([CLOSE, passed('a'), passed('b')]).candidates
    expect(close).toMatchObject({ outcome: 'PASS', share: 1 })
  })

  it('says so when candidates were asked other requests', () => {
    expect(compareCandidates([FINE, { ...WORSE, sampleDigest: 'other' }]).notes[0]).toContain('other samples')
    expect(compareCandidates([FINE, WORSE]).notes).toEqual([])
  })
})
