import { readFile } from 'node:fs/promises'
import { ConfigError } from '../errors/config-error.ts'
import { parseJson } from '../json/parse-json.ts'
import { clopperPearsonInterval } from '../numeric/proportion-interval.ts'
import type { Detector } from '../privacy/detector.ts'
import { normalizedCopy } from '../privacy/normalized-copy.ts'
import type { JsonValue } from '../records/json-value.ts'

export type LabelRecall = {
  /** As the file calls it. */
  readonly label: string
  readonly spans: number
  /** Spans of which every letter and digit would be replaced. */
  readonly covered: number
  readonly recall: number
  /** Clopper-Pearson, 95%. */
  readonly interval: readonly [number, number]
}

export type LabelledRecall = {
  readonly texts: number
  readonly labels: readonly LabelRecall[]
  /** Words outside every labelled span, and how many of them would be replaced. */
  readonly otherWords: number
  readonly otherWordsReplaced: number
}

type Gold = { readonly label: string; readonly start: number; readonly end: number }
type Row = { readonly text: string; readonly spans: readonly Gold[] }
type Range = { readonly start: number; readonly end: number }

const WORDS = /[\p{L}\p{N}]+/gu

/**
 * Recall of the detectors, each text by itself: propagation across a trace and a Presidio server come on top of it.
 *
 * @param file - JSON Lines of `{text | full_text, spans: [{entity_type, start_position, end_position}]}`, offsets in UTF-16 units.
 * @throws {ConfigError} when the file cannot be read, or a line is something else.
 */
export async function measureRecall(file: string, detectors: readonly Detector[]): Promise<LabelledRecall> {
  const rows = rowsOf(await textOf(file), file)
  const tallies = new Map<string, { spans: number; covered: number }>()
  let otherWords = 0
  let otherWordsReplaced = 0
  for (const { text, spans } of rows) {
    const replaced = coveredBy(text, detectors)
    for (const span of spans) {
      const tally = tallies.get(span.label) ?? { spans: 0, covered: 0 }
      tally.spans += 1
      if (isCovered(text, span, replaced)) tally.covered += 1
      tallies.set(span.label, tally)
    }
    for (const word of text.matchAll(WORDS)) {
      const range = { start: word.index, end: word.index + word[0].length }
      if (spans.some(span => overlaps(span, range))) continue
      otherWords += 1
      if (replaced[range.start] === 1) otherWordsReplaced += 1
    }
  }
  const labels = [...tallies]
    .map(([label, { spans, covered }]) => ({
      label,
      spans,
      covered,
      recall: covered / spans,
      interval: clopperPearsonInterval(covered, spans, 0.95),
    }))
    .toSorted((a, b) => b.spans - a.spans || (a.label < b.label ? -1 : 1))
  return { texts: rows.length, labels, otherWords, otherWordsReplaced }
}

function coveredBy(text: string, detectors: readonly Detector[]): Uint8Array {
  const copy = normalizedCopy(text)
  const covered = new Uint8Array(text.length)
  for (const { start, end } of detectors.flatMap(detector => detector.detect(copy.text))) {
    covered.fill(1, copy.startOf(start), copy.endOf(end - 1))
  }
  return covered
}

function isCovered(text: string, { start, end }: Range, replaced: Uint8Array): boolean {
  for (let index = start; index < end; index += 1) {
    if (replaced[index] !== 1 && /[\p{L}\p{N}]/u.test(text.charAt(index))) return false
  }
  return true
}

function overlaps(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(`Expected labelled texts at ${file}, found no readable file`, {
      path: '--labelled',
      cause,
    })
  }
}

function rowsOf(text: string, file: string): readonly Row[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = parseJson(line)
    const row = parsed.kind === 'value' ? rowOf(parsed.value) : undefined
    if (row !== undefined) return [row]
    throw new ConfigError(`${file}:${index + 1}: expected a labelled text, found something else`, {
      path: '--labelled',
      hint: '{"text": "…", "spans": [{"entity_type": "PERSON", "start_position": 0, "end_position": 3}]}',
    })
  })
}

function rowOf(value: JsonValue): Row | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const { text, full_text, spans } = value as { readonly [key: string]: JsonValue | undefined }
  const content = text ?? full_text
  if (typeof content !== 'string' || !Array.isArray(spans)) return undefined
  const golds = spans.map(span => goldOf(span as JsonValue, content.length))
  return golds.every(gold => gold !== undefined) ? { text: content, spans: golds } : undefined
}

function goldOf(value: JsonValue, length: number): Gold | undefined {
  if (value === null || typeof value !== 'object') return undefined
  const {
    entity_type: label,
    start_position: start,
    end_position: end,
  } = value as { readonly [key: string]: JsonValue | undefined }
  if (typeof label !== 'string' || typeof start !== 'number' || typeof end !== 'number') return undefined
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length
    ? { label, start, end }
    : undefined
}
