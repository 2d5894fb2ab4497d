/** The simulators' tokenizer: a token is four bytes of UTF-8, the last one perhaps shorter. */
export function countTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / 4)
}

/** The beginning of `text` that has at most `tokens` tokens, whole characters only. */
export function cutToTokens(text: string, tokens: number): string {
  const bytes = Buffer.from(text, 'utf8').subarray(0, Math.max(0, tokens) * 4)
  return new TextDecoder().decode(bytes, { stream: true })
}
