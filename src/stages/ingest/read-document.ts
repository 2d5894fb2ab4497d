import { TextDecoder } from 'node:util'
import { parseJson } from '../../json/parse-json.ts'
import { isJsonArray } from './located.ts'
import { createLineReader } from './read-lines.ts'
import type { SourceRecord } from './sources/record.ts'

/** Largest file that is one JSON document, in bytes: it is held whole. JSON Lines have no such limit. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
/** Read to see whether the first line is JSON by itself. */
const HEAD_BYTES = 1024 * 1024

/**
 * The records of a JSON file: lines, or one document written over many lines or in one long one, whose list counts as its items. Which it is
 * shows in the first line: a document's is no JSON by itself, or is a list.
 */
export async function* readJson(chunks: AsyncIterable<Uint8Array>): AsyncIterable<readonly SourceRecord[]> {
  const held: Uint8Array[] = []
  let size = 0
  let shape: 'unknown' | 'document' | 'lines' = 'unknown'
  const lines = createLineReader()
  for await (const chunk of chunks) {
    if (shape === 'lines') {
      yield lines.push(chunk)
      continue
    }
    held.push(chunk)
    size += chunk.length
    if (shape === 'unknown') shape = shapeOf(held, size)
    if (shape === 'document' && size > MAX_DOCUMENT_BYTES) shape = 'lines'
    if (shape === 'lines') {
      for (const each of held.splice(0)) yield lines.push(each)
    }
  }
  const document = shape === 'lines' ? undefined : documentRecords(held, size)
  if (document !== undefined) yield document
  else {
    for (const each of held.splice(0)) yield lines.push(each)
    yield lines.end()
  }
}

function shapeOf(held: readonly Uint8Array[], size: number): 'unknown' | 'document' | 'lines' {
  const head = Buffer.concat(held).toString('utf8').trimStart()
  const isJson = /^[[{]/.test(head)
  const end = head.indexOf('\n')
  // Decided once the head is read: what is asked again for every chunk would cost the square of the file.
  if (end === -1) return size <= HEAD_BYTES ? 'unknown' : isJson ? 'document' : 'lines'
  const first = isJson ? parseJson(head.slice(0, end)) : undefined
  const isWhole = first?.kind === 'value' && !isJsonArray(first.value)
  return isWhole || !isJson ? 'lines' : 'document'
}

/** Undefined when the bytes are no single document after all. */
function documentRecords(held: readonly Uint8Array[], size: number): readonly SourceRecord[] | undefined {
  const text = wholeText(held)
  const json = text === undefined || text.trim() === '' ? undefined : parseJson(text)
  if (json?.kind !== 'value') return undefined
  const items = isJsonArray(json.value) ? json.value : [json.value]
  const bytes = Math.ceil(size / Math.max(1, items.length))
  return items.map((value, index) => ({ kind: 'value', line: index + 1, bytes, value }))
}

function wholeText(held: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(held))
  } catch {
    return undefined
  }
}
