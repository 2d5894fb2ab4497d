/**
 * Turns offsets in code points, as Python counts, into UTF-16 offsets, as JavaScript does. Without it every emoji
 * in front of a name shifts the span by one and leaves the last letter standing.
 */
export function createOffsets(text: string): (codePoints: number) => number {
  if (!/[\u{10000}-\u{10ffff}]/u.test(text)) return offset => Math.min(offset, text.length)
  const starts: number[] = []
  let index = 0
  for (const character of text) {
    starts.push(index)
    index += character.length
  }
  return offset => starts[offset] ?? text.length
}
