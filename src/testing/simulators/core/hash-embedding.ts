import { createHash } from 'node:crypto'

/**
 * The embedding of a text at a simulated vendor: a direction drawn from the text's hash, the same for the same text,
 * nearly orthogonal for any two others. A shorter one is the beginning of the longer, as with Matryoshka embeddings.
 *
 * @returns shape (fullDimensions,), of unit length in single precision.
 */
export function hashEmbedding(text: string, fullDimensions: number): Float32Array {
  const seed = createHash('sha256').update(text).digest()
  let state = [0, 4, 8, 12].map(at => seed.readUInt32LE(at) | 1) as readonly number[]
  const next = (): number => {
    // xorshift128 (Marsaglia 2003); quality does not matter, speed does.
    const [a = 1, b = 1, c = 1, d = 1] = state
    const mixed = a ^ (a << 11)
    const fresh = d ^ (d >>> 19) ^ mixed ^ (mixed >>> 8)
    state = [b, c, d, fresh]
    return fresh / 2_147_483_648
  }
  return toUnit(Float32Array.from({ length: fullDimensions }, next))
}

/** The same direction with length 1. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map(value => value / length)
}
