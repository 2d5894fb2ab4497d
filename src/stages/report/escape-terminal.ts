/** Unicode categories Cc (control) and Cf (format: bidi overrides, zero-width, tags), and separators of lines and paragraphs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * `text` on one line without control characters, so that a trace cannot move the cursor, colour or link in a terminal. Runners of CI
 * find a command by `##[` wherever it stands in a line.
 */
export function escapeTerminal(text: string): string {
  return text.replace(INVISIBLE, ' ').replace(/##(?=\[)/g, '# ')
}
