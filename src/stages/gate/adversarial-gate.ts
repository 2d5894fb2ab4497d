import {
  formatDifference,
  formatPValue,
  formatQuantity,
  formatShareInWords,
} from '../../numeric/format-number.ts'
import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { AdversarialGate, AdversarialPaired, Outcome } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import {
  adversarialComposite,
  adversarialItems,
  adversarialPaired,
  productionPerformance,
  type TrafficDifference,
} from './adversarial-comparison.ts'

/** Two one-sided 95% bounds. */
const CONFIDENCE = 0.9
const UNRESOLVED_LIMIT = 0.1

export type AdversarialGateOptions = {
  /** Success rate in (0, 1] the candidate must reach. */
  readonly floor: number
  /** One-sided error of a FAIL by the paired test. */
  readonly alpha: number
  /** What the composite mixes with; undefined: the traffic has no difference. */
  readonly traffic: TrafficDifference | undefined
}

/**
 * The verdict on the adversarial set: the share of resolved items the candidate gets right against the
 * floor, and against production where that answered the set again. FAIL if Wilson's upper one-sided 95% bound is below
 * the floor or the exact paired test finds losses at `alpha`; PASS if the lower bound reaches the floor and it does not.
 *
 * Unresolved items are left out of `n` and never pass; above 10% of them nothing is cleared, and a FAIL by the floor
 * stands only if it would with all of them right. With recorded failures alone `production`, `paired` and `composite`
 * are null: items were chosen because production failed on them, so its recorded answers say nothing (product
 * definition 2). The composite is shown, and no part of this verdict.
 *
 * @see statistics note, section 0 (9) and section 2.6.
 */
export function adversarialGate(
  pairs: readonly JudgedPair[],
  { floor, alpha, traffic }: AdversarialGateOptions,
): AdversarialGate {
  const items = adversarialItems(pairs)
  const passed = items.filter(({ candidate }) => candidate === 'passed').length
  const unresolved = items.filter(({ candidate }) => candidate === 'unresolved').length
  const n = items.length - unresolved
  const paired = adversarialPaired(items, alpha)
  const composite = adversarialComposite(items, traffic)
  const shared = {
    n,
    floor,
    passed,
    unresolved,
    production: productionPerformance(items),
    paired,
    composite: composite?.estimate ?? null,
    compositeParts: composite?.parts ?? null,
  }
  if (items.length === 0) {
    const reason = 'The adversarial set is empty.'
    return { ...shared, verdict: 'not-evaluated', estimate: null, interval: null, reason }
  }
  if (n === 0) {
    const reason = `Adversarial set: none of ${formatQuantity(unresolved, 'item')} could be resolved; a judge or recorded outcomes would resolve them.`
    return { ...shared, verdict: 'INCONCLUSIVE', estimate: null, interval: null, reason }
  }
  const interval = wilsonInterval(passed, n, CONFIDENCE)
  const byFloor = verdictOf(passed, n, unresolved, floor)
  const floorReason = reasonOf(shared, interval, byFloor)
  if (paired === null || paired.pValueWorse > alpha) {
    return { ...shared, verdict: byFloor, estimate: passed / n, interval, reason: floorReason }
  }
  const reason = `${pairedReason(paired)} ${floorReason}`
  return { ...shared, verdict: 'FAIL', estimate: passed / n, interval, reason }
}

function verdictOf(passed: number, n: number, unresolved: number, floor: number): Outcome {
  const [lower, upper] = wilsonInterval(passed, n, CONFIDENCE)
  if (unresolved > UNRESOLVED_LIMIT * (n + unresolved)) {
    const [, best] = wilsonInterval(passed + unresolved, n + unresolved, CONFIDENCE)
    return upper < floor && best < floor ? 'FAIL' : 'INCONCLUSIVE'
  }
  return upper < floor ? 'FAIL' : lower >= floor ? 'PASS' : 'INCONCLUSIVE'
}

function pairedReason({ n, won, lost, estimate, pValueWorse, alpha }: AdversarialPaired): string {
  return `Adversarial set: of ${formatQuantity(n, 'item')} the candidate fails ${lost} that production gets right today and mends ${won} (difference ${formatDifference(estimate)}, exact p of losses ${formatPValue(pValueWorse)}, at most ${alpha} is a FAIL).`
}

function reasonOf(
  { n, passed, unresolved, floor }: Pick<AdversarialGate, 'n' | 'passed' | 'unresolved' | 'floor'>,
  [lower, upper]: readonly [number, number],
  verdict: Outcome,
): string {
  const open = unresolved === 0 ? '' : `, ${unresolved} unresolved`
  const measured = `Adversarial set: ${passed} of ${formatQuantity(n, 'item')} right (${formatShareInWords(passed / n)}, one-sided 95% bounds ${formatShareInWords(lower)} and ${formatShareInWords(upper)}${open})`
  if (verdict === 'FAIL') return `${measured}: below the floor of ${formatShareInWords(floor)}.`
  if (verdict === 'PASS') return `${measured}: the floor of ${formatShareInWords(floor)} is reached.`
  const remedy =
    unresolved > UNRESOLVED_LIMIT * (n + unresolved)
      ? 'a judge or recorded outcomes for the unresolved items would settle it'
      : 'more items would settle it'
  return `${measured}: not shown to be above or below the floor of ${formatShareInWords(floor)}; ${remedy}.`
}
