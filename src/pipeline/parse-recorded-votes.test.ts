import { describe, expect, it } from 'vitest'
import type { TraceId } from '../records/ids.ts'
import { parseRecordedVotes } from './parse-recorded-votes.ts'

const ROW = { id: 'p1', judge: 'openai/gpt', order: 'AB', run: 0, choice: 'A' }

function parse(...rows: readonly unknown[]) {
  return parseRecordedVotes(rows.map(row => JSON.stringify(row)).join('\n'), 'votes.jsonl')
}

describe('recorded votes', () => {
  it('are of the answers, whatever was shown first, in the order of their runs', () => {
    const [judge] = parse(
      { ...ROW, run: 1, choice: 'tie' },
      { ...ROW, order: 'BA', choice: 'B' },
      { ...ROW, choice: null },
      { ...ROW, run: undefined, id: 'p2' },
    )
    expect(judge?.identity).toEqual({ judge: 'openai/gpt', rubricHash: null, settings: null })
    expect(judge?.votes.get('p1' as TraceId)).toEqual([
      { order: 'candidate-first', choice: 'candidate' },
      { order: 'baseline-first', choice: undefined },
      { order: 'baseline-first', choice: 'tie' },
    ])
    expect(judge?.votes.get('p2' as TraceId)).toEqual([{ order: 'baseline-first', choice: 'baseline' }])
  })

  it('under two rubrics are two judges', () => {
    const judges = parse(
      { ...ROW, rubric_hash: 'r1', settings: 's' },
      { ...ROW, rubric_hash: 'r2', settings: 's' },
      { ...ROW, id: 'p2', rubric_hash: 'r1', settings: 's' },
    )
    expect(judges.map(({ identity, votes }) => [identity.rubricHash, votes.size])).toEqual([
      ['r1', 2],
      ['r2', 1],
    ])
  })

  it.each([
    [{ ...ROW, order: 'A first' }, 'line 1: /order: expected AB or BA'],
    [{ ...ROW, choice: 'C' }, 'line 1: /choice: expected A, B, tie or null'],
    [{ ...ROW, run: 1.5 }, 'line 1: /run: expected a whole number'],
    [{ ...ROW, judge: undefined }, 'line 1: /judge: expected a string, found nothing'],
  ])('are refused: %j', (row, message) => {
    expect(() => parse(row)).toThrow(message)
  })
})
