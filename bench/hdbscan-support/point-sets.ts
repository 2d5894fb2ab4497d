import type { Matrix } from '../../src/numeric/matrix.ts'
import { mulberry32 } from '../../src/numeric/random.ts'

/** Where a point set comes from. `mixture`: spread clusters and noise on the sphere. `text`: bags of words, projected. */
export type PointSet = 'mixture' | 'text'

/** `n` unit rows in single precision, the same for the same arguments. */
export function pointSet(kind: PointSet, n: number, d: number, seed = 1): Matrix {
  const random = mulberry32(seed).nextFloat
  return kind === 'mixture' ? mixture(n, d, random) : text(n, d, random)
}

/** One row in eight is noise; clusters of some 100 rows differ in width. */
function mixture(rows: number, columns: number, random: () => number): Matrix {
  const data = new Float32Array(rows * columns)
  const clusterCount = Math.max(5, Math.round(rows / 100))
  const centres = Array.from({ length: clusterCount }, () => ({
    at: unit(Float64Array.from({ length: columns }, () => gaussian(random))),
    width: 0.4 + 0.8 * random(),
  }))
  const point = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const centre = centres[Math.floor(random() * clusterCount)]!
    const isNoise = random() < 1 / 8
    const spread = (isNoise ? 1 : centre.width) / Math.sqrt(columns)
    for (let column = 0; column < columns; column++)
      point[column] = (isNoise ? 0 : centre.at[column]!) + spread * gaussian(random)
    data.set(unit(point), row * columns)
  }
  return { data, rows, columns }
}

/** Requests of 3 to 14 words, half of them from one of many topics, as a signed random projection of word counts. */
function text(rows: number, columns: number, random: () => number): Matrix {
  const vocabulary = 20_000
  const wordSeeds = Array.from({ length: vocabulary }, () => Math.floor(random() * 2 ** 31))
  const topics = Array.from({ length: 150 }, () =>
    Array.from({ length: 12 }, () => Math.floor(zipf(random) * vocabulary)),
  )
  const data = new Float32Array(rows * columns)
  const point = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const topic = topics[Math.floor(zipf(random) * topics.length)]!
    point.fill(0)
    const length = 3 + Math.floor(12 * random() ** 2)
    for (let at = 0; at < length; at++) {
      const isOfTopic = random() < 0.5
      const word = isOfTopic
        ? topic[Math.floor(random() * topic.length)]!
        : Math.floor(zipf(random) * vocabulary)
      addWord(point, wordSeeds[word]!, Math.log(2 + word))
    }
    data.set(unit(point), row * columns)
  }
  return { data, rows, columns }
}

/** In [0, 1), small values far more often: the rank of a word over the size of the vocabulary. */
function zipf(random: () => number): number {
  return (1000 ** random() - 1) / 999
}

function addWord(point: Float64Array, seed: number, weight: number): void {
  const sign = mulberry32(seed).nextFloat
  for (let place = 0; place < 48; place++)
    point[Math.floor(sign() * point.length)]! += sign() < 0.5 ? weight : -weight
}

/** `vector` at length 1, in place. */
function unit(vector: Float64Array): Float64Array {
  let squares = 0
  for (let at = 0; at < vector.length; at++) squares += vector[at]! * vector[at]!
  if (squares === 0) return vector.fill(1 / Math.sqrt(vector.length))
  const norm = Math.sqrt(squares)
  for (let at = 0; at < vector.length; at++) vector[at] = vector[at]! / norm
  return vector
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
