import { wordsOf } from './words.ts'

/** A run of so many words in a row must not stand in a real trace and in anything that is kept. */
export const RUN_LENGTH = 8
/** A shorter text is compared as a whole; with fewer words than this it is nobody's ("yes, please"). */
const SHORTEST_WHOLE = 4

/** What real traces say, as hashes of runs of eight words: enough to refuse a text, not to read one. */
export interface RealShingles {
  add(text: string): void
  /** Whether the eight words that end with word `end` stand in a real text; false where fewer words precede. Never wrongly false. */
  isShared(words: readonly string[], end: number): boolean
  /** Whether a text of four to seven words is one of the real texts, or a longer one shares a run. */
  isReal(words: readonly string[]): boolean
  /** Bytes of memory, fixed from the start. */
  readonly bytes: number
}

const BITS_PER_RUN = 16
const PROBES = 6
const LEAST_BITS = 2 ** 16
/** 128 MB. Beyond it texts are refused wrongly more often; a shared run never passes. */
const MOST_BITS = 2 ** 30

/**
 * An empty set for about `words` words of real text. A Bloom filter: wrongly shared one time in some thousands, never
 * wrongly free, in memory that does not grow.
 *
 * @see Bloom 1970; Kirsch & Mitzenmacher 2008 for two hashes that stand for all probes.
 */
export function createRealShingles(words: number): RealShingles {
  const bits = Math.min(MOST_BITS, 2 ** Math.ceil(Math.log2(Math.max(LEAST_BITS, words * BITS_PER_RUN))))
  const field = new Uint32Array(bits / 32)
  const mask = bits - 1
  const probe = ([one, other]: Hash, use: (index: number, bit: number) => boolean): boolean => {
    for (let at = 0; at < PROBES; at += 1) {
      const position = (one + Math.imul(at, other)) & mask
      if (!use(position >>> 5, 1 << (position & 31))) return false
    }
    return true
  }
  const put = (hash: Hash): void => {
    probe(hash, (index, bit) => {
      field[index] = field[index]! | bit
      return true
    })
  }
  const has = (hash: Hash): boolean => probe(hash, (index, bit) => (field[index]! & bit) !== 0)
  const isShared = (all: readonly string[], end: number): boolean =>
    end >= RUN_LENGTH - 1 && has(hashOf(all, end - RUN_LENGTH + 1, end + 1))
  return {
    add(text) {
      const all = wordsOf(text)
      for (let end = RUN_LENGTH - 1; end < all.length; end += 1)
        put(hashOf(all, end - RUN_LENGTH + 1, end + 1))
      if (isWhole(all)) put(hashOf(all, 0, all.length))
    },
    isShared,
    isReal: all =>
      isWhole(all) ? has(hashOf(all, 0, all.length)) : all.some((_, end) => isShared(all, end)),
    bytes: field.byteLength,
  }
}

function isWhole(words: readonly string[]): boolean {
  return words.length >= SHORTEST_WHOLE && words.length < RUN_LENGTH
}

type Hash = readonly [number, number]

/** Two hashes of the words from `start` to before `end`, each of 32 bits, their number included. */
function hashOf(words: readonly string[], start: number, end: number): Hash {
  let one = 0x811c9dc5 ^ (end - start)
  let other = 0x9e3779b9 ^ (end - start)
  for (let at = start; at < end; at += 1) {
    const word = words[at]!
    for (let index = 0; index < word.length; index += 1) {
      const unit = word.charCodeAt(index)
      one = Math.imul(one ^ unit, 0x01000193)
      other = Math.imul(other ^ unit, 0x85ebca6b) ^ (other >>> 13)
    }
    one = Math.imul(one ^ 0x20, 0x01000193)
    other = Math.imul(other ^ 0x20, 0xc2b2ae35)
  }
  // FNV's low bits are weak, and they are what the mask keeps.
  one ^= one >>> 15
  one = Math.imul(one, 0x2c1b3c6d)
  one ^= one >>> 12
  return [one, (other ^ (other >>> 16)) | 1]
}
