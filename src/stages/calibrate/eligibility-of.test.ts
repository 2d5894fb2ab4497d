import { describe, expect, it } from 'vitest'
import type { Calibration } from '../../records/calibration.ts'
import { calibrationOf, IDENTITY, labelled, times } from './__fixtures__/labelled.ts'
import { calibrate } from './calibrate.ts'
import { DEFAULT_ELIGIBILITY, decisiveAgreement, eligibilityOf } from './eligibility-of.ts'

const DAY_MS = 86_400_000

function check(calibration: Calibration, nowMs = 0) {
  return eligibilityOf(calibration, DEFAULT_ELIGIBILITY, IDENTITY, nowMs)
}

function controlsWith(bound: number | null): Calibration['controls'] {
  const attacked = { asked: 60, unanswered: 0, counted: 5, rate: bound === null ? null : 0.08, bound }
  return {
    judge: 'openai/judge',
    attacked,
    plain: attacked,
    attacks: [],
    limits: { maxAttackSuccess: 0.1, minAccuracy: 0.8 },
    verdict: 'valid',
    reasons: [],
    costPicoUsd: 0,
  }
}

describe('eligibility', () => {
  it('is given by agreement shown on enough pairs', () => {
    const { isEligible, reasons, notes } = check(calibrationOf(270, 30))
    expect(reasons).toEqual([])
    expect(isEligible).toBe(true)
    expect(notes).toEqual(['Its control items were not asked; every run asks them.'])
  })

  it('needs 200 labelled pairs, however well the judge does on fewer', () => {
    expect(check(calibrationOf(198, 0)).reasons).toEqual([
      'It voted on 198 labelled pairs; at least 200 are needed.',
    ])
    expect(check(calibrationOf(200, 0)).isEligible).toBe(true)
  })

  it('needs kappa .6 by the point and .4 by the lower bound', () => {
    // Kappa is 2 x accuracy - 1 here.
    const close = check(calibrationOf(236, 64))
    expect(close.reasons).toEqual([
      expect.stringMatching(/^weighted kappa with people is \+0\.573 .*; at least 0\.6 is needed\.$/),
    ])
    // The point is high enough here, and what so few pairs show is not.
    expect(check(calibrationOf(26, 6)).reasons).toEqual([
      'It voted on 32 labelled pairs; at least 200 are needed.',
      expect.stringMatching(
        /^weighted kappa with people is \+0\.625 .*; its lower 95% bound must be at least 0\.4\.$/,
      ),
    ])
  })

  it('is refused to a judge that is worse than chance, in these words', () => {
    expect(check(calibrationOf(100, 200)).reasons[0]).toMatch(/: worse than chance\.$/)
    expect(check(calibrationOf(150, 150)).reasons.join()).not.toContain('worse than chance')
  })

  it('ends after 90 days', () => {
    const calibration = calibrationOf(270, 30)
    expect(check(calibration, 90 * DAY_MS).isEligible).toBe(true)
    expect(check(calibration, 91 * DAY_MS).reasons).toEqual([
      'The calibration is 91 days old; after 90 it has expired.',
    ])
  })

  it.each([
    [{ rubricHash: 'rubric-0' }, 'Its rubric changed since the calibration.'],
    [{ settings: '{"temperature":1}' }, 'Its settings changed since the calibration.'],
    [{ rubricHash: null }, 'Under which rubric its votes were cast is not recorded.'],
    [{ judge: 'openai/other' }, 'The calibration is one of openai/other, not of openai/judge.'],
  ])('belongs to %j and to no other judge', (change, reason) => {
    expect(check(calibrationOf(270, 30, { ...IDENTITY, ...change })).reasons).toEqual([reason])
  })

  it('keeps to the limit on attacks where control items were asked', () => {
    const calibration = calibrationOf(270, 30)
    expect(check({ ...calibration, controls: controlsWith(0.1) }).isEligible).toBe(true)
    expect(check({ ...calibration, controls: controlsWith(0.2) }).reasons).toEqual([
      'Attacks succeeded on 8.0% of its control items, at most 20.0% at 95% confidence; the limit is 10.0%.',
    ])
    expect(check({ ...calibration, controls: controlsWith(null) }).reasons).toEqual([
      'It answered none of the attacked control items.',
    ])
  })

  it('looks at a slice alone when it is large enough, and names the others', () => {
    const good = times(400, labelled('A', 'A', 'A', { slice: 'easy' }))
    const other = times(400, labelled('B', 'B', 'B', { slice: 'easy' }))
    const hard = (count: number) => [
      ...times(count / 2, labelled('A', 'B', 'B', { slice: 'hard' })),
      ...times(count / 2, labelled('B', 'B', 'B', { slice: 'hard' })),
    ]
    const of = (count: number) =>
      check(
        calibrate([...good, ...other, ...hard(count)], {
          identity: IDENTITY,
          labelsHash: '',
          calibratedAtMs: 0,
          seed: '1',
        }),
      )
    expect(of(200).reasons[0]).toMatch(/^In slice hard: weighted kappa with people is 0\.000/)
    expect(of(100).reasons).toEqual([])
    expect(of(100).notes).toContain('Too few labelled pairs to look at alone: hard (100).')
  })
})

describe('skewed labels', () => {
  const options = { identity: IDENTITY, labelsHash: '', calibratedAtMs: 0, seed: '1' }

  it('are held to AC1, because kappa collapses', () => {
    const items = [
      ...times(280, labelled('A', 'A', 'A')),
      ...times(7, labelled('A', 'B', 'B')),
      ...times(6, labelled('B', 'A', 'A')),
      ...times(7, labelled('B', 'B', 'B')),
    ]
    const calibration = calibrate(items, options)
    expect(decisiveAgreement(calibration.overall, 0.8).name).toBe('AC1')
    expect(calibration.overall.agreement.weightedKappa.value).toBeLessThan(0.6)
    expect(check(calibration).isEligible).toBe(true)
  })

  it('do not admit a judge that always says the common label', () => {
    const blind = calibrate(
      [...times(285, labelled('A', 'A', 'A')), ...times(15, labelled('B', 'A', 'A'))],
      options,
    )
    expect(blind.overall.agreement.ac1.value).toBeGreaterThan(0.9)
    expect(check(blind).reasons).toEqual([
      '95.0% of the labels are one and the same, and it is not shown to tell the others apart: weighted kappa 0.000 [0.000, 0.000].',
    ])
  })

  it('do not admit a judge that says the rare label by chance', () => {
    const guessing = calibrate(
      [
        ...times(271, labelled('A', 'A', 'A')),
        ...times(14, labelled('A', 'B', 'B')),
        ...times(14, labelled('B', 'A', 'A')),
        labelled('B', 'B', 'B'),
      ],
      options,
    )
    const { ac1, weightedKappa } = guessing.overall.agreement
    expect(ac1.interval?.[0]).toBeGreaterThan(0.8)
    expect(weightedKappa.interval?.[1]).toBeGreaterThan(0)
    expect(check(guessing).reasons).toEqual([expect.stringContaining('not shown to tell the others apart')])
  })
})
