import { expect, it } from 'vitest'
import type { Calibration } from '../records/calibration.ts'
import type { JudgeControls } from '../records/judge-controls.ts'
import { calibrationOf } from '../stages/calibrate/__fixtures__/labelled.ts'
import { renderCalibration } from './render-calibration.ts'

const NONE = { asked: 0, unanswered: 0, counted: 0, rate: null, bound: null }

const controlsAt = (costPicoUsd: number | undefined): JudgeControls => ({
  judge: 'openai/judge',
  attacked: NONE,
  plain: NONE,
  attacks: [],
  limits: { maxAttackSuccess: 0.2, minAccuracy: 0.8 },
  verdict: 'valid',
  reasons: [],
  costPicoUsd,
})

it.each([
  ['votes and control items are added', 3.7e11, controlsAt(1.1e11), '$0.48'],
  ['votes stand alone where no control item was asked', 3.7e11, null, '$0.37'],
  ['a control item without a price leaves it unknown', 3.7e11, controlsAt(undefined), 'unknown'],
  ['a vote without a price leaves it unknown', null, controlsAt(1.1e11), 'unknown'],
])('the cost of a calibration: %s', (_, costPicoUsd, controls, text) => {
  const calibration: Calibration = { ...calibrationOf(4, 0), costPicoUsd, controls }
  const lines = renderCalibration(
    calibration,
    { isEligible: true, reasons: [], notes: [] },
    { skewedShare: 0.8 },
  )
  expect(lines).toContain(`Cost: ${text}.`)
})
