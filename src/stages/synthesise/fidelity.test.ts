import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { TraceId } from '../../records/ids.ts'
import { countNames, embeddingFidelity, shareFidelity } from './fidelity.ts'

const COLUMNS = 8

function points(prefix: string, count: number, seed: string, shift = 0): Embeddings {
  const rng = createRng(seed)
  return {
    traceIds: Array.from({ length: count }, (_, index) => `${prefix}${index}` as TraceId),
    vectors: {
      data: Float64Array.from({ length: count * COLUMNS }, () => rng.nextFloat() + shift),
      rows: count,
      columns: COLUMNS,
    },
    modelId: 'test',
  }
}

const real = points('r', 200, 'real')
const exemplars = new Set(real.traceIds.filter((_, index) => index % 2 === 0))

describe('embeddingFidelity', () => {
  it('tells nothing of who gave a template when the synthetic requests are drawn anew', () => {
    const { membership, nearestRatio, embedding } = embeddingFidelity({
      real,
      synthetic: points('s', 200, 'new'),
      exemplars,
      seed: '1',
    })
    expect(membership?.interval[0]).toBeLessThan(0.5)
    expect(membership?.interval[1]).toBeGreaterThan(0.5)
    expect(nearestRatio).toBeGreaterThan(0.85)
    expect(nearestRatio).toBeLessThan(1.15)
    expect(embedding?.pValue).toBeGreaterThan(0.01)
  })

  it('tells who gave a template when the synthetic requests are copies', () => {
    const copies = real.traceIds.flatMap((id, row) => (exemplars.has(id) ? [row] : []))
    const synthetic: Embeddings = {
      ...real,
      traceIds: copies.map(row => `s${row}` as TraceId),
      vectors: {
        data: Float64Array.from(
          copies.flatMap(row => [...real.vectors.data.subarray(row * COLUMNS, (row + 1) * COLUMNS)]),
        ),
        rows: copies.length,
        columns: COLUMNS,
      },
    }
    const { membership, nearestRatio } = embeddingFidelity({ real, synthetic, exemplars, seed: '1' })
    expect(membership?.area).toBe(1)
    expect(nearestRatio).toBeLessThan(0.01)
  })

  it('sees that the synthetic requests are others', () => {
    const { embedding } = embeddingFidelity({
      real,
      synthetic: points('s', 200, 'far', 1),
      exemplars,
      seed: '1',
    })
    expect(embedding?.pValue).toBe(0.005)
    expect(embedding?.discrepancy).toBeGreaterThan(10 * Math.abs(embedding?.realHalves ?? 1))
  })

  it('measures nothing on fewer than two traces of a side', () => {
    const none = embeddingFidelity({ real, synthetic: real, exemplars: new Set(), seed: '1' })
    expect(none).toEqual({ nearestRatio: null, membership: null, embedding: null })
  })
})

it('the distance of two mixes is the share that would have to move', () => {
  const mix = shareFidelity(countNames(['a', 'a', 'b', 'b']), countNames(['a', 'a', 'a', 'c']), {
    real: 4,
    synthetic: 4,
  })
  expect(mix.distance).toBe(0.5)
  expect(mix.parts[0]).toEqual({ name: 'b', real: 0.5, synthetic: 0 })
})
