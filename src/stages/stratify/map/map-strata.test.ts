import { describe, expect, it } from 'vitest'
import { createRng, shuffled } from '../../../numeric/random.ts'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { Strata } from '../../../records/strata.ts'
import type { StrataMap } from '../../../records/strata-map.ts'
import { type MapOptions, mapStrata } from './map-strata.ts'

const DIMENSIONS = 12

/** Rows around two axes: even ones in stratum 0, odd ones in stratum 1. */
function requestsOf(count: number) {
  const rng = createRng('map')
  return Array.from({ length: count }, (_, at) => ({
    id: `t${String(at).padStart(4, '0')}`,
    vector: Array.from(
      { length: DIMENSIONS },
      (_, j) => Number(j === at % 2) + 0.3 * (rng.nextFloat() - 0.5),
    ),
    stratum: at % 2,
  }))
}

function mapOf(requests: ReturnType<typeof requestsOf>, limits?: MapOptions): StrataMap {
  const embeddings: Embeddings = {
    traceIds: requests.map(({ id }) => id as TraceId),
    vectors: {
      data: Float32Array.from(requests.flatMap(({ vector }) => vector)),
      rows: requests.length,
      columns: DIMENSIONS,
    },
    modelId: 'test',
  }
  const intents: readonly Intent[] = requests.map(({ id }) => ({
    traceId: id as TraceId,
    text: `text of ${id}` as RedactedText,
  }))
  const strata: Strata = {
    strata: [0, 1].map(position => ({
      id: `c0${position + 1}` as StratumId,
      kind: 'cluster',
      label: '',
      keywords: [],
      members: requests.filter(({ stratum }) => stratum === position).map(({ id }) => id as TraceId),
      share: 0.5,
      persistence: 1,
      exampleRequests: [],
    })),
    populationSize: requests.length,
  }
  return mapStrata(embeddings, intents, strata, limits)
}

/** Whether the mean of each stratum's points is farther from the other's than its points are from their own, on average. */
function areApart({ positions, strata }: StrataMap): boolean {
  const own = [0, 1].map(stratum =>
    [...strata.keys()]
      .filter(at => strata[at] === stratum)
      .map(at => [positions[2 * at]!, positions[2 * at + 1]!] as const),
  )
  const means = own.map(points =>
    [0, 1].map(axis => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length),
  )
  const spread = own.map(
    (points, at) =>
      points.reduce((sum, [x, y]) => sum + Math.hypot(x - means[at]![0]!, y - means[at]![1]!), 0) /
      points.length,
  )
  const gap = Math.hypot(means[0]![0]! - means[1]![0]!, means[0]![1]! - means[1]![1]!)
  return gap > 2 * Math.max(...spread)
}

describe('mapStrata', () => {
  it('draws every distinct request once, strata apart that are apart', () => {
    const map = mapOf(requestsOf(80))
    expect(map).toMatchObject({ requests: 80, laidOut: 80 })
    expect(map.positions).toHaveLength(160)
    expect([...map.strata].filter(stratum => stratum === 1)).toHaveLength(40)
    expect(areApart(map)).toBe(true)
  })

  it('gives the same map for every order of the traces', () => {
    const requests = requestsOf(60)
    expect(mapOf(shuffled(requests, createRng('order')))).toEqual(mapOf(requests))
  })

  it('lays out a sample of many requests, places others among it and leaves the rest out', () => {
    const map = mapOf(requestsOf(300), { mostLaidOut: 100, mostDrawn: 200 })
    expect(map).toMatchObject({ requests: 300, laidOut: 100 })
    expect(map.strata).toHaveLength(200)
    expect(map.positions.every(Number.isFinite)).toBe(true)
    expect(areApart(map)).toBe(true)
  })

  it.each([0, 1, 2, 3])('maps %i requests', count => {
    const map = mapOf(requestsOf(count))
    expect(map.strata).toHaveLength(count)
    expect(map.positions.every(Number.isFinite)).toBe(true)
  })

  it('maps requests that are all alike', () => {
    const alike = requestsOf(4).map(request => ({ ...request, vector: Array<number>(DIMENSIONS).fill(1) }))
    expect(mapOf(alike)).toMatchObject({ requests: 1, positions: Float64Array.of(0.5, 0.5) })
  })
})
