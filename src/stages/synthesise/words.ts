/** Scripts that write no space between words: each of their characters counts as a word. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`
const WORD = new RegExp(String.raw`${UNSPACED}|(?:(?!${UNSPACED})[\p{L}\p{M}\p{N}])+`, 'gu')

/** A word as it is written, and what stands between it and the word before. */
export type Piece = { readonly before: string; readonly word: string }

/** A text as words with what stands between them; `end` follows the last one. */
export type Pieces = { readonly pieces: readonly Piece[]; readonly end: string }

/** The words of a text in lower case, as the check for shared runs counts them: punctuation is no word. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? []
}

/** The text cut into words; `joined` puts it together again. */
export function piecesOf(text: string): Pieces {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(WORD)) {
    pieces.push({ before: text.slice(from, match.index), word: match[0] })
    from = match.index + match[0].length
  }
  return { pieces, end: text.slice(from) }
}

/** The text of pieces. */
export function joined({ pieces, end }: Pieces): string {
  return pieces.map(({ before, word }) => before + word).join('') + end
}
