import type { Span } from './detector.ts'

/**
 * Spans without overlaps, in text order: overlapping ones become their union, which carries the entity of
 * the longest of them (of equally long ones, the one given first). Spans that only touch stay apart.
 */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans
  const sorted = spans.toSorted((a, b) => a.start - b.start)
  const merged: Span[] = []
  let longest = 0
  for (const span of sorted) {
    const last = merged.at(-1)
    const length = span.end - span.start
    if (last === undefined || span.start >= last.end) {
      merged.push(span)
      longest = length
      continue
    }
    const entity = length > longest ? span.entity : last.entity
    longest = Math.max(longest, length)
    merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end), entity }
  }
  return merged
}
