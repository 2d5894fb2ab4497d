import { describe, expect, it } from 'vitest'
import { createRng } from '../../../numeric/random.ts'
import type { TraceId } from '../../../records/ids.ts'
import { stratify } from '../stratify.ts'
import { type PlantedWeek, plantedWeek, strays } from './__fixtures__/planted-week.ts'
import { stratifySample } from './stratify-sample.ts'

const OPTIONS = { algorithm: 'hdbscan', space: 'embedding', minClusterSize: 15, minSamples: 6 } as const
const TOPICS = [
  { topic: 'refund', count: 500 },
  { topic: 'invoice', count: 300 },
  { topic: 'parcel', count: 200 },
]

/** Those whose ids hash lowest: uniform, whatever the order. */
function draw(ids: readonly TraceId[], count: number): ReadonlySet<TraceId> {
  const order = ids.map(id => ({ id, u: createRng(id).nextFloat() })).sort((a, b) => a.u - b.u)
  return new Set(order.slice(0, count).map(({ id }) => id))
}

function clustersOf({ strata }: Awaited<ReturnType<typeof stratify>>) {
  return strata.filter(({ kind }) => kind === 'cluster')
}

describe('stratifySample', () => {
  const week = plantedWeek('1', [...TOPICS, ...strays('1', 100)])
  const fitted = (from: PlantedWeek, mostFitted: number) =>
    stratifySample(from.embeddings, from.intents, OPTIONS, { draw, mostFitted })

  it('clusters everything up to the limit, as stratify does', async () => {
    expect(await fitted(week, 1_100)).toEqual(await stratify(week.embeddings, week.intents, OPTIONS))
  })

  it('puts every trace above the limit into exactly one stratum, those of a topic together', async () => {
    const strata = await fitted(week, 400)
    expect(strata.fittedOn).toEqual({ requests: 400, ofRequests: 1_100 })
    const members = strata.strata.flatMap(stratum => stratum.members)
    expect(members.toSorted()).toEqual(week.embeddings.traceIds.toSorted())
    const [refund, invoice, parcel] = clustersOf(strata)
    const starts = [0, 500, 800]
    for (const [at, stratum] of [refund, invoice, parcel].entries()) {
      const own = new Set(week.embeddings.traceIds.slice(starts[at], starts[at]! + TOPICS[at]!.count))
      const hits = stratum?.members.filter(id => own.has(id)).length ?? 0
      expect(hits).toBeGreaterThan(0.9 * own.size)
      // A stray may lie near a topic.
      expect(stratum?.members.length).toBeLessThanOrEqual(hits + 3)
      expect(stratum?.share).toBe((stratum?.members.length ?? 0) / 1_100)
      expect(stratum?.exampleRequests).toHaveLength(3)
    }
  })

  it('estimates from the sample what clustering everything finds, within its own error', async () => {
    const whole = clustersOf(await stratify(week.embeddings, week.intents, OPTIONS))
    for (const [at, { fitShare }] of clustersOf(await fitted(week, 400)).entries()) {
      const { estimate, standardError } = fitShare ?? { estimate: Number.NaN, standardError: Number.NaN }
      expect(standardError).toBeGreaterThan(0)
      expect(Math.abs(estimate - whole[at]!.share)).toBeLessThan(4 * standardError + 0.01)
    }
  })

  it('does not depend on the order of the traces', async () => {
    const { embeddings, intents } = week
    const { rows, columns, data } = embeddings.vectors
    const turned = new Float32Array(data.length)
    for (let row = 0; row < rows; row++)
      turned.set(data.subarray(row * columns, (row + 1) * columns), (rows - 1 - row) * columns)
    const backwards = {
      ...week,
      embeddings: {
        ...embeddings,
        traceIds: embeddings.traceIds.toReversed(),
        vectors: { data: turned, rows, columns },
      },
      intents: intents.toReversed(),
    }
    expect(await fitted(backwards, 400)).toEqual(await fitted(week, 400))
  })

  it('makes a stratum of a request outside the sample that is unlike all others and asked again and again', async () => {
    const { embeddings, intents } = plantedWeek('1', [...TOPICS, { topic: 'template', count: 40, spread: 0 }])
    const isTemplate = (id: TraceId) => embeddings.traceIds.indexOf(id) >= 1_000
    const drawn = (ids: readonly TraceId[], count: number) =>
      draw(
        ids.filter(id => !isTemplate(id)),
        count,
      )
    const strata = await stratifySample(embeddings, intents, OPTIONS, { draw: drawn, mostFitted: 400 })
    const template = clustersOf(strata).find(({ members }) => members.some(isTemplate))
    expect(template?.members.length).toBe(40)
    expect(template?.members.every(isTemplate)).toBe(true)
    expect(template?.persistence).toBeUndefined()
  })
})
