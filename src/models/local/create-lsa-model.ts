import { createRng } from '../../numeric/random.ts'
import { besides } from '../../numeric/sparse-matrix.ts'
import type { LexicalModel } from '../lexical-model.ts'
import { createLsaFit, LONGEST_TEXT, loadLsaFit } from './lsa-fit.ts'
import { vocabularyOf, weighTexts } from './tf-idf.ts'
import { characterGrams, wordGrams } from './tokenise.ts'
import { truncatedSvd } from './truncated-svd.ts'

const DIMENSIONS = 256
const MODEL_ID = `lsa-word12-char35-${DIMENSIONS}@1`
/** A gram of a single text relates it to no other. */
const MIN_TEXTS = 2
const MOST_WORD_FEATURES = 2 ** 15
const MOST_CHARACTER_FEATURES = 2 ** 16
const ITERATIONS = 2

/**
 * Latent semantic analysis of the texts it is fitted on: TF-IDF of words and word pairs beside TF-IDF of the 3 to 5
 * characters within words (each of unit length), reduced to 256 dimensions by truncated SVD. It sees what the
 * sentence encoder does not know: product names, identifiers, spellings, other languages.
 *
 * Same texts in the same order, same vectors: the SVD starts from a fixed block. Up to 2^15 word and 2^16 character
 * features, so that memory is bounded at 100,000 texts.
 */
export function createLsaModel(): LexicalModel {
  return {
    modelId: MODEL_ID,
    dimensions: DIMENSIONS,
    async fit(texts, { signal } = {}) {
      const read = texts.map(text => text.slice(0, LONGEST_TEXT))
      const words = vocabularyOf(read, wordGrams, { minTexts: MIN_TEXTS, maxFeatures: MOST_WORD_FEATURES })
      const characters = vocabularyOf(read, characterGrams, {
        minTexts: MIN_TEXTS,
        maxFeatures: MOST_CHARACTER_FEATURES,
      })
      const features = besides(
        weighTexts(read, wordGrams, words),
        weighTexts(read, characterGrams, characters),
      )
      const svd = await truncatedSvd(features, {
        rank: DIMENSIONS,
        iterations: ITERATIONS,
        rng: createRng('lsa@1'),
        signal,
      })
      return {
        matrix: { data: unitRows(svd.scaledLeft, DIMENSIONS), rows: texts.length, columns: DIMENSIONS },
        fit: createLsaFit(MODEL_ID, { words, characters }, features, svd),
      }
    },
    load: (bytes, location) => loadLsaFit(bytes, MODEL_ID, DIMENSIONS, location),
  }
}

function unitRows(data: Float64Array, columns: number): Float32Array {
  const rows = new Float32Array(data.length)
  for (let start = 0; start < data.length; start += columns) {
    let squares = 0
    for (let j = start; j < start + columns; j++) squares += data[j]! * data[j]!
    if (squares === 0) continue
    const length = Math.sqrt(squares)
    for (let j = start; j < start + columns; j++) rows[j] = data[j]! / length
  }
  return rows
}
