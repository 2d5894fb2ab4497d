import { describe, expect, it } from 'vitest'
import { createKernel } from '../kernel/create-kernel.ts'
import type { PointSearch } from '../plain-search.ts'
import { chiSquarePValue } from './__fixtures__/chi-square-p-value.ts'
import { plantedWeek, strays } from './__fixtures__/planted-week.ts'
import { assign, assignReference, createAssigner } from './assign.ts'
import { createStratumModel } from './create-stratum-model.ts'

const TOPICS = [
  { topic: 'refund', count: 120 },
  { topic: 'invoice', count: 80 },
  { topic: 'parcel', count: 50 },
]

function modelOf(week: ReturnType<typeof plantedWeek>, mostReferences?: number, search?: PointSearch) {
  return createStratumModel({
    ...week,
    embeddingModelId: 'planted',
    lexicalFit: undefined,
    window: { startMs: 0, endMs: 7 },
    mostReferences,
    search,
  })
}

describe('createStratumModel', () => {
  it('assigns requests of a later week to the topic they are about, and strays to none', async () => {
    const model = await modelOf(plantedWeek('1', [...TOPICS, ...strays('1', 40)]))
    const later = plantedWeek('2', [...TOPICS, ...strays('2', 40)])
    const labels = await assign(later.embeddings.vectors, model)
    const named = Array.from(labels, label => model.strata[label]?.label ?? 'noise')
    const truth = TOPICS.flatMap(({ topic, count }) => Array.from({ length: count }, () => topic))
    const hits = truth.filter((topic, at) => named[at] === topic).length
    const wrong = truth.filter((topic, at) => named[at] !== topic && named[at] !== 'noise').length
    // The quantile and the gate give up some five in a hundred on purpose.
    expect(hits / truth.length).toBeGreaterThan(0.88)
    expect(wrong).toBe(0)
    expect(named.slice(truth.length).filter(name => name === 'noise').length).toBeGreaterThan(36)
  })

  it('counts its own window as a later one would be counted: shares of two halves differ by chance alone', async () => {
    const pValues = await Promise.all(
      Array.from({ length: 20 }, async (_, seed) => {
        const model = await modelOf(plantedWeek(`a${seed}`, [...TOPICS, ...strays(`a${seed}`, 40)]))
        const labels = await assign(
          plantedWeek(`b${seed}`, [...TOPICS, ...strays(`b${seed}`, 40)]).embeddings.vectors,
          model,
        )
        const before = [...model.strata.map(({ assigned }) => assigned), model.unassigned]
        const now = before.map(
          (_, at) => labels.filter(label => (label === -1 ? before.length - 1 : label) === at).length,
        )
        expect(before.reduce((sum, count) => sum + count, 0)).toBe(290)
        return chiSquarePValue(before, now)
      }),
    )
    // Topic sizes are fixed, so the shares vary less than by chance; without leaving points out of their own vote,
    // every model would count itself fuller than the next week.
    expect(pValues.filter(pValue => pValue < 0.05).length).toBeLessThanOrEqual(2)
  })

  it('leaves every reference out of its own vote, and all traces that asked the same with it', async () => {
    const week = plantedWeek('1', TOPICS)
    const alone = plantedWeek('alone', [{ topic: 'alone', count: 1, cluster: 'refund' }])
    const { columns } = week.embeddings.vectors
    const both = {
      embeddings: {
        ...week.embeddings,
        traceIds: [...week.embeddings.traceIds, ...alone.embeddings.traceIds],
        vectors: {
          data: Float32Array.of(...week.embeddings.vectors.data, ...alone.embeddings.vectors.data),
          rows: week.embeddings.vectors.rows + 1,
          columns,
        },
      },
      intents: [...week.intents, ...alone.intents],
      strata: {
        populationSize: 251,
        strata: week.strata.strata.map(stratum =>
          stratum.label === 'refund'
            ? { ...stratum, members: [...stratum.members, ...alone.embeddings.traceIds] }
            : stratum,
        ),
      },
    }
    const model = await createStratumModel({
      ...both,
      embeddingModelId: 'planted',
      lexicalFit: undefined,
      window: undefined,
    })
    // Sorted by trace id: `alone-...` comes after `1-...`.
    const own = await assignReference(model)
    expect(own.at(-1)).toBe(-1)
    expect(model.unassigned).toBe(own.filter(label => label === -1).length)
  })

  it('is assigned alike in one piece and in many', async () => {
    const model = await modelOf(plantedWeek('1', TOPICS))
    const { vectors } = plantedWeek('2', [...TOPICS, ...strays('2', 30)]).embeddings
    const assigner = createAssigner(model)
    const pieces: number[] = []
    for (let row = 0; row < vectors.rows; row++) {
      const data = vectors.data.subarray(row * vectors.columns, (row + 1) * vectors.columns)
      pieces.push(...(await assigner.assign({ data, rows: 1, columns: vectors.columns })))
    }
    expect(pieces).toEqual([...(await assign(vectors, model))])
  })

  it('is the same model, and assigns alike, with a kernel', async () => {
    const kernel = createKernel({ threads: 1 })
    try {
      const week = plantedWeek('1', [...TOPICS, ...strays('1', 40)])
      const { vectors } = plantedWeek('2', [...TOPICS, ...strays('2', 30)]).embeddings
      const model = await modelOf(week, 150)
      expect(await modelOf(week, 150, kernel)).toEqual(model)
      expect(await assign(vectors, model, kernel)).toEqual(await assign(vectors, model))
      expect(await assignReference(model, kernel)).toEqual(await assignReference(model))
    } finally {
      await kernel.close()
    }
  })

  it('keeps a sample of every stratum when there are more requests than references, and still knows the topics', async () => {
    const week = plantedWeek('1', [
      { topic: 'refund', count: 1_200 },
      { topic: 'parcel', count: 200 },
      ...strays('1', 100),
    ])
    const model = await modelOf(week, 300)
    const kept = (label: number) => model.reference.labels.filter(each => each === label).length
    expect([kept(0), kept(1), kept(-1)]).toEqual([240, 60, 60])
    expect(model.strata.map(({ size }) => size)).toEqual([1_200, 200])
    const later = plantedWeek('2', [{ topic: 'refund', count: 500 }])
    const share = (await assign(later.embeddings.vectors, model)).filter(label => label === 0).length / 500
    // The window was counted by the same thinner reference.
    expect(Math.abs(share - model.strata[0]!.assigned / 1_200)).toBeLessThan(0.04)
    expect(share).toBeGreaterThan(0.9)
  })

  it('counts its window by day', async () => {
    const { days, strata, unassigned, populationSize } = await modelOf(plantedWeek('1', TOPICS))
    expect(days.map(({ day }) => day)).toEqual(Array.from({ length: 7 }, (_, at) => `1970-01-0${at + 1}`))
    const total = (at: number) => days.reduce((sum, { counts }) => sum + counts[at]!, 0)
    expect(strata.map((_, at) => total(at))).toEqual(strata.map(({ assigned }) => assigned))
    expect(total(strata.length)).toBe(unassigned)
    expect(populationSize).toBe(250)
  })

  it('has a model of a window without clusters, to which nothing belongs', async () => {
    const model = await modelOf(plantedWeek('1', strays('1', 20)))
    const labels = await assign(plantedWeek('2', TOPICS).embeddings.vectors, model)
    expect(labels.every(label => label === -1)).toBe(true)
    expect((await modelOf(plantedWeek('0', []))).reference.labels).toHaveLength(0)
  })

  it('refuses vectors of another length', async () => {
    const model = await modelOf(plantedWeek('1', TOPICS))
    await expect(assign({ data: new Float32Array(3), rows: 1, columns: 3 }, model)).rejects.toThrow(
      'Expected vectors of 24 numbers for this model, got 3',
    )
  })
})
