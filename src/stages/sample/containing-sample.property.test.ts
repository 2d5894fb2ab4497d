import fc from 'fast-check'
import { expect, it } from 'vitest'
import { populationOf, tracesOf } from './__fixtures__/population.ts'
import { containingSample } from './containing-sample.ts'
import { drawSample } from './draw-sample.ts'
import { sampleDigest } from './sample-digest.ts'

const SIZES = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 6 })

function drawsOf(sizes: readonly number[], sessionsOf?: number) {
  const traces = sizes.flatMap((size, stratum) =>
    tracesOf(`s${stratum}`, size, index => ({
      stratum: `c${stratum}`,
      sessionId: sessionsOf === undefined ? undefined : `${stratum}-${index % sessionsOf}`,
    })),
  )
  const { strata, traitsOf } = populationOf(traces)
  return (targetSize: number) =>
    drawSample(strata, {
      targetSize,
      traitsOf,
      seed: '7',
      allocation: 'sqrt',
      strategy: 'cluster_stratified',
      noiseWeight: 0.5,
    })
}

it('holds every earlier draw where no session and no customer is limited', () => {
  fc.assert(
    fc.property(
      SIZES,
      fc.integer({ min: 2, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
      (sizes, first, more) => {
        const draw = drawsOf(sizes)
        const earlier = new Set(draw(first).draws.map(({ traceId }) => traceId))
        const { sample, kept } = containingSample(first + more, draw, earlier)
        expect(kept).toBe(earlier.size)
        const population = sizes.reduce((sum, size) => sum + size, 0)
        expect(sample.draws.length).toBeGreaterThanOrEqual(Math.min(first + more, population))
        expect(sample.draws.length).toBeLessThanOrEqual(Math.min(first + more + 8, population))
      },
    ),
    { numRuns: 60 },
  )
})

it('keeps most where long sessions are thinned, and says how many', () => {
  const draw = drawsOf([400, 300, 200], 60)
  const earlier = new Set(draw(60).draws.map(({ traceId }) => traceId))
  const { sample, kept } = containingSample(90, draw, earlier)
  expect(kept).toBe(sample.draws.filter(({ traceId }) => earlier.has(traceId)).length)
  expect(kept).toBeLessThan(earlier.size)
  expect(kept).toBeGreaterThan(0.75 * earlier.size)
})

it('names a sample by its traces, not by their order', () => {
  const sample = drawsOf([50])(20)
  expect(sampleDigest({ ...sample, draws: sample.draws.toReversed() })).toBe(sampleDigest(sample))
  expect(sampleDigest(drawsOf([50])(21))).not.toBe(sampleDigest(sample))
})
