import type { JsonValue } from '../records/json-value.ts'

/** Deepest nesting read. Real traces stay below 30; what follows walks values recursively. */
const MAX_JSON_DEPTH = 200

export type ParsedJson =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'invalid'; readonly reason: string }

/** The value of a JSON text, or why there is none; the reason never quotes the text. */
export function parseJson(text: string): ParsedJson {
  // Most texts have not brackets enough to be that deep.
  if (hasMoreOpeners(text, MAX_JSON_DEPTH) && isDeeperThan(text, MAX_JSON_DEPTH)) {
    return { kind: 'invalid', reason: `JSON nested deeper than ${MAX_JSON_DEPTH}` }
  }
  try {
    return { kind: 'value', value: JSON.parse(text) }
  } catch (error) {
    return { kind: 'invalid', reason: describe(error) }
  }
}

/** Whether more than `limit` opening brackets stand in the text, in strings too: found at the speed of a search. */
export function hasMoreOpeners(text: string, limit: number): boolean {
  if (text.length <= limit) return false
  let left = limit
  for (const opener of ['{', '[']) {
    for (let at = text.indexOf(opener); at !== -1; at = text.indexOf(opener, at + 1)) {
      left -= 1
      if (left < 0) return true
    }
  }
  return false
}

/** Counts brackets outside strings; on text that is not JSON the answer is of no use and does no harm. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: // "
        index = endOfString(text, index)
        break
      case 0x5b: // [
      case 0x7b: // {
        depth += 1
        if (depth > limit) return true
        break
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1
        break
    }
  }
  return false
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1
  return backslashes % 2 === 1
}

/** V8's message quotes the text around the mistake; only the position is taken from it. */
function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (message.includes('end of JSON input') || message.startsWith('Unterminated string')) {
    return 'JSON ends too early'
  }
  // Anchored, because the quoted text could itself speak of a position.
  const position = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message)?.[1]
  return position === undefined ? 'not valid JSON' : `not valid JSON at character ${Number(position) + 1}`
}
