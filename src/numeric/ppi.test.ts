import { expect, it } from 'vitest'
import { labelCorrectedDelta } from './ppi.ts'
import { createRng } from './random.ts'

const rng = createRng('ppi-coverage')
const HALF_NETS = [-0.5, 0, 0.5]

/** People: 17% losses, 70% ties, 13% wins, mean -0.02. The judge errs in 22% and is skewed to the candidate. */
function drawPair(): readonly [people: number, judge: number] {
  const u = rng.nextFloat()
  const people = u < 0.17 ? -0.5 : u < 0.87 ? 0 : 0.5
  const isWrong = rng.nextFloat() < 0.22
  if (!isWrong) return [people, people]
  const wrong = HALF_NETS.filter(value => value !== people)
  return [people, wrong[rng.nextFloat() < 0.75 ? 1 : 0] ?? 0]
}

it('covers the truth at n = 2000 with a skewed judge, where the judge alone never does', () => {
  const replications = 1000
  let [covered, byJudge, narrower] = [0, 0, 0]
  for (let each = 0; each < replications; each += 1) {
    const pairs = Array.from({ length: 2000 }, drawPair)
    const few = pairs.slice(0, 400)
    const labelled = { labels: few.map(([people]) => people), predictions: few.map(([, judge]) => judge) }
    const judged = { predictions: pairs.map(([, judge]) => judge) }
    const { interval, lambda, standardError, judgeOnly } = labelCorrectedDelta(labelled, judged, {
      confidence: 0.95,
    })
    const alone = labelCorrectedDelta(labelled, judged, { confidence: 0.95, lambda: 0 })
    if (interval[0] <= -0.02 && -0.02 <= interval[1]) covered += 1
    if (judgeOnly < 0) byJudge += 1
    if (lambda > 0 && standardError < alone.standardError) narrower += 1
  }
  expect(covered / replications).toBeGreaterThanOrEqual(0.93)
  expect(covered / replications).toBeLessThanOrEqual(0.97)
  expect(byJudge).toBe(0)
  expect(narrower / replications).toBeGreaterThan(0.99)
})

it('does not listen to a judge that always says the same', () => {
  const labels = [0.5, 0, -0.5, 0, 0.5]
  const judged = { predictions: [0.5, 0.5, 0.5] }
  const found = labelCorrectedDelta({ labels, predictions: labels.map(() => 0.5) }, judged, {
    confidence: 0.95,
  })
  expect(found).toMatchObject({ lambda: 0, estimate: found.labelsOnly })
})

it('depends on the ratio of the weights alone, and on that', () => {
  const labels = [0.5, 0, -0.5, 0, 0.5]
  const predictions = [0.5, 0, 0, 0, 0.5]
  const judged = { predictions: [0.5, 0, 0, 0, -0.5, 0], weights: [1, 2, 3, 1, 1, 4] }
  const options = { confidence: 0.95 }
  const found = labelCorrectedDelta({ labels, predictions, weights: [1, 2, 3, 4, 5] }, judged, options)
  const scaled = labelCorrectedDelta({ labels, predictions, weights: [10, 20, 30, 40, 50] }, judged, options)
  expect(scaled.estimate).toBeCloseTo(found.estimate, 12)
  expect(scaled.standardError).toBeCloseTo(found.standardError, 12)
  expect(found.labelsOnly).toBeCloseTo((0.5 - 1.5 + 2.5) / 15, 12)
})

it.each([
  ['one label', { labels: [0], predictions: [0] }],
  ['a prediction too few', { labels: [0, 0], predictions: [0] }],
  ['a weight of 0', { labels: [0, 0], predictions: [0, 0], weights: [0, 1] }],
])('refuses %s', (_, labelled) => {
  expect(() => labelCorrectedDelta(labelled, { predictions: [0, 0] }, { confidence: 0.95 })).toThrow(
    /Expected/,
  )
})
