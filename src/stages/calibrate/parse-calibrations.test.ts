import { describe, expect, it } from 'vitest'
import { calibrationOf, IDENTITY } from './__fixtures__/labelled.ts'
import {
  currentCalibrations,
  mergeCalibrations,
  parseCalibrations,
  renderCalibrations,
} from './parse-calibrations.ts'

const calibration = calibrationOf(20, 4)

describe('the file of calibrations', () => {
  it('gives back what was written, controls included', () => {
    const attacked = { asked: 2, unanswered: 1, counted: 0, rate: 0, bound: 0.9 }
    const controls = {
      judge: 'j',
      attacked,
      plain: { ...attacked, rate: null, bound: null },
      attacks: [{ attack: 'a', answered: 1, succeeded: 0 }],
      limits: { maxAttackSuccess: 0.1, minAccuracy: 0.8 },
      verdict: 'invalid' as const,
      reasons: ['because'],
      costPicoUsd: undefined,
    }
    const all = [calibration, { ...calibration, controls, tokens: { meanInput: 10.5, p95Output: 9 } }]
    expect(parseCalibrations(renderCalibrations(all), 'f')).toEqual(all)
  })

  it.each([
    ['no JSON', '{', 'text that is no JSON'],
    ['another version', '{"schema":2,"calibrations":[]}', 'at schema'],
    [
      'a number out of place',
      renderCalibrations([calibration]).replace('"items": 24', '"items": -1'),
      'overall.items',
    ],
    ['a field nobody knows', renderCalibrations([calibration]).replace('"seed"', '"sead"'), 'calibrations.0'],
  ])('is refused with %s', (_what, json, message) => {
    expect(() => parseCalibrations(json, 'calibrations.json')).toThrow(message)
  })

  it('keeps the calibrations of a judge under one rubric as a series, of which the newest counts', () => {
    const newer = { ...calibration, calibratedAtMs: calibration.calibratedAtMs + 9 }
    const otherRubric = calibrationOf(20, 4, { ...IDENTITY, rubricHash: 'rubric-2' })
    const merged = mergeCalibrations([calibration, otherRubric], [newer])
    expect(merged).toEqual([newer, calibration, otherRubric])
    expect(currentCalibrations(merged.toReversed())).toHaveLength(2)
    expect(currentCalibrations(merged.toReversed())).toContainEqual(newer)
  })

  it('forgets the oldest of a long series', () => {
    const series = Array.from({ length: 30 }, (_, at) => ({ ...calibration, calibratedAtMs: at }))
    expect(mergeCalibrations(series, []).map(each => each.calibratedAtMs)).toEqual(
      Array.from({ length: 24 }, (_, at) => 29 - at),
    )
  })
})
