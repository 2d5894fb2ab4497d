import { expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import { baselineChanges } from './baseline-changes.ts'
import { baselineHealth, type RecordedTrace } from './baseline-health.ts'

/** A week in which each trace succeeds and refuses at these rates. */
function weekOf(rng: ReturnType<typeof createRng>, success: number, refusals: number, n = 600) {
  return baselineHealth(
    Array.from(
      { length: n },
      (): RecordedTrace => ({
        inclusionProbability: 0.1,
        outcome: rng.nextFloat() < success ? 1 : 0,
        modes: rng.nextFloat() < refusals ? ['refusal'] : [],
      }),
    ),
  )
}

it('weights shares to the traffic', () => {
  const health = baselineHealth([
    { inclusionProbability: 1, outcome: 0, modes: ['loop'] },
    { inclusionProbability: 0.25, outcome: 1, modes: [] },
  ])
  expect(health.outcome?.estimate).toBeCloseTo(0.8, 12)
  expect(health.modes).toMatchObject([{ mode: 'loop', n: 2 }])
  expect(health.modes[0]?.estimate).toBeCloseTo(0.2, 12)
})

it('has no share of what was never recorded', () => {
  expect(baselineHealth([]).outcome).toBeNull()
  expect(baselineHealth([{ inclusionProbability: 1, outcome: undefined, modes: [] }])).toEqual({
    outcome: null,
    modes: [],
    n: 1,
  })
})

it('finds a change in at most one of twenty quiet weeks, and a real one nearly always', () => {
  const rng = createRng('baseline changes')
  const WEEKS = 300
  const found = (success: number, refusals: number): number =>
    Array.from({ length: WEEKS }, () =>
      baselineChanges(weekOf(rng, 0.8, 0.01), weekOf(rng, success, refusals)),
    ).filter(changes => changes.some(({ isChange }) => isChange)).length / WEEKS
  expect(found(0.8, 0.01)).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / WEEKS))
  expect(found(0.7, 0.01)).toBeGreaterThan(0.85)
  expect(found(0.8, 0.06)).toBeGreaterThan(0.85)
})

it('compares a mode that one week alone showed with none of as many traces', () => {
  const rng = createRng('one week alone')
  const [change] = baselineChanges(weekOf(rng, 0.8, 0), weekOf(rng, 0.8, 0.1)).filter(
    ({ what }) => what === 'refusal',
  )
  expect(change).toMatchObject({ before: 0, isChange: true })
  expect(change?.interval[0]).toBeGreaterThan(0)
})
