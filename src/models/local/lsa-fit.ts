import { setImmediate } from 'node:timers/promises'
import { packArrays, packedArray, packedChecksum, unpackArrays } from '../../numeric/packed-arrays.ts'
import { type QuantisedRows, quantiseRows } from '../../numeric/quantised-rows.ts'
import { besides, type SparseMatrix, transpose } from '../../numeric/sparse-matrix.ts'
import type { LexicalFit } from '../lexical-model.ts'
import { type Vocabulary, weighTexts } from './tf-idf.ts'
import { characterGrams, wordGrams } from './tokenise.ts'
import type { TruncatedSvd } from './truncated-svd.ts'

/** Characters of a text that are read; a request says what it is about before it grows longer. */
export const LONGEST_TEXT = 1_000

/** Grams that place later texts: 8 MB. What the rarer ones would add is less than their share of the weight. */
const MOST_PROJECTED = 2 ** 15
/** Texts weighed at a time, so that memory does not grow with their number. */
const SLICE = 1_024
const KIND = { kind: 'lexical fit', version: 1 }

/** What `fit` learnt: later texts are weighed with `words` and `characters` and turned by `projection`. */
type LsaParts = {
  readonly modelId: string
  readonly words: Vocabulary
  readonly characters: Vocabulary
  /** Ascending columns of the weighed texts, words first: `projection` has a row for each. */
  readonly projected: Uint32Array
  /** Shape (projected, dimensions): right singular vectors. */
  readonly projection: QuantisedRows
}

/**
 * The fold-in of a truncated SVD: a later row a of TF-IDF weights is placed at a V, V = Aᵀ U S⁻¹ being the right
 * singular vectors of the fitted rows A = U S Vᵀ, whose own places are A V = U S.
 *
 * V is kept at one byte per number, for the 2^15 grams of most weight.
 *
 * @see Deerwester et al. 1990, "Indexing by Latent Semantic Analysis", section 4.3.
 */
export function createLsaFit(
  modelId: string,
  vocabularies: { readonly words: Vocabulary; readonly characters: Vocabulary },
  features: SparseMatrix,
  svd: TruncatedSvd,
): LexicalFit {
  const transposed = transpose(features)
  const projected = heaviestRows(transposed)
  return fitOf({
    modelId,
    ...vocabularies,
    projected,
    projection: rightVectors(transposed, projected, svd),
  })
}

/**
 * The fit that `toBytes` wrote.
 *
 * @throws {StoreError} when the bytes are damaged, newer, or of another model than `modelId`.
 */
export function loadLsaFit(
  bytes: Uint8Array,
  modelId: string,
  dimensions: number,
  location: string,
): LexicalFit {
  const kind = { ...KIND, kind: `${KIND.kind} of ${modelId}` }
  const packed = unpackArrays(bytes, kind, location)
  const vocabulary = (name: string): Vocabulary => {
    const buckets = packedArray(packed, `${name}Buckets`, Uint32Array, undefined, location)
    return {
      buckets,
      weights: packedArray(packed, `${name}Weights`, Float64Array, buckets.length, location),
    }
  }
  const projected = packedArray(packed, 'projected', Uint32Array, undefined, location)
  const rows = projected.length
  return fitOf({
    modelId,
    words: vocabulary('words'),
    characters: vocabulary('characters'),
    projected,
    projection: {
      data: packedArray(packed, 'projection', Int8Array, rows * dimensions, location),
      scales: packedArray(packed, 'scales', Float32Array, rows, location),
      rows,
      columns: dimensions,
    },
  })
}

