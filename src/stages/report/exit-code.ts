import type { Outcome } from '../../records/decision.ts'

/** Process exit code of a decision: 0 pass, 1 fail, 4 inconclusive (docs/errors.md has the others). */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 4 {
  return outcome === 'PASS' ? 0 : outcome === 'FAIL' ? 1 : 4
}
