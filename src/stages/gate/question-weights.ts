import type { Endpoint, Verdict } from '../../records/verdict.ts'
import type { TrafficFrame } from './traffic-frame.ts'

/** The weights an endpoint's pairs carry while only a part of the judge's questions has been put. */
export type QuestionWeights = {
  /** One per pair; those of the frame, and the same array, where every question was put. 0: not put. */
  readonly weights: Float64Array
  readonly notAsked: number
  readonly hasQuestions: boolean
}

/** Questions that have to be put in a group of strata before they can stand for those that were not. */
const FEWEST_ASKED = 2

/**
 * Weights by two phases: a pair is drawn from the traffic, and its question, if rules did not decide it, is drawn for
 * the judge. Within a stratum the questions put carry the weight of all, because the judging order is random there;
 * pairs that rules decided keep theirs, wherever they stand in that order.
 *
 * Strata in which fewer than two questions were put, and not all, are merged with the ones after them.
 *
 * @see Sarndal, Swensson & Wretman 1992, section 9.3 (two-phase sampling), with the weights of equation 9.3.3 made
 *   ratios so that every group keeps its total.
 */
export function questionWeights(frame: TrafficFrame, endpoint: Endpoint): QuestionWeights {
  if (!frame.hasOpenQuestions) {
    const hasQuestions = frame.pairs.some(pair => stateOf(pair.verdicts[endpoint]) === 'asked')
    return { weights: frame.weights, notAsked: 0, hasQuestions }
  }
  const states = frame.pairs.map(pair => stateOf(pair.verdicts[endpoint]))
  const counts = { rule: 0, asked: 0, open: 0 }
  for (const state of states) counts[state] += 1
  const { asked, open } = counts
  const hasQuestions = asked + open > 0
  if (open === 0 || asked === 0) return { weights: frame.weights, notAsked: 0, hasQuestions }
  const groups = groupsOf(frame, states)
  const all = new Float64Array(groups.count)
  const put = new Float64Array(groups.count)
  for (const [index, state] of states.entries()) {
    if (state === 'rule') continue
    const group = groups.ofPair(index)
    const weight = frame.weights[index] ?? 0
    all[group] = (all[group] ?? 0) + weight
    if (state === 'asked') put[group] = (put[group] ?? 0) + weight
  }
  const weights = frame.weights.map((weight, index) => {
    const state = states[index]
    if (state === 'rule') return weight
    const group = groups.ofPair(index)
    return state === 'asked' ? (weight * (all[group] ?? 0)) / (put[group] ?? 1) : 0
  })
  return { weights, notAsked: open, hasQuestions }
}

type QuestionState = 'rule' | 'asked' | 'open'

/**
 * Whether the verdict is, or would be, the judge's: no rule decided the pair on this endpoint. Known before anybody is
 * asked, so that the questions of a stratum are a fixed set of which each look is a random part.
 */
function stateOf(verdict: Verdict): QuestionState {
  if (verdict.kind === 'not-asked') return 'open'
  if (verdict.endpoint === 'outcome' || verdict.kind === 'not-applicable') return 'rule'
  return verdict.kind === 'scored' && verdict.basis !== 'judge' ? 'rule' : 'asked'
}

/** Strata joined in their order until the questions put in each group can stand for those that were not. */
function groupsOf(
  frame: TrafficFrame,
  states: readonly QuestionState[],
): { readonly count: number; readonly ofPair: (index: number) => number } {
  const asked = new Int32Array(frame.stratumCount)
  const open = new Int32Array(frame.stratumCount)
  for (const [index, state] of states.entries()) {
    if (state === 'rule') continue
    const counts = state === 'asked' ? asked : open
    const stratum = frame.strata[index] ?? 0
    counts[stratum] = (counts[stratum] ?? 0) + 1
  }
  let count = 0
  let askedInGroup = 0
  let openInGroup = 0
  const ofStratum = asked.map((own, stratum) => {
    const group = count
    askedInGroup += own
    openInGroup += open[stratum] ?? 0
    if (askedInGroup >= FEWEST_ASKED || (askedInGroup > 0 && openInGroup === 0)) {
      count += 1
      askedInGroup = 0
      openInGroup = 0
    }
    return group
  })
  // A rest at the end joins the group before it; alone it is the only one.
  const last = Math.max(count, 1) - 1
  return { count: last + 1, ofPair: index => Math.min(ofStratum[frame.strata[index] ?? 0] ?? 0, last) }
}
