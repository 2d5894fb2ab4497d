import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng, shuffled } from '../../numeric/random.ts'
import type { Embeddings } from '../../records/embeddings.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Intent } from '../../records/intent.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import { type StratifyOptions, stratify } from './stratify.ts'

type Request = { readonly id: string; readonly text: string; readonly vector: readonly number[] }

const options: StratifyOptions = {
  minClusterSize: 4,
  minSamples: 3,
  algorithm: 'hdbscan',
  space: 'embedding',
}

function stratifyRequests(requests: readonly Request[], changes: Partial<StratifyOptions> = {}) {
  const embeddings: Embeddings = {
    traceIds: requests.map(({ id }) => id as TraceId),
    vectors: {
      data: Float32Array.from(requests.flatMap(({ vector }) => vector)),
      rows: requests.length,
      columns: requests[0]?.vector.length ?? 3,
    },
    modelId: 'test',
  }
  const intents: readonly Intent[] = requests.map(({ id, text }) => ({
    traceId: id as TraceId,
    text: text as RedactedText,
  }))
  return stratify(embeddings, intents, { ...options, ...changes })
}

/** A direction near one of the axes; `spread` is the largest angle in radians, roughly. */
function nearAxis(axis: number, at: number, spread = 0.1): readonly number[] {
  const vector = Array.from({ length: 6 }, (_, column) =>
    column === axis ? 1 : spread * Math.sin(at * 12.9 + column * 78.2),
  )
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map(value => value / length)
}

function topic(prefix: string, axis: number, count: number, words: string): readonly Request[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `${prefix}-${String(at).padStart(3, '0')}`,
    text: `${words} number${at}`,
    vector: nearAxis(axis, at + axis * 100),
  }))
}

const shipping = topic('ship', 0, 12, 'where is the parcel shipping')
const refunds = topic('fund', 1, 20, 'refund the money')
const stray: readonly Request[] = [
  { id: 'zz-1', text: 'sing a song', vector: [0, 0, 0, 1, 0, 0] },
  { id: 'zz-2', text: 'chess opening', vector: [0, 0, 0, 0, -1, 0] },
]

