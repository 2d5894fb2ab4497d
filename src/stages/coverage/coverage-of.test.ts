import { describe, expect, it } from 'vitest'
import type { Embeddings } from '../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../records/ids.ts'
import type { Strata } from '../../records/strata.ts'
import { coverageOf, itemsOfSample } from './coverage-of.ts'
import { countedStrata, realTrafficCoverage } from './strata-coverage.ts'

type Group = { readonly id: string; readonly angles: readonly number[] }

/** Traffic in the plane: one trace per angle, in degrees. */
function traffic(groups: readonly Group[]): { strata: Strata; embeddings: Embeddings } {
  const points = groups.flatMap(({ id, angles }) =>
    angles.map((angle, at) => ({ id, angle, traceId: `${id}-${String(at).padStart(4, '0')}` as TraceId })),
  )
  return {
    strata: {
      populationSize: points.length,
      strata: groups.map(({ id }) => {
        const members = points.filter(point => point.id === id).map(({ traceId }) => traceId)
        return {
          id: id as StratumId,
          kind: id === 'noise' ? 'noise' : 'cluster',
          label: `label ${id}`,
          keywords: [],
          members,
          share: members.length / points.length,
          persistence: undefined,
          exampleRequests: [],
        }
      }),
    },
    embeddings: {
      traceIds: points.map(({ traceId }) => traceId),
      vectors: rows(points.map(({ angle }) => angle)),
      modelId: 'plane',
    },
  }
}

function rows(angles: readonly number[]) {
  const radians = angles.map(angle => (angle * Math.PI) / 180)
  return {
    data: Float32Array.from(radians.flatMap(angle => [Math.cos(angle), Math.sin(angle)])),
    rows: angles.length,
    columns: 2,
  }
}

function items(placed: readonly (readonly [stratum: string | undefined, angle: number])[]) {
  return {
    vectors: rows(placed.map(([, angle]) => angle)),
    strata: placed.map(([stratum]) => stratum as StratumId | undefined),
  }
}

const around = (middle: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => middle - 5 + (10 * at) / (count - 1))

describe('realTrafficCoverage', () => {
  const shares = [0.24, 0.18, 0.13, 0.09, 0.08, 0.07, 0.06, 0.06, 0.045, 0.03, 0.015]
  const { strata } = traffic(
    shares.map((share, at) => ({
      id: `s${at}`,
      angles: new Array<number>(Math.round(share * 2_000)).fill(0),
    })),
  )
  const suite = [0, 1, 2, 3].flatMap(at => new Array<StratumId>(50).fill(`s${at}` as StratumId))
  const counted = countedStrata(strata, suite)

  it("gives the incident's static suite, four of eleven intents, 64% of the traffic and 38% of its failures", () => {
    expect(realTrafficCoverage(strata, counted)).toBeCloseTo(0.64, 12)
    const failureRate = (id: StratumId): number => {
      const at = Number(id.slice(1))
      return at < 4 ? 0.02 : at < 8 ? 0.05 : 0.08
    }
    expect(realTrafficCoverage(strata, counted, failureRate)).toBeCloseTo(0.0128 / 0.0335, 12)
  })

  it('counts a stratum as far as it has 30 items, and a smaller one as far as it has all its traces', () => {
    const small = traffic([
      { id: 'a', angles: around(0, 90) },
      { id: 'b', angles: around(90, 10) },
    ])
    const both = [...new Array<StratumId>(15).fill('a' as StratumId), 'b' as StratumId, undefined]
    const covered = countedStrata(small.strata, both)
    expect(covered.map(each => [each.items, each.required, each.covered])).toEqual([
      [15, 30, 0.5],
      [1, 10, 0.1],
    ])
    expect(realTrafficCoverage(small.strata, covered)).toBeCloseTo(0.9 * 0.5 + 0.1 * 0.1, 12)
  })

  it('is undefined without traffic', () => {
    expect(realTrafficCoverage({ strata: [], populationSize: 0 }, [])).toBeUndefined()
  })
})

describe('coverageOf', () => {
  const groups = [
    { id: 'a', angles: around(0, 60) },
    { id: 'b', angles: around(90, 30) },
    { id: 'noise', angles: [40, 45, 50, 130, 180, 200, 220, 240, 260, 280] },
  ]
  const { strata, embeddings } = traffic(groups)

  it('takes a trace as near when an item lies within the radius that holds 90% of its cluster', () => {
    // The radius of both clusters is about 4.5 degrees; an item in the middle reaches nine tenths of its own.
    const coverage = coverageOf(strata, embeddings, items([['a', 0]]))
    expect(coverage.strata.map(({ near }) => near)).toEqual([0.9, 0, 0])
    expect(coverage.near?.estimate).toBeCloseTo(54 / 100, 12)
    expect(coverage.near?.interval[0]).toBeLessThan(0.54)
    expect(coverage.near?.interval[1]).toBeGreaterThan(0.54)
    // At the edge it reaches half.
    const atEdge = coverageOf(strata, embeddings, items([['a', 5]])).strata[0]?.near ?? 1
    expect(atEdge).toBeLessThan(0.5)
    expect(atEdge).toBeGreaterThan(0.3)
  })

  it('compares noise with every item, within the median radius, and lets items of no stratum cover by nearness alone', () => {
    const coverage = coverageOf(
      strata,
      embeddings,
      items([
        [undefined, 45],
        ['unknown', 92],
      ]),
    )
    expect(coverage).toMatchObject({ items: 2, outside: 2, traffic: { estimate: 0 } })
    expect(coverage.strata.map(({ near }) => near)).toEqual([0, expect.closeTo(0.73, 1), 0.1])
  })

  it('finds its own sample whole where every trace was drawn', () => {
    const draws = strata.strata.flatMap(({ id, members }) =>
      members.map(traceId => ({ traceId, stratumId: id, inclusionProbability: 1 })),
    )
    const sample = { draws, strata: [], seed: '1', allocation: 'sqrt', populationSize: 100 } as const
    const coverage = coverageOf(strata, embeddings, itemsOfSample(sample, embeddings))
    expect([coverage.traffic?.estimate, coverage.near?.estimate]).toEqual([1, 1])
    expect(coverage.traffic?.interval[1]).toBe(1)
    expect(coverage.traffic?.interval[0]).toBeGreaterThan(0.96)
  })

  it('looks at no more than 2,000 traces of much traffic, from every stratum', () => {
    const many = traffic([
      { id: 'a', angles: around(0, 9_000) },
      { id: 'b', angles: around(90, 3_000) },
    ])
    const { near, strata: each } = coverageOf(many.strata, many.embeddings, items([['b', 90]]))
    expect(near?.n).toBe(2_000)
    expect(near?.estimate).toBeCloseTo(0.25 * 0.9, 2)
    expect(each.map(stratum => stratum.near)).toEqual([0, expect.closeTo(0.9, 2)])
  })

  it('has no number for nearness where there is no cluster, and none at all without traffic', () => {
    const noise = traffic([{ id: 'noise', angles: [1, 2, 3] }])
    expect(coverageOf(noise.strata, noise.embeddings, items([['noise', 1]])).near).toBeNull()
    const none = traffic([])
    expect(coverageOf(none.strata, none.embeddings, items([])).traffic).toBeNull()
  })

  it('refuses items in another space', () => {
    const other = { vectors: { data: new Float32Array(3), rows: 1, columns: 3 }, strata: [undefined] }
    expect(() => coverageOf(strata, embeddings, other)).toThrow('in the space of the traffic')
  })
})
