const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193

/**
 * 32 bits of a word or a phrase in lower case, without accents (FNV-1a over UTF-16 units). Two spellings that
 * differ in case, accents or the form of an apostrophe have one hash.
 */
export function wordHash(text: string, start = 0, end = text.length): number {
  let hash = OFFSET_BASIS
  for (let index = start; index < end; index += 1) {
    let unit = text.charCodeAt(index)
    if (unit > 0x7f) return hashOf(folded(text.slice(start, end)))
    if (unit >= 0x41 && unit <= 0x5a) unit += 0x20
    hash = Math.imul(hash ^ unit, PRIME)
  }
  return hash >>> 0
}

const foldedWords = new Map<string, string>()

function folded(word: string): string {
  const known = foldedWords.get(word)
  if (known !== undefined) return known
  const result = word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđæœ]/g, letter => FOLDS.get(letter) ?? letter)
    .replace(/’/g, "'")
  if (foldedWords.size > 20_000) foldedWords.clear()
  foldedWords.set(word, result)
  return result
}

const FOLDS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['æ', 'ae'],
  ['œ', 'oe'],
])

function hashOf(text: string): number {
  let hash = OFFSET_BASIS
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), PRIME)
  return hash >>> 0
}
