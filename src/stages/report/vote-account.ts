import { clopperPearsonInterval } from '../../numeric/proportion-interval.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Verdict } from '../../records/verdict.ts'
import type { UnusableReason, Vote } from '../../records/vote.ts'
import { type JudgeEffect, judgeEffect } from './judge-effect.ts'

/** What the judge was asked, answered and paid, over all pairs of a run. */
export type VoteAccount = {
  /** Pairs a judge was asked about. */
  readonly pairs: number
  /** Of these: votes that agreed on nothing, kept as ties. */
  readonly unresolved: number
  /** Of these: no usable vote at all. */
  readonly unanswered: number
  readonly votes: number
  /** Votes found in the cache, of all votes; a semantic one is a copy of another question's and no evidence of its own. */
  readonly cached: { readonly exact: number; readonly semantic: number }
  /** What asking live as well says of the semantic hits; null when there was none. */
  readonly semantic: SemanticAccount | null
  readonly unusable: { readonly [reason in UnusableReason]?: number }
  /** Integer pico-dollars; undefined when one vote's is unknown. */
  readonly costPicoUsd: number | undefined
  /** What the cached votes cost when they were cast, integer pico-dollars. */
  readonly savedPicoUsd: number
  /** Votes for whatever was shown first, of the votes for a side; null without any. Half of them is no bias. */
  readonly firstPositionShare: number | null
  readonly effect: JudgeEffect
}

export type SemanticAccount = {
  /** Pairs with at least one copied vote. */
  readonly pairs: number
  /** Hits that were asked live all the same. */
  readonly audited: number
  /** Of these: the live vote says something else. */
  readonly disagreed: number
  /** Null when none was audited. */
  readonly falseHitRate: number | null
  /** Its upper bound: the end of the two-sided 95% Clopper-Pearson interval; 1 when none was audited. */
  readonly upperBound: number
}

const CONFIDENCE = 0.95

/** The account of a run's votes; undefined when no judge was asked. */
export function voteAccount(pairs: readonly JudgedPair[]): VoteAccount | undefined {
  const asked = pairs
    .flatMap(({ verdicts, production }) => [
      verdicts,
      ...(production === undefined ? [] : [production.verdicts]),
    ])
    .flatMap(({ structured, preference }) =>
      [structured, preference].filter(verdict => (verdict.votes ?? []).length > 0),
    )
  if (asked.length === 0) return undefined
  const votes = asked.flatMap(verdict => verdict.votes ?? [])
  const placed = votes.flatMap(vote => placeOf(vote) ?? [])
  return {
    pairs: asked.length,
    effect: judgeEffect(asked),
    unresolved: asked.filter(isUnresolved).length,
    unanswered: asked.filter(verdict => verdict.kind === 'failed').length,
    votes: votes.length,
    cached: {
      exact: votes.filter(vote => vote.cached === 'exact').length,
      semantic: votes.filter(vote => vote.cached === 'semantic').length,
    },
    semantic: semanticOf(asked),
    unusable: unusableOf(votes),
    costPicoUsd: votes.reduce<number | undefined>(
      (sum, { costPicoUsd }) =>
        sum === undefined || costPicoUsd === undefined ? undefined : sum + costPicoUsd,
      0,
    ),
    savedPicoUsd: votes.reduce((sum, { savedPicoUsd = 0 }) => sum + savedPicoUsd, 0),
    firstPositionShare:
      placed.length === 0 ? null : placed.filter(place => place === 'first').length / placed.length,
  }
}

function semanticOf(asked: readonly Verdict[]): SemanticAccount | null {
  const hits = asked.flatMap(({ votes = [] }) => votes.flatMap(({ near }) => near ?? []))
  if (hits.length === 0) return null
  const audits = hits.flatMap(({ isConfirmed }) => isConfirmed ?? [])
  const [audited, disagreed] = [audits.length, audits.filter(isConfirmed => !isConfirmed).length]
  return {
    pairs: asked.filter(({ votes = [] }) => votes.some(({ cached }) => cached === 'semantic')).length,
    audited,
    disagreed,
    falseHitRate: audited === 0 ? null : disagreed / audited,
    upperBound: audited === 0 ? 1 : clopperPearsonInterval(disagreed, audited, CONFIDENCE)[1],
  }
}

function isUnresolved(verdict: Verdict): boolean {
  return verdict.kind === 'scored' && verdict.isUnresolved === true
}

function placeOf({ result, order }: Vote): 'first' | 'second' | undefined {
  if (result.kind !== 'chosen') return undefined
  const side = result.choice === 'candidate' || result.choice === 'baseline' ? result.choice : result.better
  if (side === undefined) return undefined
  return (side === 'candidate') === (order === 'candidate-first') ? 'first' : 'second'
}

function unusableOf(votes: readonly Vote[]): VoteAccount['unusable'] {
  const counts: { [reason in UnusableReason]?: number } = {}
  for (const { result } of votes)
    if (result.kind === 'unusable') counts[result.why] = (counts[result.why] ?? 0) + 1
  return counts
}
