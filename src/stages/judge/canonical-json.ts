import type { JsonValue } from '../../records/json-value.ts'

/** Either text that is ready, or a value still to be written. */
type Pending =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: JsonValue }

/**
 * The canonical text of a JSON value: equal values have equal texts whatever their key order, number spelling
 * or white space were.
 *
 * Keys are sorted by UTF-16 code units, numbers take their shortest form, so that `1.0` is `1` and `-0` is `0`.
 * Strings are kept as they are: two spellings of one letter are two arguments.
 *
 * @see RFC 8785 (JSON Canonicalization Scheme), section 3.2. We depart from it for numbers out of range, which
 *   `JSON.parse` turns into infinity: they are written `1e999`, not refused, so that they parse back to themselves.
 */
export function canonicalJson(value: JsonValue): string {
  const pieces: string[] = []
  // A stack of our own: `JSON.parse` accepts nesting far deeper than the call stack.
  const pending: Pending[] = [{ kind: 'value', value }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'text') pieces.push(next.text)
    // One by one: spreading a very wide array into arguments would overflow the call stack.
    else for (const part of expanded(next.value).reverse()) pending.push(part)
  }
  return pieces.join('')
}

function expanded(value: JsonValue): Pending[] {
  if (typeof value === 'number') return [text(canonicalNumber(value))]
  if (typeof value !== 'object' || value === null) return [text(JSON.stringify(value))]
  return isArray(value) ? expandedArray(value) : expandedObject(value)
}

function expandedArray(items: readonly JsonValue[]): Pending[] {
  const parts: Pending[] = [text('[')]
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(text(','))
    parts.push({ kind: 'value', value: item })
  }
  parts.push(text(']'))
  return parts
}

function expandedObject(value: { readonly [key: string]: JsonValue }): Pending[] {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const parts: Pending[] = [text('{')]
  for (const [index, [key, item]] of entries.entries()) {
    parts.push(text(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`), { kind: 'value', value: item })
  }
  parts.push(text('}'))
  return parts
}

function canonicalNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '1e999'
  if (value === Number.NEGATIVE_INFINITY) return '-1e999'
  return JSON.stringify(value)
}

function text(content: string): Pending {
  return { kind: 'text', text: content }
}

// `Array.isArray` does not narrow readonly arrays.
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
