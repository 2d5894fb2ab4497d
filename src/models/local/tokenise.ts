const WORD = /[\p{L}\p{M}\p{N}_]+/gu
const SHORTEST_WORD = 2
const SHORTEST_GRAM = 3
const LONGEST_GRAM = 5

/**
 * Words and pairs of neighbouring words, lower-cased; words of one character are left out before pairing.
 *
 * @see scikit-learn's `analyzer="word", ngram_range=(1, 2)`, from which the set of word characters differs:
 *   combining marks are part of a word.
 */
export function wordGrams(text: string): readonly string[] {
  const words = (text.toLowerCase().match(WORD) ?? []).filter(word => word.length >= SHORTEST_WORD)
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`)
  return [...words, ...pairs]
}

/**
 * Runs of three to five characters within each blank-separated word, the word being padded with one blank on
 * either side; a padded word shorter than the run counts once as it is.
 *
 * @see scikit-learn's `analyzer="char_wb", ngram_range=(3, 5)`.
 */
export function characterGrams(text: string): readonly string[] {
  const grams: string[] = []
  for (const word of text.toLowerCase().split(/\s+/u)) {
    if (word === '') continue
    const padded = ` ${word} `
    for (let size = SHORTEST_GRAM; size <= LONGEST_GRAM; size++) {
      grams.push(padded.slice(0, size))
      for (let start = 1; start + size <= padded.length; start++)
        grams.push(padded.slice(start, start + size))
      if (padded.length <= size) break
    }
  }
  return grams
}
