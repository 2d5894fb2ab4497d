import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createLocalEmbeddingModel } from '../../src/models/local/create-local-embedding-model.ts'
import { createLsaModel } from '../../src/models/local/create-lsa-model.ts'
import type { Matrix } from '../../src/numeric/matrix.ts'
import type { TraceId } from '../../src/records/ids.ts'
import type { Intent } from '../../src/records/intent.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import { embed, type VectorCache } from '../../src/stages/embed/embed.ts'
import { dataFolder } from './data-folder.ts'

type Row = { readonly text: string; readonly intent: string; readonly split: string }

const INTENTS = 60
const TEXTS_PER_INTENT = 20
const NEIGHBOURS = 5

/** Every fifth training request of each of the first 60 intents. */
function requests(): readonly Row[] {
  const file = join(dataFolder(), 'intents/clinc150.jsonl.gz')
  const rows = gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)
  const byIntent = Map.groupBy(
    rows.filter(row => row.split === 'train'),
    row => row.intent,
  )
  return [...byIntent.values()]
    .slice(0, INTENTS)
    .flatMap(texts => texts.filter((_, index) => index % 5 === 0).slice(0, TEXTS_PER_INTENT))
}

/** So that the sentence vectors are computed once for both runs. */
function memoryCache(): VectorCache {
  const kept = new Map<string, Float32Array>()
  return {
    vectors: () => kept,
    putVectors: (_, rows) => {
      for (const [hash, vector] of rows) kept.set(hash, vector)
    },
  }
}

/** Share of rows whose nearest neighbours, themselves left out, mostly carry their label. */
function neighbourAccuracy(vectors: Matrix, labels: readonly string[]): number {
  const { columns, data } = vectors
  const hits = labels.filter((label, i) => {
    const nearest = labels
      .map((other, j) => {
        let product = i === j ? -Infinity : 0
        for (let k = 0; k < columns; k++) product += data[i * columns + k]! * data[j * columns + k]!
        return { other, product }
      })
      .sort((a, b) => b.product - a.product)
      .slice(0, NEIGHBOURS)
    const votes = Map.groupBy(nearest, ({ other }) => other)
    const [winner] = [...votes].sort(([, a], [, b]) => b.length - a.length)[0] ?? []
    return winner === label
  })
  return hits.length / labels.length
}

test('the joint space tells real intents apart better than either of its parts', async () => {
  const rows = requests()
  const intents = rows.map(
    (row, index): Intent => ({ traceId: `${index}` as TraceId, text: row.text as RedactedText }),
  )
  const labels = rows.map(row => row.intent)
  const texts = intents.map(intent => intent.text)
  const model = createLocalEmbeddingModel({ processes: 2 })
  const cache = memoryCache()
  const sentences = await embed(intents, model, { cache })
  const joint = await embed(intents, model, { cache, lexical: createLsaModel() })
  const lexical = (await createLsaModel().fit(texts)).matrix
  const accuracy = {
    sentences: neighbourAccuracy(sentences.vectors, labels),
    lexical: neighbourAccuracy(lexical, labels),
    joint: neighbourAccuracy(joint.vectors, labels),
  }
  expect(rows).toHaveLength(INTENTS * TEXTS_PER_INTENT)
  expect(joint.vectors.columns).toBe(768)
  expect(accuracy.joint).toBeGreaterThan(Math.max(accuracy.sentences, accuracy.lexical))
  // Measured: sentences .919, lexical .868, joint .934.
  expect(accuracy.joint).toBeGreaterThan(0.91)
})
