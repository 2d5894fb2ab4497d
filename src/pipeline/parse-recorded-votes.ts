import { parseJson } from '../json/parse-json.ts'
import { type JudgeIdentity, PAIR_LABELS, type PairLabel } from '../records/calibration.ts'
import type { TraceId } from '../records/ids.ts'
import type { VoteChoice, VoteOrder } from '../records/vote.ts'
import { fieldOf, isAbsent, optionalString, requireObject, requireString } from '../stages/ingest/located.ts'
import { RowError } from '../stages/ingest/row-error.ts'
import type { RecordedVote } from '../stages/judge/votes/create-recorded-voter.ts'
import { parseRows } from './parse-rows.ts'

/** The votes one judge once cast, by pair, in the order of their runs. */
export type RecordedJudge = {
  readonly identity: JudgeIdentity
  readonly votes: ReadonlyMap<TraceId, readonly RecordedVote[]>
}

type Row = {
  readonly pairId: TraceId
  readonly identity: JudgeIdentity
  readonly run: number
  readonly vote: RecordedVote
}

const ORDERS: { readonly [order: string]: VoteOrder } = { AB: 'baseline-first', BA: 'candidate-first' }
const CHOICES: { readonly [label in PairLabel]: VoteChoice } = { A: 'baseline', tie: 'tie', B: 'candidate' }

/**
 * The judges of a file of recorded votes: JSON Lines of `{"id", "judge", "order", "run", "choice", "rubric_hash",
 * "settings"}` (docs/calibration.md). A choice of null is an answer nobody could read. Votes of one judge under two
 * rubrics or settings are two judges.
 *
 * @param file - name for messages.
 * @throws {IngestError} naming the first lines that are wrong and why, or a file without votes.
 */
export function parseRecordedVotes(text: string, file: string): readonly RecordedJudge[] {
  return judgesOf(parseRows(text, { file, what: 'recorded votes' }, parseRow))
}

function judgesOf(rows: readonly Row[]): readonly RecordedJudge[] {
  const byIdentity = new Map<string, Row[]>()
  for (const row of rows) {
    const { judge, rubricHash, settings } = row.identity
    const key = JSON.stringify([judge, rubricHash, settings])
    const own = byIdentity.get(key)
    if (own === undefined) byIdentity.set(key, [row])
    else own.push(row)
  }
  return [...byIdentity.values()].flatMap(own => {
    const identity = own[0]?.identity
    return identity === undefined ? [] : [{ identity, votes: votesByPair(own) }]
  })
}

function votesByPair(rows: readonly Row[]): RecordedJudge['votes'] {
  const votes = new Map<TraceId, RecordedVote[]>()
  for (const { pairId, vote } of rows.toSorted((a, b) => a.run - b.run)) {
    const own = votes.get(pairId)
    if (own === undefined) votes.set(pairId, [vote])
    else own.push(vote)
  }
  return votes
}

function parseRow(line: string): Row {
  const parsed = parseJson(line)
  if (parsed.kind === 'invalid') throw new RowError(parsed.reason)
  const row = requireObject({ value: parsed.value, at: '' })
  const order = ORDERS[requireString(fieldOf(row, 'order'))]
  if (order === undefined) throw new RowError('/order: expected AB or BA, found another word')
  const run = fieldOf(row, 'run')
  if (!isAbsent(run) && !Number.isSafeInteger(run.value)) throw new RowError('/run: expected a whole number')
  return {
    pairId: requireString(fieldOf(row, 'id')) as TraceId,
    identity: {
      judge: requireString(fieldOf(row, 'judge')),
      rubricHash: optionalString(fieldOf(row, 'rubric_hash')) ?? null,
      settings: optionalString(fieldOf(row, 'settings')) ?? null,
    },
    run: Number(run.value ?? 0),
    vote: { order, choice: choiceOf(optionalString(fieldOf(row, 'choice'))) },
  }
}

function choiceOf(word: string | undefined): VoteChoice | undefined {
  if (word === undefined) return undefined
  const label = PAIR_LABELS.find(each => each === word)
  if (label === undefined) throw new RowError('/choice: expected A, B, tie or null, found another word')
  return CHOICES[label]
}
