import { formatDifference, formatQuantity, formatShareInWords } from '../../numeric/format-number.ts'
import { normalQuantile } from '../../numeric/normal.ts'
import type { Gate } from '../../records/decision.ts'

/** Answers of one period, judged one by one. */
export type JudgedAnswers = { readonly passed: number; readonly n: number }

const BOUND_LEVEL = 0.95

/**
 * The verdict on two separate samples of answers, before and after a release: the difference of their pass rates with
 * one-sided 95% bounds, by the rule of the paired gate. The variance counts one more passed and one more failed
 * answer per side (Agresti & Caffo 2000), so that two perfect samples do not claim to be certain.
 *
 * Without answers of both periods there is nothing to compare, and the gate is `not-evaluated`.
 */
export function unpairedGate(before: JudgedAnswers, after: JudgedAnswers, deltaThreshold: number): Gate {
  if (before.n === 0 || after.n === 0) {
    const missing = after.n === 0 ? 'after the release' : 'before the release'
    return {
      verdict: 'not-evaluated',
      estimate: null,
      interval: null,
      n: before.n + after.n,
      reason: `No answer ${missing} was judged: without a replay nothing is known of a candidate that is not released.`,
    }
  }
  const estimate = after.passed / after.n - before.passed / before.n
  const half = normalQuantile(BOUND_LEVEL) * Math.sqrt(varianceOf(before) + varianceOf(after))
  const interval = [Math.max(-1, estimate - half), Math.min(1, estimate + half)] as const
  const verdict =
    interval[0] > -deltaThreshold
      ? 'PASS'
      : estimate <= -deltaThreshold && interval[1] < 0
        ? 'FAIL'
        : 'INCONCLUSIVE'
  const rates = `${formatShareInWords(before.passed / before.n)} of ${formatQuantity(before.n, 'answer')} before and ${formatShareInWords(after.passed / after.n)} of ${formatQuantity(after.n, 'answer')} after the release passed`
  return {
    verdict,
    estimate,
    interval,
    n: before.n + after.n,
    reason: `Without a replay: ${rates}, a difference of ${formatDifference(estimate)} (one-sided 95% bounds ${formatDifference(interval[0])} and ${formatDifference(interval[1])}).`,
  }
}

function varianceOf({ passed, n }: JudgedAnswers): number {
  const share = (passed + 1) / (n + 2)
  return (share * (1 - share)) / (n + 2)
}
