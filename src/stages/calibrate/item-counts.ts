import type { Matrix } from '../../numeric/matrix.ts'
import { PAIR_LABELS, type PairLabel } from '../../records/calibration.ts'
import type { Vote } from '../../records/vote.ts'
import { isMissing, type LabelledVotes, labelOfVote } from './labelled-votes.ts'

const COUNTS = [
  'answered',
  'usable',
  'unreadable',
  'missing',
  'right',
  'decided',
  'first',
  'unequal',
  'longer',
  'longerByPeople',
  'bothUsable',
  'flipped',
  'halfReadable',
  'agreed',
  'agreedRight',
  'verdicts',
  'verdictRight',
  'unresolved',
  'incomplete',
] as const

export type CountName = (typeof COUNTS)[number]

const CELLS = PAIR_LABELS.length ** 2
const VOTE_CELLS = COUNTS.length
const VERDICT_CELLS = VOTE_CELLS + CELLS
const COLUMNS = VERDICT_CELLS + CELLS

/** Totals of items, by name. Every figure of a calibration is a function of them, also of drawn-again ones. */
export type Totals = {
  readonly count: (name: CountName) => number
  /** Rows people, columns the judge, in the order of `PAIR_LABELS`. */
  readonly votes: Matrix
  readonly verdicts: Matrix
}

/** What every item adds to the totals, one row each: votes on one item stay together when items are drawn again. */
export function itemCounts(items: readonly LabelledVotes[]): Matrix {
  const data = new Float64Array(items.length * COLUMNS)
  for (const [index, item] of items.entries()) {
    countItem(item, data.subarray(index * COLUMNS, (index + 1) * COLUMNS))
  }
  return { data, rows: items.length, columns: COLUMNS }
}

/** The sums of all rows. */
export function totalsOf({ data, rows, columns }: Matrix): Float64Array {
  const totals = new Float64Array(columns)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) totals[column]! += data[row * columns + column]!
  }
  return totals
}

/** Column totals by name. */
export function readTotals(totals: Float64Array): Totals {
  const table = (start: number): Matrix => ({
    data: totals.subarray(start, start + CELLS),
    rows: PAIR_LABELS.length,
    columns: PAIR_LABELS.length,
  })
  return {
    count: name => totals[COUNTS.indexOf(name)]!,
    votes: table(VOTE_CELLS),
    verdicts: table(VERDICT_CELLS),
  }
}

function countItem(item: LabelledVotes, row: Float64Array): void {
  const add = (name: CountName, isCounted = true): void => {
    if (isCounted) row[COUNTS.indexOf(name)]! += 1
  }
  const firsts = firstVotes(item.votes)
  for (const vote of firsts) countVote(item, vote, row, add)
  const [one, two] = firsts.map(labelOfVote)
  add('answered', one !== undefined || two !== undefined)
  if (one !== undefined && two !== undefined) {
    add('bothUsable')
    add('flipped', one !== two)
    add('agreed', one === two && one !== 'tie')
    add('agreedRight', one === two && one !== 'tie' && one === item.label)
  } else if (firsts.length === 2 && !firsts.some(isMissing)) {
    add('halfReadable', one !== undefined || two !== undefined)
  }
  add('incomplete', item.votes.length === 0 || item.votes.some(isMissing))
  if (item.verdict === undefined) return
  const { label, isUnresolved } = item.verdict
  add('verdicts')
  add('verdictRight', label === item.label)
  add('unresolved', isUnresolved)
  row[VERDICT_CELLS + cellOf(item.label, label)]! += 1
}

/** The first vote in either order, the candidate-first one before the other. */
function firstVotes(votes: readonly Vote[]): readonly Vote[] {
  return (['candidate-first', 'baseline-first'] as const).flatMap(
    order => votes.find(vote => vote.order === order) ?? [],
  )
}

function countVote(
  { label, lengthA, lengthB }: LabelledVotes,
  vote: Vote,
  row: Float64Array,
  add: (name: CountName, isCounted?: boolean) => void,
): void {
  const choice = labelOfVote(vote)
  add('missing', isMissing(vote))
  add('unreadable', choice === undefined && !isMissing(vote))
  if (choice === undefined) return
  add('usable')
  add('right', choice === label)
  row[VOTE_CELLS + cellOf(label, choice)]! += 1
  if (choice === 'tie') return
  add('decided')
  add('first', (choice === 'A') === (vote.order === 'baseline-first'))
  if (label === 'tie' || lengthA === lengthB) return
  const longer: PairLabel = lengthA > lengthB ? 'A' : 'B'
  add('unequal')
  add('longer', choice === longer)
  add('longerByPeople', label === longer)
}

function cellOf(people: PairLabel, judge: PairLabel): number {
  return PAIR_LABELS.indexOf(people) * PAIR_LABELS.length + PAIR_LABELS.indexOf(judge)
}
