import { groupSequentialBounds } from '../../numeric/group-sequential.ts'
import { normalCdf } from '../../numeric/normal.ts'
import type { Look } from '../../records/decision.ts'
import type { GatePolicy } from './gate-policy.ts'

/** When the judge's answers so far may end the asking; the last look has all of them. */
export type SequentialPlan = { readonly questions: number; readonly looks: readonly Look[] }

/** Looks of a plan unless told otherwise. */
const LOOKS = 10
/** Answers before which the normal approximation of a rare difference is not trusted with an early end. */
const FEWEST_ASKED = 100
/** Endpoints a judge can be asked about: tool calls and texts. Holm needs a level for each step. */
const ENDPOINTS = 2

/**
 * Group-sequential plan for so many questions: evenly spaced looks and the levels that keep the error rates of all
 * looks together at those of one. A PASS spends little early (O'Brien-Fleming), because it has to carry a release; a
 * FAIL spends more evenly (Hwang-Shih-DeCani, gamma -1), because asking on about a bad candidate is money lost.
 *
 * Information counts questions. Pairs that rules decide are in the estimate from the first look on, so that its true
 * information runs ahead of that count and looks are more alike than the levels assume: by Slepian's inequality the
 * error rates are then below what is stated, never above.
 *
 * @param questions - integer >= 0. Below 200 there is one look, the fixed test; with none there is no look.
 * @param most - looks at most, integer >= 1; 1 asks everything at once, as a batch job has to.
 * @param answered - questions that an earlier run has asked already: the first look comes after all of them.
 * @see statistics note, sections 0 (12) and 3.2.
 */
export function sequentialPlan(
  questions: number,
  policy: GatePolicy,
  most = LOOKS,
  answered = 0,
): SequentialPlan {
  const counts = Array.from({ length: most }, (_, index) => Math.round((questions * (index + 1)) / most))
  const kept = [
    ...new Set(counts.filter(count => count >= Math.max(FEWEST_ASKED, answered + 1) || count === questions)),
  ]
  const asked = kept.filter(count => count > 0)
  const fractions = asked.map(count => count / questions)
  const pass = levels(fractions, policy.alpha.pass, { kind: 'obrien-fleming' })
  const fails = Array.from({ length: ENDPOINTS }, (_, index) =>
    levels(fractions, policy.alpha.global / (index + 1), { kind: 'hwang-shih-decani', gamma: -1 }),
  )
  return {
    questions,
    looks: asked.map((count, index) => ({
      look: index + 1,
      looks: asked.length,
      asked: count,
      questions,
      informationFraction: count / questions,
      passAlpha: pass[index] ?? 0,
      failAlphas: fails.map(each => each[index] ?? 0),
    })),
  }
}

/** Bounds as nominal levels, so that few degrees of freedom can still widen them through the t distribution. */
function levels(
  ...[fractions, alpha, spending]: Parameters<typeof groupSequentialBounds>
): readonly number[] {
  if (alpha === 0) return fractions.map(() => 0)
  return groupSequentialBounds(fractions, alpha, spending).map(({ bound }) => normalCdf(-bound))
}
