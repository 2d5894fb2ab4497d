import { describe, expect, it } from 'vitest'
import type { HealthShare } from '../../records/baseline-health.ts'
import type { RunId } from '../../records/ids.ts'
import type { KeptRun } from '../../records/kept-run.ts'
import { trendOf } from './trend-of.ts'

const DAY = 86_400_000

function share(estimate: number, half = 0.02): HealthShare {
  return { estimate, interval: [estimate - half, estimate + half], n: 500 }
}

/** The run of one week, counted from 0. */
function week(index: number, overrides: Partial<KeptRun> = {}): KeptRun {
  return {
    runId: `run-${index}` as RunId,
    finishedAtMs: 1000 * index,
    configHash: 'h',
    seed: '1',
    outcome: 'PASS',
    window: { startMs: 7 * index * DAY, endMs: 7 * (index + 1) * DAY },
    sample: { size: 500, population: 5000, digest: null },
    delta: { gate: 'global', estimate: -0.001 * index, interval: [-0.02, 0.02], standardError: 0.0001 },
    coverage: share(0.9),
    baseline: { outcome: share(0.8), modes: [], n: 500 },
    costPicoUsd: 1,
    judge: 'judge-a',
    judgedBy: 'judge-a',
    rubrics: [{ asks: 'texts', rubric: 'help 1', rubricHash: 'aaaaaaaabbbb' }],
    models: [{ asks: 'texts', model: 'model-a' }],
    embeddingModel: 'space-1',
    stratumModel: { modelId: 'm1', change: index === 0 ? 'first' : 'kept' },
    alphaPlan: null,
    ...overrides,
  }
}

describe('trendOf', () => {
  it('lines up one run per window, the newest of it, whatever order they come in', () => {
    const again = week(1, { runId: 'run-again' as RunId, finishedAtMs: 9_999 })
    const trend = trendOf([week(2), again, week(0), week(1), week(3, { window: null })])
    expect(trend.points.map(({ runId }) => runId)).toEqual(['run-0', 'run-again', 'run-2'])
    expect(trend).toMatchObject({ superseded: 1, undated: 1 })
  })

  it.each<[string, Partial<KeptRun>]>([
    ['judge', { judge: 'judge-b' }],
    ['judge', { models: [{ asks: 'texts', model: 'model-b' }] }],
    ['rubric', { rubrics: [{ asks: 'texts', rubric: 'help 1', rubricHash: 'ccccccccbbbb' }] }],
    ['embedding-model', { embeddingModel: 'space-2' }],
    ['stratum-model', { stratumModel: { modelId: 'm2', change: 'new-space' } }],
  ])('starts a new series with another %s and names it', (what, change) => {
    const { points } = trendOf([week(0), week(1), week(2, change)])
    expect(points.map(({ series }) => series)).toEqual([1, 1, 2])
    expect(points[2]?.breaks).toMatchObject([{ what }])
  })

  it('goes on with one series where the stratum model was fitted anew and the intents were matched', () => {
    const refitted = week(1, { stratumModel: { modelId: 'm2', change: 'monthly' } })
    expect(trendOf([week(0), refitted]).points.map(({ series }) => series)).toEqual([1, 1])
  })

  it('draws the line through the newest series alone', () => {
    const weeks = [0, 1, 2, 3].map(index => week(index))
    expect(trendOf(weeks).deltaSlope?.perWeek).toBeCloseTo(-0.001, 9)
    expect(trendOf(weeks).deltaSlope?.windows).toBe(4)
    const broken = weeks.map((run, index) => (index < 2 ? run : { ...run, judge: 'judge-b' }))
    expect(trendOf(broken).deltaSlope).toBeNull()
  })

  it('keeps a window in which every pair tied: its error is that of its interval', () => {
    const tie = { gate: 'global' as const, estimate: 0, interval: [-0.02, 0.02] as const, standardError: 0 }
    const weeks = [0, 1, 2, 3].map(index => week(index, index < 2 ? { delta: tie } : {}))
    expect(trendOf(weeks).deltaSlope?.windows).toBe(4)
  })

  it('compares production with itself across another judge, and not where a week has no record of it', () => {
    const worse = week(1, { judge: 'judge-b', baseline: { outcome: share(0.6), modes: [], n: 500 } })
    const { points } = trendOf([week(0), worse, week(2, { baseline: null })])
    expect(points[1]?.baselineChanges).toMatchObject([
      { what: 'outcome', isChange: true, before: 0.8, after: 0.6 },
    ])
    expect(points[2]?.baselineChanges).toEqual([])
  })

  it('is empty without a run', () => {
    expect(trendOf([])).toEqual({
      points: [],
      deltaSlope: null,
      coverageSlope: null,
      superseded: 0,
      undated: 0,
    })
  })
})
