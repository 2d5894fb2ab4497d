import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import {
  buildJudgedPair,
  buildSample,
  buildStrata,
  type JudgedPairSpec,
} from '../../testing/judged-pair-builder.ts'
import { decide } from './decide.ts'
import { DEFAULT_GATE_POLICY } from './gate-policy.ts'

let serial = 0
function repeat(count: number, spec: Omit<JudgedPairSpec, 'id'>): JudgedPair[] {
  return Array.from({ length: count }, () => {
    serial += 1
    return buildJudgedPair({ ...spec, id: `t${serial}` })
  })
}

function globalOf(pairs: readonly JudgedPair[]) {
  const sample = buildSample(pairs)
  return decide(pairs, sample, buildStrata(sample), DEFAULT_GATE_POLICY).gates.global
}

const verdictOf = (pairs: readonly JudgedPair[]) => globalOf(pairs).verdict

/** Part of so many weeks in which a candidate exactly at the margin passes, that only ever loses. */
function passesAtMargin(pairs: number, sessionSize: number, weeks: number): number {
  const rng = createRng(`rare losses ${pairs} ${sessionSize}`)
  let passed = 0
  for (let week = 0; week < weeks; week += 1) {
    let isLost = false
    const drawn = Array.from({ length: pairs }, (_, index) => {
      if (index % sessionSize === 0) isLost = rng.nextFloat() < 0.02
      return buildJudgedPair({
        id: `t${index}`,
        session: `s${Math.floor(index / sessionSize)}`,
        structured: isLost ? [1, 0] : [1, 1],
      })
    })
    if (verdictOf(drawn) === 'PASS') passed += 1
  }
  return passed / weeks
}

describe('rareLossBound', () => {
  it('does not let ties alone rule out a drop that leaves as many ties one time in three', () => {
    const global = globalOf(repeat(60, { structured: [1, 1] }))
    expect(global.verdict).toBe('INCONCLUSIVE')
    expect(global.reason).toContain('too few pairs, and too few of them lost')
    // 0.98 ** 148 is above 5%, 0.98 ** 149 below; half of a win is lost twice as often.
    expect(verdictOf(repeat(148, { structured: [1, 1] }))).toBe('INCONCLUSIVE')
    expect(verdictOf(repeat(149, { structured: [1, 1] }))).toBe('PASS')
    expect(verdictOf(repeat(73, { preference: [0.5, 0.5] }))).toBe('INCONCLUSIVE')
    expect(verdictOf(repeat(74, { preference: [0.5, 0.5] }))).toBe('PASS')
  })

  it('counts ties of one session once', () => {
    expect(verdictOf(repeat(1000, { structured: [1, 1], session: 'one' }))).toBe('INCONCLUSIVE')
    const sessions = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        repeat(10, { structured: [1, 1], session: `user ${index}` }),
      ).flat()
    expect(verdictOf(sessions(100))).toBe('INCONCLUSIVE')
    expect(verdictOf(sessions(150))).toBe('PASS')
  })

  it('leaves the verdict to the usual bound where losses are many', () => {
    const pairs = [...repeat(100, { structured: [1, 0] }), ...repeat(100, { structured: [0, 1] })]
    expect(verdictOf([...pairs, ...repeat(1800, { structured: [1, 1] })])).toBe('PASS')
  })

  it.each([
    [100, 1],
    [160, 1],
    [600, 4],
  ])(
    'passes a candidate at the margin in at most 5%% of weeks of %i pairs in sessions of %i',
    (pairs, size) => {
      // Three standard errors.
      expect(passesAtMargin(pairs, size, 600)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 600))
    },
  )
})
