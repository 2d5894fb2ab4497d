import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { populationOf, tracesOf } from './__fixtures__/population.ts'
import { drawSample } from './draw-sample.ts'

type Cluster = { readonly size: number; readonly isNoise: boolean }

/** Sizes of the article's `generateProportionalSample`: rounded per cluster, cut where the cluster ends. */
function articleSizes(clusters: readonly Cluster[], target: number): readonly number[] {
  const weightOf = ({ isNoise }: Cluster): number => (isNoise ? 0.2 : 1)
  const total = clusters.reduce((sum, cluster) => sum + weightOf(cluster), 0)
  return clusters.map(cluster => Math.min(cluster.size, Math.round((weightOf(cluster) / total) * target)))
}

function ourSizes(clusters: readonly Cluster[], target: number): readonly number[] {
  const traces = clusters.flatMap(({ size, isNoise }, index) =>
    tracesOf(`t${index}`, size, () => ({
      stratum: isNoise ? 'noise' : String(index).padStart(3, '0'),
    })),
  )
  const sample = drawSample(populationOf(traces).strata, {
    targetSize: target,
    seed: 's',
    allocation: 'equal',
    noiseWeight: 0.2,
    floor: 1,
    strategy: 'cluster_stratified',
  })
  return sample.strata.map(stratum => stratum.sampleSize)
}

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)
const clustersOf = (sizes: readonly number[], noise: number): readonly Cluster[] => [
  ...sizes.map(size => ({ size, isNoise: false })),
  { size: noise, isNoise: true },
]

describe("`allocation: equal` with `noise_weight: 0.2` and the article's code", () => {
  it('give the same sizes for the article: eleven clusters and noise, 2,000 draws', () => {
    const clusters = clustersOf(Array<number>(11).fill(4000), 5000)
    expect(articleSizes(clusters, 2000)).toEqual([...Array<number>(11).fill(179), 36])
    // 2,000 / 11.2 = 178.57: rounding each makes 2,005, of which ours leaves out five.
    expect(total(articleSizes(clusters, 2000))).toBe(2005)
    expect(ourSizes(clusters, 2000)).toEqual([
      ...Array<number>(6).fill(179),
      ...Array<number>(5).fill(178),
      36,
    ])
  })

  it('are at most one apart in every cluster that is large enough, and ours sum to the target', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 20, max: 400 }), (count, target) => {
        const clusters = clustersOf(Array<number>(count).fill(400), 400)
        const [ours, theirs] = [ourSizes(clusters, target), articleSizes(clusters, target)]
        expect(total(ours)).toBe(target)
        for (const [index, size] of ours.entries()) {
          expect(Math.abs(size - (theirs[index] ?? Number.NaN))).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('part where a cluster is too small: the article draws fewer, we draw them elsewhere', () => {
    const clusters = clustersOf([15, 2000, 2000], 1000)
    expect(articleSizes(clusters, 960)).toEqual([15, 300, 300, 60])
    expect(ourSizes(clusters, 960)).toEqual([15, 430, 429, 86])
  })
})
