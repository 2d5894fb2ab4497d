import type { Span } from './detector.ts'

/**
 * Answers, for spans of `text` given in text order, whether one is a bare number of a JSON document, whose
 * token has to be quoted for the document to stay parseable: the text is an object or array, the span stands
 * between its delimiters and inside no string. One pass over the text, however many spans.
 */
export function createQuoteCheck(text: string): (span: Span) => boolean {
  const isDocument = /^\s*[{[]/.test(text)
  let read = 0
  let isInString = false
  const readTo = (offset: number): void => {
    for (; read < offset; read += 1) {
      const character = text.charCodeAt(read)
      if (character === 0x5c && isInString) read += 1
      else if (character === 0x22) isInString = !isInString
    }
  }
  return span => {
    if (!isDocument || !isBareNumber(text, span)) return false
    readTo(span.start)
    return !isInString
  }
}

function isBareNumber(text: string, { start, end }: Span): boolean {
  const isAfterDelimiter = /[:,[]\s*$/.test(text.slice(Math.max(0, start - 16), start))
  return (
    isAfterDelimiter && /^\s*[,}\]]/.test(text.slice(end, end + 16)) && /^\d+$/.test(text.slice(start, end))
  )
}
