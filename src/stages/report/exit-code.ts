import type { Decision } from '../../records/decision.ts'

/**
 * Process exit code of a decision: 0 pass, 1 fail, 4 inconclusive (docs/errors.md has the others). An INCONCLUSIVE that
 * the policy only warns of is 0: nothing is held back, and the outcome stays what it is.
 */
export function exitCodeOf({
  outcome,
  onInconclusive,
}: Pick<Decision, 'outcome' | 'onInconclusive'>): 0 | 1 | 4 {
  if (outcome === 'INCONCLUSIVE') return onInconclusive === 'warn' ? 0 : 4
  return outcome === 'PASS' ? 0 : 1
}
