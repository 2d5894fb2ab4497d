/** What could end a line, colour, reorder or hide text: control and format characters, line and paragraph separators. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu
const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Breaks a word without being seen. */
const WORD_JOINER = '\u2060'

/**
 * `text` on one line as Markdown shows it literally, in a table cell, a list or a sentence: no emphasis, code, link,
 * image, HTML, formula or table cell begins in it, nobody is mentioned, and no issue, commit or bare address is linked.
 *
 * @see GitHub Flavored Markdown 2.4 (backslash escapes) and 6.9 (extended autolinks). References and mentions are found
 *   after rendering, where an entity is already its character again: a word joiner takes them apart instead.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(UNSEEN, ' ')
      .trim()
      .replace(/[\\`*_[\]|~]/g, character => `\\${character}`)
      .replace(/[&<>]/g, character => ENTITIES[character] ?? character)
      .replace(/:(?=\/\/)/g, `:${WORD_JOINER}`)
      .replace(/\b(www|gh)(?=[.-])/gi, (word: string) => `${word}${WORD_JOINER}`)
      .replace(/([@#!$])(?=[\p{L}\p{N}"`({\\])/gu, `$1${WORD_JOINER}`)
      // What a line may begin a block with: a list, a heading, a rule.
      .replace(/^(?:[-+=#]|\d{1,9}(?=[.)](?:\s|$)))/, start =>
        /\d/.test(start) ? `${start}\\` : `\\${start}`,
      )
  )
}

/** An `id` linked to `address`, where that is one a link may lead to; else the id alone. */
export function markdownLink(id: string, address: string | undefined): string {
  const name = escapeMarkdown(id)
  return address !== undefined && /^https?:\/\/[^\s<>\\]+$/.test(address) ? `[${name}](<${address}>)` : name
}
