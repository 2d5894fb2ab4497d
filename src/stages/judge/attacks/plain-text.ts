/** Invisible and reserved code points, apart from white space. */
const INVISIBLE = /(?!\s)[\p{C}\p{Default_Ignorable_Code_Point}]/gu

/** Emoji as Unicode lists them: their joiners and variation selectors show as one picture. */
const EMOJI = /\p{RGI_Emoji}/gv

/** Joiners between letters beyond ASCII are spelling (Persian, Indic scripts), as are soft hyphens inside a word. */
const SPELLING = /(?<=[^\p{ASCII}\p{C}])[\u200c\u200d](?=[^\p{ASCII}\p{C}])|(?<=\p{L})\u00ad(?=\p{L})/gu

/** The text with compatibility forms composed (NFKC), lower case, nothing invisible and single spaces; trimmed. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replaceAll('\u2019', "'")
    .replace(/\s+/gu, ' ')
    .trim()
}

/** True when the text holds characters that show nothing and that no spelling or emoji needs. */
export function hasHiddenCharacters(text: string): boolean {
  const rest = text
    .replace(EMOJI, '')
    .replace(SPELLING, '')
    .replace(/[\ufe0e\ufe0f]/g, '')
  return rest.search(INVISIBLE) !== -1
}
