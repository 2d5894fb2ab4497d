import type { Calibration, JudgeIdentity, PairLabel } from '../../../records/calibration.ts'
import type { Vote, VoteChoice, VoteOrder } from '../../../records/vote.ts'
import { calibrate } from '../calibrate.ts'
import type { LabelledVotes } from '../labelled-votes.ts'

const CHOICES: { readonly [label in PairLabel]: VoteChoice } = { A: 'baseline', tie: 'tie', B: 'candidate' }

/** What a vote says: a label, `?` for an answer nobody could read, `-` for none at all. */
export type Word = PairLabel | '?' | '-'

export function vote(word: Word, order: VoteOrder, index = 0): Vote {
  return {
    judge: 'openai/judge',
    index,
    order,
    result:
      word === '?'
        ? { kind: 'unusable', why: 'schema', detail: '' }
        : word === '-'
          ? { kind: 'unusable', why: 'unreachable', detail: '' }
          : { kind: 'chosen', choice: CHOICES[word], reason: '' },
    usage: undefined,
    costPicoUsd: 1,
    cached: 'no',
    latencyMs: undefined,
  }
}

/** A pair labelled `label`, of which the judge said `ab` when A came first and `ba` when B did. */
export function labelled(
  label: PairLabel,
  ab: Word,
  ba: Word,
  overrides: Partial<LabelledVotes> = {},
): LabelledVotes {
  return {
    pairId: 'pair',
    label,
    slice: undefined,
    lengthA: 1,
    lengthB: 1,
    votes: [vote(ab, 'baseline-first', 0), vote(ba, 'candidate-first', 1)],
    verdict: undefined,
    ...overrides,
  }
}

export function times<T>(count: number, item: T): readonly T[] {
  return Array.from({ length: count }, () => item)
}

export const IDENTITY: JudgeIdentity = { judge: 'openai/judge', rubricHash: 'rubric-1', settings: '{}' }

/** A judge that is right on `right` pairs in both orders and wrong on the others, A and B being equally often right. */
export function calibrationOf(
  right: number,
  wrong: number,
  identity: JudgeIdentity = IDENTITY,
  calibratedAtMs = 0,
): Calibration {
  const items = [
    ...times(right / 2, labelled('A', 'A', 'A')),
    ...times(right / 2, labelled('B', 'B', 'B')),
    ...times(wrong / 2, labelled('A', 'B', 'B')),
    ...times(wrong / 2, labelled('B', 'A', 'A')),
  ]
  return calibrate(items, { identity, labelsHash: 'labels', calibratedAtMs, seed: '1' })
}
