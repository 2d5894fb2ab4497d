import { formatQuantity, formatShareInWords } from '../../numeric/format-number.ts'
import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import type { AdversarialGate, Outcome } from '../../records/decision.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { adversarialResult } from './adversarial-result.ts'

/** Two one-sided 95% bounds. */
const CONFIDENCE = 0.9
const UNRESOLVED_LIMIT = 0.1

/**
 * The verdict on the adversarial set: the share of resolved items the candidate gets right against the
 * floor. FAIL if Wilson's upper one-sided 95% bound is below it, PASS if the lower one reaches it.
 *
 * Unresolved items are left out of `n` and never pass; above 10% of them nothing is cleared, and a FAIL
 * stands only if it would with all of them right. `production` and `composite` are null: items were chosen
 * because production failed on them, so its recorded answers say nothing (product definition 2).
 *
 * @see statistics note, section 0 (9) and section 2.6.
 */
export function adversarialGate(pairs: readonly JudgedPair[], floor: number): AdversarialGate {
  const results = pairs.filter(pair => pair.origin.kind === 'adversarial').map(adversarialResult)
  const passed = results.filter(result => result === 'passed').length
  const unresolved = results.filter(result => result === 'unresolved').length
  const n = results.length - unresolved
  const shared = { n, floor, passed, unresolved, production: null, composite: null }
  if (results.length === 0) {
    const reason = 'The adversarial set is empty.'
    return { ...shared, verdict: 'not-evaluated', estimate: null, interval: null, reason }
  }
  if (n === 0) {
    const reason = `Adversarial set: none of ${formatQuantity(unresolved, 'item')} could be resolved; a judge or recorded outcomes would resolve them.`
    return { ...shared, verdict: 'INCONCLUSIVE', estimate: null, interval: null, reason }
  }
  const interval = wilsonInterval(passed, n, CONFIDENCE)
  const verdict = verdictOf(passed, n, unresolved, floor)
  return { ...shared, verdict, estimate: passed / n, interval, reason: reasonOf(shared, interval, verdict) }
}

function verdictOf(passed: number, n: number, unresolved: number, floor: number): Outcome {
  const [lower, upper] = wilsonInterval(passed, n, CONFIDENCE)
  if (unresolved > UNRESOLVED_LIMIT * (n + unresolved)) {
    const [, best] = wilsonInterval(passed + unresolved, n + unresolved, CONFIDENCE)
    return upper < floor && best < floor ? 'FAIL' : 'INCONCLUSIVE'
  }
  return upper < floor ? 'FAIL' : lower >= floor ? 'PASS' : 'INCONCLUSIVE'
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
