import type { UnusableReason, Vote, VoteChoice } from '../../../records/vote.ts'
import type { JudgeAnswer } from '../judge-model.ts'

type TextVote = 'candidate' | 'baseline' | 'tie'
type Label = 'equivalent' | 'partly' | 'different'
type Side = 'candidate' | 'baseline' | 'neither'

/** What the side that lost, or both where neither is better, scores (product definition 1). */
const LABEL_SCORES: { readonly [label in Label]: number } = { equivalent: 1, partly: 0.5, different: 0 }
const TEXT_SCORES: { readonly [choice in TextVote]: number } = { candidate: 1, tie: 0.5, baseline: 0 }

/** What a vote says, as one key: two votes of one key agree in everything that can enter the answer. */
export function voteKey({ result }: Vote): string | undefined {
  return result.kind === 'chosen' ? `${result.choice} ${result.better ?? ''}` : undefined
}

/**
 * The answer of votes on two texts: what more than half of the usable votes say. Without such a majority it is an
 * unresolved tie, never dropped; without a usable vote it failed and has no score.
 */
export function tallyTexts(votes: readonly Vote[]): JudgeAnswer {
  const usable = votes.flatMap(vote => {
    const choice = choiceOf(vote)
    return choice === 'candidate' || choice === 'baseline' || choice === 'tie' ? [{ vote, choice }] : []
  })
  if (usable.length === 0) return failed(votes)
  const choices = usable.map(({ choice }) => choice)
  const majority = majorityOf(choices)
  return {
    kind: 'scored',
    baselineScore: 0.5,
    candidateScore: TEXT_SCORES[majority ?? 'tie'],
    reason: reasonOf(usable.find(({ choice }) => choice === majority)?.vote, votes.length),
    ...(majority === undefined ? { isUnresolved: true } : {}),
    confidence: largestShare(choices),
    votes,
  }
}

/**
 * The answer of votes on tool calls. The side that serves the request better scores 1 and the other what its label
 * is worth: equivalent 1, partly .5, different 0. Where neither is better both score the label. So a pair is scored
 * on both sides, and swapping them negates the difference.
 *
 * The better side is decided by more than half of the usable votes, the label by the majority among those votes; a
 * split between labels takes the milder one. Without a majority for a side the pair is an unresolved tie.
 *
 * @see product definition 1. The label by itself is symmetric and could never tell which side is worse, so each vote
 *   says that, too.
 */
export function tallyArguments(votes: readonly Vote[]): JudgeAnswer {
  const usable = votes.flatMap(vote => {
    const label = labelOf(vote)
    return label === undefined ? [] : [{ vote, label, better: betterOf(vote, label) }]
  })
  if (usable.length === 0) return failed(votes)
  const sides = usable.map(({ better }) => better)
  const better = majorityOf(sides)
  const agreeing = usable.filter(vote => vote.better === better)
  const label = labelAmong(agreeing.length === 0 ? usable : agreeing)
  const loser = LABEL_SCORES[label]
  return {
    kind: 'scored',
    baselineScore: better === 'baseline' ? 1 : loser,
    candidateScore: better === 'candidate' ? 1 : loser,
    reason: `${label}: ${reasonOf(agreeing.find(vote => vote.label === label)?.vote ?? agreeing[0]?.vote, votes.length)}`,
    ...(better === undefined ? { isUnresolved: true } : {}),
    confidence: largestShare(sides),
    votes,
  }
}

/** The value that more than half of the values are; undefined when there is none. */
function majorityOf<T>(values: readonly T[]): T | undefined {
  return values.find(value => values.filter(each => each === value).length * 2 > values.length)
}

function labelAmong(votes: readonly { readonly label: Label }[]): Label {
  const labels = votes.map(({ label }) => label)
  const mildest = (['equivalent', 'partly', 'different'] as const).find(label => labels.includes(label))
  return majorityOf(labels) ?? mildest ?? 'different'
}

function largestShare(values: readonly string[]): number {
  return Math.max(...values.map(value => values.filter(each => each === value).length)) / values.length
}

function choiceOf({ result }: Vote): VoteChoice | undefined {
  return result.kind === 'chosen' ? result.choice : undefined
}

function labelOf(vote: Vote): Label | undefined {
  const choice = choiceOf(vote)
  return choice === 'equivalent' || choice === 'partly' || choice === 'different' ? choice : undefined
}

function betterOf({ result }: Vote, label: Label): Side {
  if (label === 'equivalent' || result.kind !== 'chosen') return 'neither'
  return result.better ?? 'neither'
}

function reasonOf(vote: Vote | undefined, count: number): string {
  if (vote?.result.kind !== 'chosen') return `the ${count} votes agree on nothing`
  return vote.result.reason
}

/** A judge that gave no usable vote gave no score; the reasons are counted, most first. */
function failed(votes: readonly Vote[]): JudgeAnswer {
  const counts = new Map<UnusableReason, number>()
  for (const { result } of votes) {
    const why = result.kind === 'unusable' ? result.why : 'schema'
    counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a).map(([why, count]) => `${why} ${count}`)
  return { kind: 'failed', error: `no usable vote among ${votes.length}: ${reasons.join(', ')}`, votes }
}
