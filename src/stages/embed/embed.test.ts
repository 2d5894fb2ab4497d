import { describe, expect, test } from 'vitest'
import { ProviderError } from '../../errors/provider-error.ts'
import type { EmbeddingModel } from '../../models/embedding-model.ts'
import type { LexicalFit, LexicalModel } from '../../models/lexical-model.ts'
import type { TraceId } from '../../records/ids.ts'
import type { Intent } from '../../records/intent.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import { embed, embedAndFit, embedInSpace, spaceIdOf, type VectorCache } from './embed.ts'

function intents(...texts: readonly string[]): readonly Intent[] {
  return texts.map((text, index) => ({ traceId: `t${index}` as TraceId, text: text as RedactedText }))
}

/** Vector (length of the text, 1) scaled to unit length; `asked` records every text it was given. */
function countingModel(): EmbeddingModel & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    modelId: 'counting@1',
    dimensions: 2,
    async embed(texts, options) {
      asked.push(...texts)
      options?.onProgress?.(texts.length)
      const data = Float64Array.from(
        texts.flatMap(text => [text.length / Math.hypot(text.length, 1), 1 / Math.hypot(text.length, 1)]),
      )
      return { data, rows: texts.length, columns: 2 }
    },
  }
}

function memoryCache(): VectorCache {
  const kept = new Map<string, Float32Array>()
  return {
    vectors: (modelId, hashes) =>
      new Map(
        hashes.flatMap(hash => {
          const vector = kept.get(`${modelId}/${hash}`)
          return vector === undefined ? [] : [[hash, vector]]
        }),
      ),
    putVectors: (modelId, rows) => {
      for (const [hash, vector] of rows) kept.set(`${modelId}/${hash}`, vector)
    },
  }
}

/** Places a later text by its length. */
const lengthFit: LexicalFit = {
  modelId: 'rank@1',
  fingerprint: '0123456789abcdef'.repeat(4),
  project: async texts => ({
    data: Float64Array.from(texts.flatMap(text => [Math.cos(text.length), Math.sin(text.length)])),
    rows: texts.length,
    columns: 2,
  }),
  toBytes: () => Uint8Array.of(1),
}

/** Places a text by its rank among those it was fitted with, so that a wrong order shows. */
const rankModel: LexicalModel = {
  modelId: 'rank@1',
  dimensions: 2,
  async fit(texts) {
    const data = Float64Array.from(texts.flatMap((_, rank) => [Math.cos(rank), Math.sin(rank)]))
    return { matrix: { data, rows: texts.length, columns: 2 }, fit: lengthFit }
  },
  load: () => lengthFit,
}

describe('the cache', () => {
  test('equal texts are embedded once and share a vector', async () => {
    const model = countingModel()
    const { vectors, traceIds } = await embed(intents('one', 'three', 'one'), model)
    expect(model.asked).toEqual(['one', 'three'])
    expect(traceIds).toEqual(['t0', 't1', 't2'])
    expect(vectors.data.subarray(4, 6)).toEqual(vectors.data.subarray(0, 2))
    expect(vectors.data.subarray(2, 4)).not.toEqual(vectors.data.subarray(0, 2))
  })

  test('a second run asks the model for new texts only and gives bit-equal vectors', async () => {
    const model = countingModel()
    const cache = memoryCache()
    const first = await embed(intents('one', 'three'), model, { cache })
    model.asked.length = 0
    const second = await embed(intents('one', 'fifteen', 'three'), model, { cache })
    expect(model.asked).toEqual(['fifteen'])
    expect(second.vectors.data.subarray(0, 2)).toEqual(first.vectors.data.subarray(0, 2))
    expect(second.vectors.data.subarray(4, 6)).toEqual(first.vectors.data.subarray(2, 4))
  })

  test('a cached vector of another length is made anew', async () => {
    const model = countingModel()
    const cache: VectorCache = {
      vectors: (_, hashes) => new Map(hashes.map(hash => [hash, new Float32Array(3)])),
      putVectors: () => {},
    }
    await embed(intents('one'), model, { cache })
    expect(model.asked).toEqual(['one'])
  })

  test('texts done before a failure stay paid for', async () => {
    const model = countingModel()
    let calls = 0
    const failing: EmbeddingModel = {
      ...model,
      embed: (texts, options) => {
        calls += 1
        if (calls === 2) throw new Error('connection lost')
        return model.embed(texts, options)
      },
    }
    const cache = memoryCache()
    const many = intents(...Array.from({ length: 5_000 }, (_, index) => `text ${index}`))
    await expect(embed(many, failing, { cache })).rejects.toThrow('connection lost')
    model.asked.length = 0
    await embed(many, model, { cache })
    expect(model.asked).toHaveLength(5_000 - 4_096)
  })
})

