import { createHash } from 'node:crypto'
import { requireInteger } from './require-range.ts'

/** A stream of pseudo-random numbers. Handed in wherever chance is needed; nothing draws its own. */
export interface Rng {
  /** Next integer, uniform on [0, 2^32). */
  nextUint32(): number
  /** Next number, uniform on [0, 1). */
  nextFloat(): number
}

const TWO_TO_32 = 2 ** 32

/**
 * Rng xoshiro128** with a period of 2^128 - 1, seeded by the SHA-256 of `seed`. Equal seeds give equal
 * streams on every machine.
 *
 * @see Blackman & Vigna 2021, https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function createRng(seed: string): Rng {
  const digest = createHash('sha256').update(seed, 'utf8').digest()
  return xoshiro128([0, 4, 8, 12].map(offset => digest.readUInt32LE(offset)))
}

/**
 * Rng xoshiro128** started from four words of state; `createRng` is the way to get one from a seed.
 *
 * @param state - four integers in [0, 2^32), not all zero.
 */
export function xoshiro128(state: readonly number[]): Rng {
  for (const word of state) requireInteger('state', word, 0, TWO_TO_32 - 1)
  let [a = 0, b = 0, c = 0, d = 0] = state
  requireInteger('number of non-zero words of state', [a, b, c, d].filter(word => word !== 0).length, 1, 4)
  const nextUint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotateLeft(d, 11)
    return result
  }
  // 53 bits, so that a float takes every multiple of 2^-53.
  const nextFloat = (): number => ((nextUint32() >>> 5) * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53
  return { nextUint32, nextFloat }
}

/**
 * Rng mulberry32: 32 bits of state, for tests and simulations with a number as seed.
 *
 * @param seed - integer in [0, 2^32).
 */
export function mulberry32(seed: number): Rng {
  requireInteger('seed', seed, 0, TWO_TO_32 - 1)
  let state = seed
  const nextUint32 = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return { nextUint32, nextFloat: () => nextUint32() / TWO_TO_32 }
}

/**
 * Integer uniform on [0, bound), exactly: draws that would favour some values are rejected.
 *
 * @param bound - integer in [1, 2^32].
 * @throws {NumericError} `out-of-range`.
 * @see Lemire 2019, algorithm 5.
 */
export function randomInteger(rng: Rng, bound: number): number {
  requireInteger('bound', bound, 1, TWO_TO_32)
  const rejected = TWO_TO_32 % bound
  for (;;) {
    const word = rng.nextUint32()
    const low = Math.imul(word, bound) >>> 0
    // word * bound - low is a multiple of 2^32 below 2^64: rounding repairs what the product lost.
    if (low >= rejected) return Math.round((word * bound - low) / TWO_TO_32)
  }
}

/**
 * A random permutation of `items`, every one equally likely. The input is left as it is.
 *
 * @see Fisher-Yates shuffle, Knuth 1997, algorithm 3.4.2P.
 */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const result = [...items]
  for (let i = result.length - 1; i > 0; i -= 1) {
    const j = randomInteger(rng, i + 1)
    const moved = result[i] as T
    result[i] = result[j] as T
    result[j] = moved
  }
  return result
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
