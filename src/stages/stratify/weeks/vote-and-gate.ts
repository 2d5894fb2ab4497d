/** Nearest references that vote on where a request belongs. */
export const VOTERS = 15

const CLOSEST = 3
const WINNING_SHARE = 0.3

/** The voters on one request, nearest first. */
export type Voters = {
  /** Labels of the references; -1 noise. */
  readonly labels: readonly number[]
  /** Cosines, descending. */
  readonly similarities: readonly number[]
}

/** What a request has to reach to belong to a stratum. */
export type Thresholds = {
  /** Per label: it is one request, sent again and again. */
  readonly isTemplate: ArrayLike<boolean>
  /** Per label: the least closeness to it. */
  readonly closeness: ArrayLike<number>
  /** The least closeness to any. */
  readonly gate: number
}

/**
 * The label a request belongs to by the one assignment rule, or -1 when it belongs to none.
 *
 * Each voter votes for its stratum with similarity^4; noise votes for nobody, but counts. The winner needs 30% of all
 * weight, and the request must be as close to it as all but the loosest 5% of its own members are, and no farther than
 * the gate of all strata allows. Only what lies nearest to a template, and as close as the same request with other values
 * in it, belongs to the template without a vote: one reference could not win it.
 *
 * @see voteForNoise, which has the same vote inside the fitted window.
 */
export function voteAndGate(voters: Voters, thresholds: Thresholds): number {
  const nearest = voters.labels[0] ?? -1
  const isSame = (voters.similarities[0] ?? 0) >= (thresholds.closeness[nearest] ?? Number.POSITIVE_INFINITY)
  if (thresholds.isTemplate[nearest] === true && isSame) return nearest
  const winner = winnerOf(voters)
  if (winner === -1) return -1
  const closeness = closenessTo(winner, voters)
  return closeness >= thresholds.gate &&
    closeness >= (thresholds.closeness[winner] ?? Number.POSITIVE_INFINITY)
    ? winner
    : -1
}

/** Mean similarity to the up to 3 nearest voters of this label; NaN when none has it. */
export function closenessTo(label: number, { labels, similarities }: Voters): number {
  let sum = 0
  let found = 0
  for (let at = 0; at < labels.length && found < CLOSEST; at++) {
    if (labels[at] !== label) continue
    sum += similarities[at]!
    found += 1
  }
  return found === 0 ? Number.NaN : sum / found
}

function winnerOf({ labels, similarities }: Voters): number {
  const weights = new Map<number, number>()
  let total = 0
  for (const [at, label] of labels.entries()) {
    const weight = Math.max(0, similarities[at]!) ** 4
    total += weight
    if (label !== -1) weights.set(label, (weights.get(label) ?? 0) + weight)
  }
  let winner = -1
  let heaviest = 0
  for (const [label, weight] of weights) {
    if (weight < heaviest || (weight === heaviest && label > winner)) continue
    winner = label
    heaviest = weight
  }
  return heaviest > 0 && heaviest >= WINNING_SHARE * total ? winner : -1
}