function fitOf(parts: LsaParts): LexicalFit {
  const bytes = bytesOf(parts)
  return {
    modelId: parts.modelId,
    fingerprint: packedChecksum(bytes),
    toBytes: () => bytes,
    project: async (texts, { signal } = {}) => {
      const { columns } = parts.projection
      const data = new Float32Array(texts.length * columns)
      const rowOfFeature = rowsByFeature(parts)
      for (let start = 0; start < texts.length; start += SLICE) {
        await setImmediate()
        signal?.throwIfAborted()
        const slice = texts.slice(start, start + SLICE).map(text => text.slice(0, LONGEST_TEXT))
        const weighed = besides(
          weighTexts(slice, wordGrams, parts.words),
          weighTexts(slice, characterGrams, parts.characters),
        )
        data.set(turned(weighed, rowOfFeature, parts.projection), start * columns)
      }
      return { data, rows: texts.length, columns }
    },
  }
}

function bytesOf({ modelId, words, characters, projected, projection }: LsaParts): Uint8Array {
  return packArrays(
    { ...KIND, kind: `${KIND.kind} of ${modelId}` },
    {
      header: {},
      arrays: {
        wordsBuckets: words.buckets,
        wordsWeights: words.weights,
        charactersBuckets: characters.buckets,
        charactersWeights: characters.weights,
        projected,
        scales: projection.scales,
        projection: projection.data,
      },
    },
  )
}

/** The rows of largest squared length, ascending; of equal ones the first. */
function heaviestRows({ offsets, values, rows }: SparseMatrix): Uint32Array {
  if (rows <= MOST_PROJECTED) return Uint32Array.from({ length: rows }, (_, row) => row)
  const squares = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) squares[row]! += values[entry]! ** 2
  }
  const heaviest = Uint32Array.from({ length: rows }, (_, row) => row).sort(
    (a, b) => squares[b]! - squares[a]! || a - b,
  )
  return heaviest.slice(0, MOST_PROJECTED).sort()
}

/** Rows of V = Aᵀ (U S) S⁻², quantised a few at a time: V itself would be the largest array of the fit. */
function rightVectors(
  transposed: SparseMatrix,
  projected: Uint32Array,
  { scaledLeft, singularValues }: TruncatedSvd,
): QuantisedRows {
  const columns = singularValues.length
  const inverse = singularValues.map(value => (value === 0 ? 0 : 1 / value ** 2))
  const data = new Int8Array(projected.length * columns)
  const scales = new Float32Array(projected.length)
  projected.forEach((feature, at) => {
    const row = new Float64Array(columns)
    for (let entry = transposed.offsets[feature]!; entry < transposed.offsets[feature + 1]!; entry++) {
      const source = transposed.indices[entry]! * columns
      const value = transposed.values[entry]!
      for (let j = 0; j < columns; j++) row[j]! += value * scaledLeft[source + j]!
    }
    for (let j = 0; j < columns; j++) row[j]! *= inverse[j]!
    const quantised = quantiseRows({ data: row, rows: 1, columns })
    data.set(quantised.data, at * columns)
    scales[at] = quantised.scales[0]!
  })
  return { data, scales, rows: projected.length, columns }
}

function rowsByFeature({ words, characters, projected }: LsaParts): Int32Array {
  const rows = new Int32Array(words.buckets.length + characters.buckets.length).fill(-1)
  projected.forEach((feature, row) => {
    rows[feature] = row
  })
  return rows
}

/** Unit rows of `weighed` times the projection; a row that meets no projected gram stays zero. */
function turned(weighed: SparseMatrix, rowOfFeature: Int32Array, projection: QuantisedRows): Float32Array {
  const { columns, data, scales } = projection
  const rows = new Float32Array(weighed.rows * columns)
  const sums = new Float64Array(columns)
  for (let row = 0; row < weighed.rows; row++) {
    sums.fill(0)
    for (let entry = weighed.offsets[row]!; entry < weighed.offsets[row + 1]!; entry++) {
      const projected = rowOfFeature[weighed.indices[entry]!]!
      if (projected === -1) continue
      const value = weighed.values[entry]! * scales[projected]!
      const source = projected * columns
      for (let j = 0; j < columns; j++) sums[j]! += value * data[source + j]!
    }
    const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0))
    if (length === 0) continue
    for (let j = 0; j < columns; j++) rows[row * columns + j] = sums[j]! / length
  }
  return rows
}
