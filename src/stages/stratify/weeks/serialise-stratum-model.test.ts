import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packArrays } from '../../../numeric/packed-arrays.ts'
import type { StratumId } from '../../../records/ids.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import { plantedWeek, strays } from './__fixtures__/planted-week.ts'
import { assign } from './assign.ts'
import { createStratumModel } from './create-stratum-model.ts'
import { parseStratumModel, serialiseStratumModel } from './serialise-stratum-model.ts'

async function aModel(): Promise<StratumModel> {
  const week = plantedWeek('v1', [
    { topic: 'refund', count: 30 },
    { topic: 'parcel', count: 20 },
    ...strays('v1', 5),
  ])
  const model = await createStratumModel({
    ...week,
    embeddingModelId: 'planted',
    lexicalFit: { modelId: 'lexical@1', bytes: Uint8Array.of(1, 2, 3) },
    window: { startMs: 0, endMs: 604_800_000 },
  })
  return {
    ...model,
    nextNumber: 4,
    provisional: {
      strata: [{ id: 'c03' as StratumId, label: 'later' }],
      centroids: { data: new Float32Array(24).fill(0.5), rows: 1, columns: 24 },
    },
  }
}

describe('parseStratumModel', () => {
  it('gives back the model that was written', async () => {
    const model = await aModel()
    expect(parseStratumModel(serialiseStratumModel(model), 'here')).toEqual(model)
    const plain = { ...model, lexicalFit: undefined, window: undefined }
    expect(parseStratumModel(serialiseStratumModel(plain), 'here')).toEqual(plain)
  })

  it('reads a file of version 1 as it was written then', async () => {
    const bytes = readFileSync(join(import.meta.dirname, '__fixtures__', 'stratum-model-v1.bin'))
    const model = parseStratumModel(bytes, 'fixture')
    expect(model.strata.map(({ id, label, size }) => [id, label, size])).toEqual([
      ['c01', 'refund', 30],
      ['c02', 'parcel', 20],
    ])
    expect(model).toMatchObject({
      space: 'planted',
      embeddingModelId: 'planted',
      lexicalFit: { modelId: 'lexical@1', bytes: Uint8Array.of(1, 2, 3) },
      window: { startMs: 0, endMs: 604_800_000 },
      populationSize: 55,
      nextNumber: 4,
      provisional: { strata: [{ id: 'c03', label: 'later' }] },
    })
    expect(model.reference.vectors).toMatchObject({ rows: 55, columns: 24 })
    const labels = await assign(
      plantedWeek('later', [{ topic: 'parcel', count: 20 }]).embeddings.vectors,
      model,
    )
    expect(labels.filter(label => label === 1).length).toBeGreaterThan(15)
  })

  it('refuses a newer version with a hint, and what is no model', async () => {
    const newer = packArrays({ kind: 'stratum model', version: 2 }, { header: {}, arrays: {} })
    expect(() => parseStratumModel(newer, 'model x')).toThrow(
      expect.objectContaining({
        name: 'StoreError',
        message: 'The stratum model of model x has version 2; this version of tidegate reads up to 1',
        hint: expect.stringContaining('Update tidegate'),
      }),
    )
    expect(() => parseStratumModel(Buffer.from('{}'), 'model x')).toThrow('found other bytes')
  })
})
