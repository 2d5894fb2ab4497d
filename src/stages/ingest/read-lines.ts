import { TextDecoder } from 'node:util'
import { parseJson } from '../../json/parse-json.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import type { SourceRecord } from './sources/record.ts'

/** Longest line read, in bytes. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024

/** The records of JSON Lines, those of a chunk together; blank lines are none. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<readonly SourceRecord[]> {
  const reader = createLineReader()
  for await (const chunk of chunks) yield reader.push(chunk)
  yield reader.end()
}

/** Cuts chunks into records; holds one line at most. */
export function createLineReader(): {
  push(chunk: Uint8Array): readonly SourceRecord[]
  end(): readonly SourceRecord[]
} {
  const splitter = createLineSplitter(MAX_LINE_BYTES)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const read = (line: Line) => recordOf(line, decoder)
  return {
    push: chunk => splitter.push(chunk).flatMap(read),
    end: () => splitter.end().flatMap(read),
  }
}

function recordOf({ number: line, bytes }: Line, decoder: TextDecoder): readonly SourceRecord[] {
  if (bytes === undefined) {
    return [{ kind: 'unusable', line, reason: `line longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB` }]
  }
  if (bytes.length === 0) return []
  const text = decoded(bytes, decoder)
  if (text === undefined) return [{ kind: 'unusable', line, reason: 'not valid UTF-8' }]
  if (text.trim() === '') return []
  const json = parseJson(text)
  if (json.kind === 'invalid') return [{ kind: 'unusable', line, reason: json.reason }]
  return [{ kind: 'value', line, bytes: bytes.length, value: json.value }]
}

function decoded(bytes: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
