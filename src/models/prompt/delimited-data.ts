import { InvariantError } from '../../errors/invariant-error.ts'

/** One block as it stands in a prompt, its text as it was before `delimit`. */
export type DelimitedBlock = { readonly name: string; readonly text: string }

const NAME = /^[a-z][a-z0-9-]*$/
const TOKEN = /^[0-9a-f]{32}$/
const BLOCK = /^<data name="([a-z][a-z0-9-]*)" id="([0-9a-f]{32})">\n(.*)\n<\/data id="\2">$/gm

/**
 * What never stands in a block as itself: `<`, so that no text can hold a delimiter or a chat-template token; the
 * bracketed chat-template tokens; every character that shows nothing (controls, format characters such as zero-width,
 * bidirectional and tag characters, variation selectors, fillers) and the two line ends that are not `\n`.
 */
const ESCAPED = /<|\[(?=\/?INST\])|[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/giu

/**
 * Untrusted text as one block of a prompt: a JSON string on a line of its own between two delimiters that carry
 * `token`. The text cannot close the block, not even one that knows the token: its line ends and every `<` are
 * escaped. Characters that show nothing are escaped as well, so that the model sees that they are there.
 *
 * @param name - lower-case letters, digits and hyphens.
 * @param token - 128 random bits as 32 hexadecimal digits, new for every call.
 * @throws {InvariantError} when name or token have another form.
 */
export function delimit(name: string, text: string, token: string): string {
  if (!NAME.test(name) || !TOKEN.test(token)) {
    throw new InvariantError('Expected a plain name and a token of 32 hexadecimal digits for a data block', {
      details: `name of ${name.length} and token of ${token.length} characters`,
    })
  }
  const escaped = JSON.stringify(text).replace(ESCAPED, unicodeEscapes)
  return `<data name="${name}" id="${token}">\n${escaped}\n</data id="${token}">`
}

/**
 * All blocks of a prompt in order. Gives back what `delimit` was handed, character for character (lone surrogates
 * included), as long as untrusted text entered the prompt in no other way.
 */
export function delimitedBlocks(prompt: string): readonly DelimitedBlock[] {
  return [...prompt.matchAll(BLOCK)].map(([, name = '', , escaped = '""']) => ({
    name,
    text: String(JSON.parse(escaped)),
  }))
}

/** The text of the first block of that name; undefined when the prompt has none. */
export function readDelimited(prompt: string, name: string): string | undefined {
  return delimitedBlocks(prompt).find(block => block.name === name)?.text
}

/** UTF-16 code units, as JSON writes them: two for a character beyond U+FFFF. */
function unicodeEscapes(characters: string): string {
  return characters
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
