import { describe, expect, it } from 'vitest'
import { calibrationOf, IDENTITY } from './__fixtures__/labelled.ts'
import { mergeCalibrations, parseCalibrations, renderCalibrations } from './parse-calibrations.ts'

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

  it('keeps one calibration of a judge under one rubric, the last', () => {
    const newer = { ...calibration, calibratedAtMs: 9 }
    const otherRubric = calibrationOf(20, 4, { ...IDENTITY, rubricHash: 'rubric-2' })
    const merged = mergeCalibrations([calibration, otherRubric], [newer])
    expect(merged).toHaveLength(2)
    expect(merged).toContainEqual(newer)
    expect(merged).toContainEqual(otherRubric)
  })
})
