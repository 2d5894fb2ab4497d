import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, sendJson, serve } from '../../src/models/__fixtures__/serve.ts'
import { serveOpenAiEmbeddings, vectorOf } from '../../src/models/__fixtures__/serve-openai-embeddings.ts'
import { createProviderEmbeddingModel } from '../../src/models/create-provider-embedding-model.ts'
import { createGuardedFetch } from '../../src/models/egress/guarded-fetch.ts'
import type { EmbeddingModel } from '../../src/models/embedding-model.ts'
import { createLocalEmbeddingModel } from '../../src/models/local/create-local-embedding-model.ts'
import { createCompatibleEmbeddingModel } from '../../src/models/openai-compatible/create-compatible-embedding-model.ts'
import { shippedPrices } from '../../src/models/prices/shipped-prices.ts'
import { createRunLedger } from '../../src/models/spend/create-run-ledger.ts'
import { createTransformersEmbeddingModel } from '../../src/models/transformers/create-transformers-embedding-model.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'

const resources = new AsyncDisposableStack()
const models = new Map<string, EmbeddingModel>()

const dependencies = {
  sleep: async () => undefined,
  nowMs: () => Date.UTC(2026, 10, 24),
  ledger: createRunLedger(),
  prices: shippedPrices(),
  onWarning: () => undefined,
}

const gemini: Answer = (received, response) => {
  const { requests }: { requests: readonly { content: { parts: readonly { text: string }[] } }[] } =
    JSON.parse(received.body)
  const embeddings = requests.map(({ content }) => ({
    values: [...vectorOf(content.parts[0]?.text ?? '', 16)].map(value => value * 3),
  }))
  sendJson(response, 200, { embeddings })
}

beforeAll(async () => {
  const openai = resources.use(await serveOpenAiEmbeddings())
  const google = resources.use(await serve(gemini))
  const directory = mkdtempSync(join(tmpdir(), 'tidegate-model-'))
  resources.defer(() => rmSync(directory, { recursive: true, force: true }))
  const fetchOf = (baseUrl: string) => createGuardedFetch({ provider: 'test', baseUrl })
  const pipeline = async () => async (text: string) => ({ data: vectorOf(text, 16) })

  models.set('local', createLocalEmbeddingModel({ processes: 1 }))
  models.set(
    'openai',
    createProviderEmbeddingModel({
      ...dependencies,
      provider: 'openai',
      model: 'text-embedding-3-large',
      dimensions: 16,
      apiKey: 'sk-test',
      baseUrl: openai.baseUrl,
      fetch: fetchOf(openai.baseUrl),
    }),
  )
  models.set(
    'google',
    createProviderEmbeddingModel({
      ...dependencies,
      provider: 'google',
      model: 'gemini-embedding-001',
      dimensions: 16,
      apiKey: 'key',
      baseUrl: google.origin,
      fetch: fetchOf(google.origin),
    }),
  )
  models.set(
    'openai-compatible',
    await createCompatibleEmbeddingModel({
      ...dependencies,
      baseUrl: openai.baseUrl,
      model: 'text-embedding-3-large',
      dimensions: 16,
      apiKey: 'sk-test',
      inputPicoUsd: 0,
      batchSize: 3,
      fetch: fetchOf(openai.baseUrl),
    }),
  )
  models.set(
    'transformers',
    await createTransformersEmbeddingModel({
      directory,
      importPackage: async () => ({ env: {}, pipeline }),
    }),
  )
})
afterAll(() => resources.disposeAsync())

const TEXTS = [
  'where is my parcel',
  'cancel my order',
  '',
  'where is my parcel',
  'ÄÖ 你好 🚚 \ud83d',
  'x'.repeat(20_000),
] as readonly string[] as readonly RedactedText[]

describe.each(['local', 'openai', 'google', 'openai-compatible', 'transformers'])(
  'embedding model %s',
  name => {
    const model = (): EmbeddingModel => {
      const found = models.get(name)
      if (found === undefined) throw new Error(`no model ${name}`)
      return found
    }

    it('gives one unit row per text, whatever the text is', async () => {
      const { data, rows, columns } = await model().embed(TEXTS)
      expect([rows, columns, data.length]).toEqual([
        TEXTS.length,
        model().dimensions,
        TEXTS.length * model().dimensions,
      ])
      for (let row = 0; row < rows; row++) {
        expect(Math.hypot(...data.subarray(row * columns, (row + 1) * columns))).toBeCloseTo(1, 5)
      }
    })

    it('gives a text the same row in any company and place', async () => {
      const { data, columns } = await model().embed(TEXTS)
      const reversed = await model().embed(TEXTS.toReversed())
      TEXTS.forEach((_text, row) => {
        const mirrored = TEXTS.length - 1 - row
        expect(reversed.data.subarray(mirrored * columns, (mirrored + 1) * columns)).toEqual(
          data.subarray(row * columns, (row + 1) * columns),
        )
      })
    })

    it('gives no rows for no texts', async () => {
      expect(await model().embed([])).toMatchObject({ rows: 0, columns: model().dimensions })
    })

    it('tells its progress up to the last text', async () => {
      const told: number[] = []
      await model().embed(TEXTS, { onProgress: done => told.push(done) })
      expect(told.at(-1)).toBeGreaterThan(0)
      expect(told).toEqual(told.toSorted((a, b) => a - b))
      expect(Math.max(...told)).toBeLessThanOrEqual(TEXTS.length)
    })

    it('stops with the reason of whoever aborts', async () => {
      const signal = AbortSignal.abort(new Error('stopped'))
      await expect(model().embed(TEXTS, { signal })).rejects.toThrow('stopped')
    })
  },
)
