import type { EmbeddingModel } from '../../src/models/embedding-model.ts'

/** Coordinates a word adds to, so that two words seldom look alike. */
const PLACES = 6

/** Hashes words into signed coordinates: instant, of any length, and enough to tell simulated intents apart. */
export function createWordHashModel(dimensions: number): EmbeddingModel {
  return {
    modelId: `hashed-words-${dimensions}`,
    dimensions,
    embed: async texts => {
      const data = new Float32Array(texts.length * dimensions)
      for (const [row, text] of texts.entries())
        addWords(data.subarray(row * dimensions, (row + 1) * dimensions), text)
      return { data, rows: texts.length, columns: dimensions }
    },
  }
}

function addWords(vector: Float32Array, text: string): void {
  for (const word of text.toLowerCase().match(/[a-z]{3,}/g) ?? ['']) {
    let hash = 2166136261
    for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 16777619) >>> 0
    for (let place = 0; place < PLACES; place++) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
      hash = (hash ^ (hash >>> 12)) >>> 0
      vector[hash % vector.length]! += hash & 0x10000 ? 1 : -1
    }
  }
  const length = Math.hypot(...vector) || 1
  for (let at = 0; at < vector.length; at++) vector[at] = vector[at]! / length
}
