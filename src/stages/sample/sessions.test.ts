import { describe, expect, it } from 'vitest'
import type { Sample } from '../../records/sample.ts'
import { populationOf, type TestTrace, tracesOf } from './__fixtures__/population.ts'
import { drawSample } from './draw-sample.ts'
import type { SamplingPlan } from './sampling-plan.ts'

const PLAN: SamplingPlan = {
  targetSize: 600,
  seed: '2026-W47',
  allocation: 'sqrt',
  noiseWeight: 0.5,
  strategy: 'cluster_stratified',
}

/** 3000 traces in sessions of `length`, each session running through three strata. */
const sessionsOf = (length: number): readonly TestTrace[] =>
  tracesOf('t', 3000, index => ({
    stratum: ['1', '2', 'noise'][index % 3] ?? '1',
    sessionId: `s${Math.floor(index / length)}`,
  }))

function mostOfASession(traces: readonly TestTrace[], sample: Sample): number {
  const sessionOf = new Map<string, string | undefined>(traces.map(({ id, sessionId }) => [id, sessionId]))
  const counts = new Map<string, number>()
  for (const { traceId } of sample.draws) {
    const session = sessionOf.get(traceId) ?? traceId
    counts.set(session, (counts.get(session) ?? 0) + 1)
  }
  return Math.max(...counts.values())
}

function draw(traces: readonly TestTrace[], plan: Partial<SamplingPlan> = {}): Sample {
  const { strata, traitsOf } = populationOf(traces)
  return drawSample(strata, { ...PLAN, traitsOf, ...plan })
}

describe('traces of one session', () => {
  it.each(['cluster_stratified', 'replay'] as const)('are at most two in a sample drawn by %s', strategy => {
    for (const length of [3, 6, 9]) {
      const traces = sessionsOf(length)
      const sample = draw(traces, { strategy })
      expect(mostOfASession(traces, sample)).toBe(2)
      expect(sample.draws).toHaveLength(600)
      expect(sample.notes).toBeUndefined()
    }
  })

  it('would be more without their ids', () => {
    const traces = sessionsOf(9)
    expect(mostOfASession(traces, draw(traces, { traitsOf: undefined }))).toBeGreaterThan(4)
  })

  it('are as many as needed where two of each cannot fill the sample, and the sample says so', () => {
    const traces = sessionsOf(30)
    const sample = draw(traces)
    // 100 sessions for 600 draws.
    expect(mostOfASession(traces, sample)).toBe(6)
    expect(sample.draws).toHaveLength(600)
    expect(sample.notes?.[0]).toContain('up to 6 of a session')
  })

  it('are all taken with probability 1 when every trace is asked for', () => {
    const sample = draw(sessionsOf(30), { targetSize: 3000 })
    expect(sample.draws).toHaveLength(3000)
    expect(new Set(sample.draws.map(row => row.inclusionProbability))).toEqual(new Set([1]))
    expect(sample.notes).toBeUndefined()
  })

  it('keep their draws from one day to the next: the window moves, the numbers stay', () => {
    const traces = tracesOf('t', 3500, () => ({ stratum: '1' }))
    const monday = draw(traces.slice(0, 3000))
    const tuesday = new Set(draw(traces.slice(500)).draws.map(row => row.traceId))
    // Five sixths of the traces are still there, and hardly one of them changes its mind.
    const kept = monday.draws.filter(row => tuesday.has(row.traceId)).length
    expect(kept).toBeGreaterThan((5 / 6) * 600 - 60)
  })

  it('in pairs change nothing', () => {
    const traces = sessionsOf(2)
    expect(draw(traces)).toEqual(draw(traces, { traitsOf: undefined }))
  })

  it('do not take draws from other strata: a stratum of single requests keeps its size to a few per cent', () => {
    const traces = [
      ...sessionsOf(6),
      ...tracesOf('single', 1000, index => ({ stratum: '3', sessionId: `alone ${index}` })),
    ]
    const sizeOf = (sample: Sample) =>
      sample.strata.find(row => row.stratumId === '3')?.sampleSize ?? Number.NaN
    const alone = sizeOf(draw(traces, { traitsOf: undefined }))
    expect(Math.abs(sizeOf(draw(traces)) - alone)).toBeLessThanOrEqual(0.03 * alone)
  })

  it('keep nearly all of their draws when the target is raised', () => {
    const traces = sessionsOf(6)
    const large = new Set(draw(traces, { targetSize: 190 }).draws.map(row => row.traceId))
    const lost = draw(traces, { targetSize: 150 }).draws.filter(row => !large.has(row.traceId))
    // A session's third trace may take the place of one of its two.
    expect(lost.length).toBeLessThan(0.06 * 150)
  })

  it('are drawn equally often, whatever their place in the session', () => {
    const traces = sessionsOf(9)
    const drawn = new Map<string, number>()
    for (let seed = 0; seed < 25; seed += 1) {
      for (const { traceId } of draw(traces, { seed: `places ${seed}` }).draws) {
        const place = String(Number(traceId.slice(2)) % 9)
        drawn.set(place, (drawn.get(place) ?? 0) + 1)
      }
    }
    // Places 0, 3, 6 are of stratum 1, as are 1, 4, 7 of stratum 2 and 2, 5, 8 of noise.
    for (const stratum of [0, 1, 2]) {
      const counts = [0, 3, 6].map(step => drawn.get(String(stratum + step)) ?? 0)
      const mean = counts.reduce((total, count) => total + count, 0) / 3
      for (const count of counts) expect(Math.abs(count - mean)).toBeLessThan(4.5 * Math.sqrt(mean))
    }
  })
})
