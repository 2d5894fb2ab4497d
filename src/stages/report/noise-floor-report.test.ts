import { expect, it } from 'vitest'
import type { NoiseFloor } from '../../records/noise-floor.ts'
import { sizeText } from './noise-floor-report.ts'

const rate = (count: number): NoiseFloor['falseVerdicts']['pass'] => ({
  count,
  of: 200,
  estimate: count / 200,
  interval: [0, 1],
})

const floor = (passed: number, pairs = 2_000) => ({
  suggested: {
    targetSize: 500,
    basis: 'measured',
    allocation: 'sqrt',
    allocationReason: '',
    voteDisagreement: null,
    votes: '',
  } as const,
  margin: 0.02,
  populationSize: 5_200,
  pairs,
  falseVerdicts: { resamples: 200, fail: rate(0), pass: rate(passed), inconclusive: rate(200 - passed) },
})

it('a size that sees a drop is not said to be enough for a PASS that more pairs did not give', () => {
  expect(sizeText(floor(0))).toBe(
    '500 sees a drop of 0.02 with 80% power (spread measured); a PASS takes more than the 2,000 pairs of this run, which passed 0.0% of equal candidates',
  )
})

it.each([
  ['most equal candidates passed', floor(190)],
  ['the run was smaller than the size', floor(0, 300)],
])('nothing is said of a PASS where %s', (_, each) => {
  expect(sizeText(each)).toBe('500 sees a drop of 0.02 with 80% power (spread measured)')
})
