import { STOP_WORDS } from './stop-words.ts'

const KEYWORDS = 6

/** Redaction leaves `<PERSON_k1_7F3A9C2E>`: it says nothing about the intent and must not become its name. */
const REDACTION_TOKEN = /<[A-Z]+(?:_[A-Za-z0-9]+)*>/g
const WORD = /\p{L}[\p{L}\p{M}\p{N}]+(?:[_-][\p{L}\p{M}\p{N}]+)*/gu

/**
 * Up to six words per group that set it apart from the other groups, the most telling first.
 *
 * Class-based TF-IDF: frequency in the group x log(1 + A / frequency in all), A the mean number of words per group.
 * Here a word counts once per text, so that one long text cannot name a group. Equal weights go by alphabet.
 *
 * @see Grootendorst 2022 (BERTopic), section 3.3.
 */
export function keywordsOf(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const counts = groups.map(texts => wordCounts(texts))
  const overall = new Map<string, number>()
  let total = 0
  for (const [word, count] of counts.flatMap(group => [...group])) {
    overall.set(word, (overall.get(word) ?? 0) + count)
    total += count
  }
  const mean = total / groups.length
  return counts.map(group =>
    [...group]
      .map(([word, count]) => ({ word, weight: count * Math.log(1 + mean / (overall.get(word) ?? count)) }))
      .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
      .slice(0, KEYWORDS)
      .map(({ word }) => word),
  )
}

function wordCounts(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const word of texts.flatMap(text => [...wordsOf(text)])) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = text.replace(REDACTION_TOKEN, ' ').normalize('NFC').toLowerCase().match(WORD) ?? []
  return new Set(words.filter(word => !STOP_WORDS.has(word)))
}
