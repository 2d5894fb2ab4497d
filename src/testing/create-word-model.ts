import type { EmbeddingModel } from '../models/embedding-model.ts'

const DIMENSIONS = 64

/**
 * An embedding model that hashes words into a few signed coordinates: instant, and enough to tell simulated intents
 * apart. `embedded` counts the texts it was asked for.
 */
export function createWordModel(): EmbeddingModel & { embedded: number } {
  const model = {
    modelId: 'hashed-words',
    dimensions: DIMENSIONS,
    embedded: 0,
    async embed(texts: readonly string[]) {
      model.embedded += texts.length
      const data = new Float32Array(texts.length * DIMENSIONS)
      texts.forEach((text, row) => {
        data.set(vectorOf(text), row * DIMENSIONS)
      })
      return { data, rows: texts.length, columns: DIMENSIONS }
    },
  }
  return model
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (const word of text.toLowerCase().match(/[a-z]{4,}/g) ?? []) {
    let hash = 2166136261
    for (const character of word) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619) >>> 0
    vector[hash % DIMENSIONS] = (vector[hash % DIMENSIONS] ?? 0) + ((hash >>> 16) % 2 === 0 ? 1 : -1)
  }
  const length = Math.hypot(...vector) || 1
  return vector.map(value => value / length)
}