test('the order of the intents moves no vector', async () => {
  const texts = ['delta', 'a', 'charlie', 'bb']
  const forward = await embed(intents(...texts), countingModel(), { lexical: rankModel })
  const backward = await embed(intents(...texts.toReversed()), countingModel(), { lexical: rankModel })
  texts.forEach((_, row) => {
    const mirrored = (texts.length - 1 - row) * 4
    expect(backward.vectors.data.subarray(mirrored, mirrored + 4)).toEqual(
      forward.vectors.data.subarray(row * 4, row * 4 + 4),
    )
  })
})

test('the lexical part weighs 0.7 of the sentence part and is named in the space', async () => {
  const { vectors, modelId } = await embed(intents('a', 'bb'), countingModel(), { lexical: rankModel })
  const [x = 0, y = 0, u = 0, v = 0] = vectors.data
  expect(vectors.columns).toBe(4)
  expect(Math.hypot(x, y, u, v)).toBeCloseTo(1, 6)
  expect(Math.hypot(u, v) / Math.hypot(x, y)).toBeCloseTo(0.7, 6)
  expect(modelId).toBe('counting@1 + 0.7 x rank@1 fitted on this window')
})

test('progress counts distinct texts, cached ones included', async () => {
  const cache = memoryCache()
  const model = countingModel()
  await embed(intents('a', 'bb'), model, { cache })
  const seen: (readonly [number, number])[] = []
  const onProgress = (done: number, total: number) => seen.push([done, total])
  await embed(intents('a', 'bb', 'ccc', 'a'), model, { cache, onProgress })
  expect(seen).toEqual([
    [2, 3],
    [3, 3],
  ])
})

test('no intents give no vectors', async () => {
  const { vectors, traceIds } = await embed([], countingModel())
  expect([vectors.rows, vectors.columns, vectors.data.length, traceIds.length]).toEqual([0, 2, 0, 0])
})

test('an answer that is not finite stops the run and is not cached', async () => {
  const cache = memoryCache()
  const broken: EmbeddingModel = {
    modelId: 'counting@1',
    dimensions: 2,
    embed: async texts => ({ data: new Float32Array(2).fill(Number.NaN), rows: texts.length, columns: 2 }),
  }
  await expect(embed(intents('a'), broken, { cache })).rejects.toThrow(ProviderError)
  const model = countingModel()
  await embed(intents('a'), model, { cache })
  expect(model.asked).toEqual(['a'])
})

describe('the space of an earlier window', () => {
  test('is placed by its fit and named by it, whatever else the later window holds', async () => {
    const model = countingModel()
    const { lexicalFit } = await embedAndFit(intents('a', 'bb'), model, { lexical: rankModel })
    const alone = await embedInSpace(intents('ccc'), model, lexicalFit)
    const among = await embedInSpace(intents('a', 'ccc', 'dddd'), model, lexicalFit)
    expect(among.vectors.data.subarray(4, 8)).toEqual(alone.vectors.data)
    const [, , u = 0, v = 0] = alone.vectors.data
    expect(Math.atan2(v, u)).toBeCloseTo(3, 6)
    expect(Math.hypot(u, v)).toBeCloseTo(0.7 / Math.hypot(1, 0.7), 6)
    expect(alone.modelId).toBe('counting@1 + 0.7 x rank@1 fitted on 0123456789ab')
    expect(spaceIdOf(model, lexicalFit)).toBe(alone.modelId)
  })

  test('is the space of the model alone without a lexical fit', async () => {
    const model = countingModel()
    const fitted = await embedAndFit(intents('a', 'bb'), model)
    expect(fitted.lexicalFit).toBeUndefined()
    expect(await embedInSpace(intents('a', 'bb'), model, undefined)).toEqual(fitted.embeddings)
  })

  test('asks the model for no text that a cache knows', async () => {
    const model = countingModel()
    const cache = memoryCache()
    const { lexicalFit } = await embedAndFit(intents('a'), model, { cache, lexical: rankModel })
    model.asked.length = 0
    await embedInSpace(intents('a', 'bb'), model, lexicalFit, { cache })
    expect(model.asked).toEqual(['bb'])
  })
})
