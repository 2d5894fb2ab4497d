import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { InvariantError } from '../../errors/invariant-error.ts'
import { wordHash } from './word-hash.ts'

/** What is known of a word or phrase, as bits. */
export const WORD = {
  /** Among the 10,000 commonest words of English. */
  everyday: 1,
  /** A word of English that most readers know. */
  common: 2,
  /** A word of English found in large dictionaries only. */
  rare: 4,
  /** A first name in wide use. */
  first: 8,
  /** A first or last name of anyone in the lists. */
  name: 16,
  /** A country, region, or city of 5,000 people and more. */
  place: 32,
  /** A country, region, or city of 100,000 people and more. */
  large: 64,
  /** The first words of a longer place. */
  placeStart: 128,
  /** An organisation by name. */
  organization: 256,
  /** Of a nation: `Polish`. */
  demonym: 512,
} as const

/** Any word of English. */
export const ENGLISH = WORD.everyday | WORD.common | WORD.rare

/** The bits of the word or phrase in a range of a text; 0 of what no list holds. */
export type Gazetteer = (text: string, start: number, end: number) => number

const ASSET = new URL('./gazetteer.bin.gz', import.meta.url)
let loaded: Gazetteer | undefined

/** The lists of the package, read at the first use: an open-addressing table of some 5 MB. A word outside the lists is taken for one in 1 of 10,000 cases. */
export function loadGazetteer(): Gazetteer {
  loaded ??= createGazetteer(gunzipSync(readFileSync(ASSET)))
  return loaded
}

function createGazetteer(packed: Buffer): Gazetteer {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const count = view.getUint32(0, true)
  const mask = 2 ** Math.ceil(Math.log2(count * 1.5)) - 1
  const hashes = new Uint32Array(mask + 1)
  const bits = new Uint16Array(mask + 1)
  const bitsAt = packed.length - 2 * count
  let hash = 0
  let at = 4
  for (let index = 0; index < count; index += 1) {
    for (let shift = 0; ; shift += 7, at += 1) {
      const byte = packed[at] ?? 0
      hash = (hash + (byte & 0x7f) * 2 ** shift) >>> 0
      if (byte < 0x80) break
    }
    at += 1
    let slot = hash & mask
    while (bits[slot] !== 0) slot = (slot + 1) & mask
    hashes[slot] = hash
    // Low bytes first, then high bytes: columns that repeat compress better.
    bits[slot] = (packed[bitsAt + index] ?? 0) | ((packed[bitsAt + count + index] ?? 0) << 8)
  }
  if (at !== bitsAt) throw new InvariantError('The gazetteer is damaged', { details: 'gazetteer-length' })
  return (text, start, end) => {
    const wanted = wordHash(text, start, end)
    for (let slot = wanted & mask; bits[slot] !== 0; slot = (slot + 1) & mask) {
      if (hashes[slot] === wanted) return bits[slot] ?? 0
    }
    return 0
  }
}
