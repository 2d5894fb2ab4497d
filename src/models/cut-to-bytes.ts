/** The longest beginning of a well-formed text that has at most so many bytes of UTF-8 and no half character. */
export function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= maxBytes) return text
  let end = maxBytes
  // Bytes 10xxxxxx continue a character that began before the cut.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