describe('stratify', () => {
  it('names clusters by descending size and puts noise last', async () => {
    const { strata, populationSize } = await stratifyRequests([...shipping, ...stray, ...refunds])
    expect(populationSize).toBe(34)
    expect(strata.map(({ id, kind, members }) => ({ id, kind, size: members.length }))).toEqual([
      { id: 'c01', kind: 'cluster', size: 20 },
      { id: 'c02', kind: 'cluster', size: 12 },
      { id: 'noise', kind: 'noise', size: 2 },
    ])
    expect(strata.map(({ keywords }) => keywords[0])).toEqual(['refund money', 'parcel shipping', undefined])
    expect(strata[0]?.label).toBe('refund money')
    expect(strata[2]).toMatchObject({ label: 'unclustered', persistence: undefined, share: 2 / 34 })
    expect(strata[0]?.exampleRequests).toHaveLength(3)
  })

  it('makes a request that nothing resembles a stratum by itself when it was asked often enough', async () => {
    const asked = (times: number) =>
      Array.from({ length: times }, (_, at) => ({
        ...stray[0]!,
        id: `song-${at}`,
        text: `Sing a song, #${100_000 + at}`,
      }))
    const often = await stratifyRequests([...shipping, ...refunds, ...asked(4)])
    expect(often.strata.map(({ id, kind, members }) => [id, kind, members.length])).toEqual([
      ['c01', 'cluster', 20],
      ['c02', 'cluster', 12],
      ['c03', 'cluster', 4],
    ])
    expect(often.strata[2]?.persistence).toBeUndefined()
    const seldom = await stratifyRequests([...shipping, ...refunds, ...asked(3)])
    expect(seldom.strata.map(({ id, members }) => [id, members.length])).toEqual([
      ['c01', 20],
      ['c02', 12],
      ['noise', 3],
    ])
  })

  it('hands over the noise in cells to draw from, once it is large enough', async () => {
    const rng = createRng('noise')
    const strangers = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        id: `n-${String(at).padStart(3, '0')}`,
        text: `stranger ${at}`,
        vector: Array.from({ length: 40 }, () => rng.nextFloat() - 0.5),
      }))
    const many = await stratifyRequests(strangers(120), { minClusterSize: 30 })
    expect(many.strata.map(({ id }) => id)).toEqual(['noise'])
    expect(many.cells).toHaveLength(3)
    expect(many.cells?.map(({ id, stratumId }) => ({ id, stratumId }))[2]).toEqual({
      id: 'noise/3',
      stratumId: 'noise',
    })
    expect(many.cells?.flatMap(({ members }) => members).sort()).toEqual(many.strata[0]?.members)
    expect(await stratifyRequests(strangers(50), { minClusterSize: 30 })).not.toHaveProperty('cells')
  })

  it('has no noise stratum when every request is in a cluster', async () => {
    const { strata } = await stratifyRequests([...shipping, ...refunds])
    expect(strata.map(({ id }) => id)).toEqual(['c01', 'c02'])
  })

  it('counts repeated requests as traces of one request, which tears no cluster apart', async () => {
    const repeated = Array.from({ length: 50 }, (_, at) => ({ ...shipping[0]!, id: `again-${at}` }))
    const sameVector = { ...shipping[1]!, id: 'other-words', text: 'quite other words' }
    const { strata } = await stratifyRequests([...shipping, ...refunds, ...repeated, sameVector])
    expect(strata.map(({ id, members }) => [id, members.length])).toEqual([
      ['c01', 63],
      ['c02', 20],
    ])
    expect(strata[0]?.members).toContain('other-words')
  })

  it('makes noise the only stratum when there are fewer requests than a cluster needs', async () => {
    const { strata } = await stratifyRequests(shipping.slice(0, 3))
    expect(strata.map(({ id, share }) => ({ id, share }))).toEqual([{ id: 'noise', share: 1 }])
    expect(strata[0]?.members).toHaveLength(3)
  })

  it('has no strata without traces', async () => {
    expect(await stratifyRequests([])).toEqual({ strata: [], populationSize: 0 })
  })

  it('brings noise beside a cluster back unless told not to', async () => {
    // Four wide topics: what HDBSCAN sheds at their rims still lies close to its cluster.
    const rng = createRng('vote')
    const spread = () => 0.6 * (rng.nextFloat() + rng.nextFloat() + rng.nextFloat() - 1.5)
    const requests = Array.from({ length: 120 }, (_, at) => ({
      id: `t${at}`,
      text: `request ${at}`,
      vector: Array.from({ length: 6 }, (_, column) => (column === at % 4 ? 1 : 0) + spread()),
    }))
    const sizes = async (changes: Partial<StratifyOptions>) => {
      const found = await stratifyRequests(requests, { minClusterSize: 10, minSamples: 6, ...changes })
      return found.strata.map(({ members }) => members.length)
    }
    expect(await sizes({ voteNoise: false })).toEqual([25, 24, 24, 20, 27])
    expect(await sizes({ voteNoise: true })).toEqual([26, 25, 25, 23, 21])
    expect(await sizes({})).toEqual([26, 25, 25, 23, 21])
  })

  it('leaves a request without a direction in noise', async () => {
    const empty = { id: 'empty', text: '', vector: [0, 0, 0, 0, 0, 0] }
    const { strata } = await stratifyRequests([empty, ...shipping, ...refunds])
    expect(strata.at(-1)).toMatchObject({ id: 'noise', members: ['empty'] })
  })

  it('gives the same strata for every order of the traces', async () => {
    const requests = [...shipping, ...refunds, ...stray, { ...refunds[3]!, id: 'aa-first' }]
    const expected = await stratifyRequests(requests)
    await fc.assert(
      fc.asyncProperty(fc.string(), async seed => {
        expect(await stratifyRequests(shuffled(requests, createRng(seed)))).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  })

  it('puts every trace in exactly one stratum, with shares that sum to one', async () => {
    const coordinate = fc.integer({ min: -2, max: 2 })
    const request = fc.record({
      text: fc.constantFrom('a', 'b', 'c', 'long text', '<PERSON_k1_AB>'),
      vector: fc.tuple(coordinate, coordinate, coordinate),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 40, size: 'max' }), async found => {
        const requests = found.map((each, at) => ({ ...each, text: `${each.text} ${at % 17}`, id: `t${at}` }))
        const { strata } = await stratifyRequests(requests, { minClusterSize: 2, minSamples: 2 })
        expect(strata.flatMap(({ members }) => members).sort()).toEqual(requests.map(({ id }) => id).sort())
        expect(strata.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('stops on a trace without intent and on vectors that are not finite', async () => {
    const embeddings = {
      traceIds: ['t1' as TraceId],
      vectors: { data: Float64Array.of(1, 0), rows: 1, columns: 2 },
      modelId: 'test',
    }
    await expect(stratify(embeddings, [], options)).rejects.toThrow(
      'Expected an intent for every embedded trace',
    )
    const broken = [{ ...stray[0]!, vector: [Number.NaN, 0, 0, 0, 0, 0] }]
    await expect(stratifyRequests(broken)).rejects.toThrow(expect.objectContaining({ reason: 'non-finite' }))
  })
})
