import { isAscii } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { parseJson } from '../../json/parse-json.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import type { SourceRecord } from './sources/record.ts'

/** Longest line read, in bytes. */
const MAX_LINE_BYTES = 8 * 1024 * 1024

/** Whole lines decoded together: the text stays small enough for the part of the heap that is cheapest. */
const BLOCK_BYTES = 32 * 1024

const LINE_FEED = 0x0a
const TOO_LONG = `line longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB`

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
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const addLines = (records: SourceRecord[], lines: readonly Line[]) => {
    for (const line of lines) addLine(records, line, decoder)
  }
  const addBlock = (records: SourceRecord[], block: Uint8Array) => {
    const text = decoded(block, decoder)
    // One by one, to know which is at fault.
    if (text === undefined) addLines(records, splitter.push(block))
    else {
      const lines = text.slice(0, -1).split('\n')
      addTexts(records, lines, splitter.skip(lines.length), text.length === block.length)
    }
  }
  return {
    push(chunk) {
      const records: SourceRecord[] = []
      const first = chunk.indexOf(LINE_FEED) + 1
      if (first === 0) splitter.push(chunk)
      else {
        addLines(records, splitter.push(chunk.subarray(0, first)))
        const last = chunk.lastIndexOf(LINE_FEED) + 1
        for (let at = first; at < last; ) {
          const end = endOfBlock(chunk, at, last)
          addBlock(records, chunk.subarray(at, end))
          at = end
        }
        splitter.push(chunk.subarray(last))
      }
      return records
    },
    end() {
      const records: SourceRecord[] = []
      addLines(records, splitter.end())
      return records
    },
  }
}

/** Past the last line feed within a block's length, or past the first one when its line is longer. */
function endOfBlock(chunk: Uint8Array, start: number, last: number): number {
  if (last - start <= BLOCK_BYTES) return last
  const end = chunk.lastIndexOf(LINE_FEED, start + BLOCK_BYTES)
  return (end >= start ? end : chunk.indexOf(LINE_FEED, start)) + 1
}

function addTexts(
  records: SourceRecord[],
  lines: readonly string[],
  number: number,
  areAscii: boolean,
): void {
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    addText(records, line, number + index, areAscii ? line.length : Buffer.byteLength(line))
  }
}

function addLine(records: SourceRecord[], { number: line, bytes }: Line, decoder: TextDecoder): void {
  if (bytes === undefined) {
    records.push({ kind: 'unusable', line, reason: TOO_LONG })
    return
  }
  const text = decoded(bytes, decoder)
  if (text === undefined) records.push({ kind: 'unusable', line, reason: 'not valid UTF-8' })
  else addText(records, text, line, bytes.length)
}

function addText(records: SourceRecord[], text: string, line: number, bytes: number): void {
  if (bytes > MAX_LINE_BYTES && !(bytes === MAX_LINE_BYTES + 1 && text.endsWith('\r'))) {
    records.push({ kind: 'unusable', line, reason: TOO_LONG })
    return
  }
  // A byte order mark is not white space to JSON; lines of files that were joined may begin with one.
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  if (json.charCodeAt(0) !== 0x7b && json.trim() === '') return
  const own = parseJson(json)
  const parsed = own.kind === 'invalid' ? parseItem(json.trim()) : own
  if (parsed === undefined) return
  if (parsed.kind === 'invalid') records.push({ kind: 'unusable', line, reason: parsed.reason })
  else records.push({ kind: 'value', line, bytes, value: parsed.value })
}

/** A line of a list that is written one item a line; undefined for its brackets, which hold nothing. */
function parseItem(text: string): ReturnType<typeof parseJson> | undefined {
  if (text === '[' || text === ']') return undefined
  return parseJson(text.startsWith('{') && text.endsWith(',') ? text.slice(0, -1) : text)
}

function decoded(bytes: Uint8Array, decoder: TextDecoder): string | undefined {
  // Twice as fast where it is right, and most traces are plain ASCII.
  if (isAscii(bytes)) {
    const { buffer, byteOffset, byteLength } = bytes
    return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
  }
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
