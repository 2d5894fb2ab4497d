import { parseJson } from '../json/parse-json.ts'
import { PAIR_LABELS, type PairLabel } from '../records/calibration.ts'
import type { TraceId } from '../records/ids.ts'
import type { Message } from '../records/trace.ts'
import { fieldOf, isAbsent, optionalString, requireObject, requireString } from '../stages/ingest/located.ts'
import { parseMessages } from '../stages/ingest/parse-messages.ts'
import { RowError } from '../stages/ingest/row-error.ts'
import { noRows, parseRows } from './parse-rows.ts'

/** Two answers to one conversation and what a person says about them. Not redacted. */
export type LabelledPair = {
  readonly pairId: TraceId
  /** The conversation both answer. */
  readonly messages: readonly Message<string>[]
  readonly responseA: string
  readonly responseB: string
  readonly label: PairLabel
  readonly slice: string | undefined
}

export type LabelledPairs = {
  readonly pairs: readonly LabelledPair[]
  /** Rows whose label is null: people looked and did not agree. In no figure. */
  readonly unlabelled: number
}

/**
 * The pairs of a labels file: JSON Lines of `{"id", "prompt" or "messages", "response_a", "response_b", "label", "slice"}`
 * (docs/calibration.md). Labels are few and dear: a row that cannot be read stops the reading.
 *
 * @param file - name for messages.
 * @throws {IngestError} naming the first lines that are wrong and why, an id that comes twice, or a file without pairs.
 */
export function parseLabelledPairs(text: string, file: string): LabelledPairs {
  const seen = new Set<string>()
  const what = 'labelled pairs'
  const rows = parseRows(text, { file, what }, line => {
    const row = parseRow(line)
    if (seen.has(row.pairId)) throw new RowError('/id: comes a second time')
    seen.add(row.pairId)
    return row
  })
  const pairs = rows.flatMap(({ label, ...pair }) => (label === undefined ? [] : [{ ...pair, label }]))
  if (pairs.length === 0) throw noRows(file, what)
  return { pairs, unlabelled: rows.length - pairs.length }
}

type Row = Omit<LabelledPair, 'label'> & { readonly label: PairLabel | undefined }

function parseRow(line: string): Row {
  const parsed = parseJson(line)
  if (parsed.kind === 'invalid') throw new RowError(parsed.reason)
  const row = requireObject({ value: parsed.value, at: '' })
  const [prompt, messages] = [fieldOf(row, 'prompt'), fieldOf(row, 'messages')]
  if (isAbsent(prompt) === isAbsent(messages)) throw new RowError('row: expected either prompt or messages')
  return {
    pairId: requireString(fieldOf(row, 'id')) as TraceId,
    messages: isAbsent(messages)
      ? [{ role: 'user', text: requireString(prompt), calls: [] }]
      : parseMessages(messages),
    responseA: requireString(fieldOf(row, 'response_a')),
    responseB: requireString(fieldOf(row, 'response_b')),
    label: labelOf(optionalString(fieldOf(row, 'label'))),
    slice: optionalString(fieldOf(row, 'slice')),
  }
}

function labelOf(word: string | undefined): PairLabel | undefined {
  if (word === undefined) return undefined
  const label = PAIR_LABELS.find(each => each === word)
  if (label === undefined) throw new RowError('/label: expected A, B, tie or null, found another word')
  return label
}
