import type { SparseMatrix } from '../../numeric/sparse-matrix.ts'

const BUCKET_BITS = 22
const BUCKETS = 2 ** BUCKET_BITS

export type TfIdfOptions = {
  /** A gram in fewer texts than this tells no texts apart and is left out. */
  readonly minTexts: number
  /** The most frequent (by texts) are kept; of equally frequent ones, those of the lower bucket. */
  readonly maxFeatures: number
}

/** The grams that weigh and what they weigh: all that later texts need to be weighed alike. */
export type Vocabulary = {
  /** Ascending; column j of a matrix is the gram of bucket `buckets[j]`. */
  readonly buckets: Uint32Array
  /** Inverse document frequencies, in the same order. */
  readonly weights: Float64Array
}

/**
 * One row of TF-IDF weights per text: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), scaled to unit length; a text
 * without a kept gram is a row of zeros.
 *
 * Grams are hashed into 2^22 buckets instead of being collected in a dictionary, so memory does not grow with the
 * vocabulary; at the 60,000 grams of 5,000 requests some 1% share a bucket with another.
 *
 * @param gramsOf - the grams of one text, repeats included; called twice per text.
 * @returns shape (texts.length, kept features), columns ascending by bucket.
 * @see scikit-learn's `TfidfVectorizer(sublinear_tf=True, smooth_idf=True, norm="l2")`.
 */
export function tfIdf(
  texts: readonly string[],
  gramsOf: (text: string) => readonly string[],
  options: TfIdfOptions,
): SparseMatrix {
  return weighTexts(texts, gramsOf, vocabularyOf(texts, gramsOf, options))
}

/** The vocabulary that `tfIdf` weighs these texts with. */
export function vocabularyOf(
  texts: readonly string[],
  gramsOf: (text: string) => readonly string[],
  options: TfIdfOptions,
): Vocabulary {
  const textsWith = countTexts(texts, gramsOf)
  const buckets = Uint32Array.from(keptBuckets(textsWith, options))
  const weights = Float64Array.from(
    buckets,
    bucket => 1 + Math.log((1 + texts.length) / (1 + (textsWith[bucket] ?? 0))),
  )
  return { buckets, weights }
}

/** Rows of `tfIdf` for any texts, with the grams and weights of `vocabulary`; unknown grams count for nothing. */
export function weighTexts(
  texts: readonly string[],
  gramsOf: (text: string) => readonly string[],
  { buckets, weights }: Vocabulary,
): SparseMatrix {
  const columns = new Int32Array(BUCKETS).fill(-1)
  buckets.forEach((bucket, column) => {
    columns[bucket] = column
  })
  return weighRows(texts, gramsOf, columns, weights)
}

/** FNV-1a over UTF-16 units (no byte buffer per gram: there are hundreds per text), folded to the buckets. */
function bucketOf(gram: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < gram.length; index++) {
    hash = Math.imul(hash ^ gram.charCodeAt(index), 0x01000193)
  }
  return ((hash >>> BUCKET_BITS) ^ hash) & (BUCKETS - 1)
}

function countTexts(texts: readonly string[], gramsOf: (text: string) => readonly string[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS)
  for (const text of texts) {
    for (const bucket of new Set(gramsOf(text).map(bucketOf))) counts[bucket]! += 1
  }
  return counts
}

function keptBuckets(textsWith: Uint32Array, { minTexts, maxFeatures }: TfIdfOptions): readonly number[] {
  const frequent: number[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (textsWith[bucket]! >= minTexts) frequent.push(bucket)
  }
  if (frequent.length <= maxFeatures) return frequent
  return frequent
    .sort((a, b) => (textsWith[b] ?? 0) - (textsWith[a] ?? 0) || a - b)
    .slice(0, maxFeatures)
    .sort((a, b) => a - b)
}

function weighRows(
  texts: readonly string[],
  gramsOf: (text: string) => readonly string[],
  columns: Int32Array,
  weights: Float64Array,
): SparseMatrix {
  const offsets = new Uint32Array(texts.length + 1)
  let indices = new Uint32Array(1024)
  let values = new Float64Array(1024)
  let filled = 0
  texts.forEach((text, row) => {
    const entries = weighText(gramsOf(text), columns, weights)
    if (filled + entries.length > indices.length) {
      const capacity = Math.max(indices.length * 2, filled + entries.length)
      indices = grown(indices, new Uint32Array(capacity))
      values = grown(values, new Float64Array(capacity))
    }
    for (const [column, value] of entries) {
      indices[filled] = column
      values[filled] = value
      filled += 1
    }
    offsets[row + 1] = filled
  })
  return {
    rows: texts.length,
    columns: weights.length,
    offsets,
    indices: indices.slice(0, filled),
    values: values.slice(0, filled),
  }
}

function grown<Values extends Uint32Array | Float64Array>(from: Values, into: Values): Values {
  into.set(from)
  return into
}

function weighText(
  grams: readonly string[],
  columns: Int32Array,
  weights: Float64Array,
): readonly (readonly [column: number, value: number])[] {
  const counts = new Map<number, number>()
  for (const gram of grams) {
    const column = columns[bucketOf(gram)] ?? -1
    if (column >= 0) counts.set(column, (counts.get(column) ?? 0) + 1)
  }
  const weighed = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([column, count]): [number, number] => [column, (1 + Math.log(count)) * (weights[column] ?? 0)])
  const length = Math.sqrt(weighed.reduce((sum, [, value]) => sum + value * value, 0))
  return weighed.map(([column, value]) => [column, value / length])
}
