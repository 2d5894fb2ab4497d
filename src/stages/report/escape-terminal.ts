/** Unicode categories Cc (control) and Cf (format: bidi overrides, zero-width, tags). */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu

/** `text` on one line without control characters, so that a trace cannot move the cursor, colour or link in a terminal. */
export function escapeTerminal(text: string): string {
  return text.replace(INVISIBLE, ' ')
}
