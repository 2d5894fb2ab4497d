import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Calibration, CalibrationFigures } from '../../src/records/calibration.ts'
import { renderCalibrations } from '../../src/stages/calibrate/parse-calibrations.ts'

const DAY_MS = 86_400_000

/** Writes two calibrations of one judge, a week apart, beside the store in a folder. */
export function writeCalibrations(folder: string, judge = 'openai/gpt-test', slice = 'refunds'): void {
  const calibrations = [0, 1].map(
    (week): Calibration => ({
      identity: { judge, rubricHash: 'ab'.repeat(32).replace(/^a/, String(week)), settings: '{}' },
      calibratedAtMs: Date.UTC(2026, 10, 1) + week * 7 * DAY_MS,
      seed: '1',
      labelsHash: 'cd'.repeat(32),
      overall: figures(40 + 8 * week),
      slices: [{ slice, figures: figures(20) }],
      controls: null,
      tokens: { meanInput: 812, p95Output: 96 },
      costPicoUsd: 42_000_000_000,
    }),
  )
  writeFileSync(join(folder, 'calibrations.json'), renderCalibrations(calibrations))
}

function figures(right: number): CalibrationFigures {
  const share = (count: number, of: number) => ({
    count,
    of,
    rate: count / of,
    interval: [count / of - 0.08, Math.min(1, count / of + 0.08)] as const,
  })
  const value = (at: number) => ({ value: at, interval: [at - 0.1, Math.min(1, at + 0.1)] as const })
  const agreement = {
    confusion: [
      [right, 4, 2],
      [3, 12, 5],
      [1, 2, right],
    ],
    kappa: value(0.7),
    weightedKappa: value(0.74),
    ac1: value(0.71),
    pabak: 0.69,
    alpha: 0.73,
  }
  return {
    items: 80,
    answered: 79,
    votes: { usable: 158, unreadable: 2, missing: 0 },
    accuracy: share(2 * right, 120),
    accuracyOfUsable: share(2 * right, 118),
    agreement,
    flips: share(9, 79),
    halfReadable: 1,
    agreed: share(60, 70),
    firstPosition: share(74, 140),
    length: { votes: 130, judge: 0.55, people: 0.5, bias: value(0.05) },
    verdicts: null,
  }
}
