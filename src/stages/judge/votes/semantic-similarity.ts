import type { Matrix } from '../../../numeric/matrix.ts'
import { semanticFacts } from './semantic-facts.ts'

/** Sentences of the user's message, the candidate's text and the baseline's, with their vectors. */
export type EmbeddedParts = {
  readonly parts: readonly (readonly string[])[]
  /** One row of unit length for every sentence, part after part. */
  readonly vectors: Matrix
}

/** More than the rounding of a cosine of 32-bit floats. */
const SWAP_MARGIN = 1e-4

/**
 * The smallest cosine of two sentences in the same place; undefined when the questions are not comparable: another
 * number of sentences, shared words in another order, or a candidate that is as near to the other's baseline, where
 * a vote for one side would be a vote for the other.
 *
 * Sentence by sentence, because one false sentence among twenty hardly moves the vector of the whole text.
 */
export function semanticSimilarity(one: EmbeddedParts, other: EmbeddedParts): number | undefined {
  const [sentences, others] = [one.parts.flat(), other.parts.flat()]
  if (one.parts.some((part, index) => part.length !== other.parts[index]?.length)) return undefined
  if (sentences.some((sentence, index) => !isOrderKept(sentence, others[index] ?? ''))) return undefined
  const similarity = lowest(one, 0, other, 0, sentences.length)
  return isMaybeSwapped(one, other, similarity) ? undefined : similarity
}

function isMaybeSwapped(one: EmbeddedParts, other: EmbeddedParts, similarity: number): boolean {
  const [asked = [], candidate = [], baseline = []] = one.parts
  // Texts of different length cannot be taken for each other; calls are compared exactly.
  if (candidate.length !== baseline.length || candidate.length === 0) return false
  const first = asked.length
  const second = first + candidate.length
  const crossed = Math.max(
    lowest(one, first, other, second, candidate.length),
    lowest(one, second, other, first, candidate.length),
  )
  return crossed >= similarity - SWAP_MARGIN
}

/** The smallest cosine of `count` pairs of rows. */
function lowest(
  one: EmbeddedParts,
  from: number,
  other: EmbeddedParts,
  start: number,
  count: number,
): number {
  const cosines = Array.from({ length: count }, (_, index) =>
    cosine(one.vectors, from + index, other.vectors, start + index),
  )
  return Math.min(...cosines)
}

function cosine(one: Matrix, row: number, other: Matrix, otherRow: number): number {
  const { columns } = one
  let sum = 0
  for (let column = 0; column < columns; column += 1)
    sum += (one.data[row * columns + column] ?? 0) * (other.data[otherRow * columns + column] ?? 0)
  return Math.min(1, sum)
}

/** "The buyer pays the seller" and "the seller pays the buyer" have nearly one vector. */
function isOrderKept(sentence: string, other: string): boolean {
  const [words, others] = [semanticFacts(sentence).content, semanticFacts(other).content]
  const [known, otherKnown] = [new Set(words), new Set(others)]
  const shared = words.filter(word => otherKnown.has(word))
  const otherShared = others.filter(word => known.has(word))
  return shared.length === otherShared.length && shared.every((word, index) => word === otherShared[index])
}
