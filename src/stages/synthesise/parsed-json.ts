import type { JsonValue } from '../../records/json-value.ts'

/** Deeper nesting is nobody's result, and walking it would need too much stack. */
const DEEPEST = 200

/** The object or list a text is the JSON of; undefined for all other texts. */
export function parsedJson(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text) || isDeep(text)) return undefined
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

/** Brackets in strings count too: then the text is treated as words, which is right as well. */
function isDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]
    if (unit === '[' || unit === '{') depth += 1
    else if (unit === ']' || unit === '}') depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}
