import type { Decision, Outcome } from '../../records/decision.ts'

const VERB: { readonly [outcome in Outcome]: string } = {
  PASS: 'SHIP',
  FAIL: 'HOLD',
  INCONCLUSIVE: 'UNDECIDED',
}

/** The verdict in one sentence, the first line of every report: `HOLD: …`. */
export function headlineOf(decision: Pick<Decision, 'outcome' | 'reasons'>): string {
  return `${VERB[decision.outcome]}: ${decision.reasons[0] ?? 'no gate had anything to say'}`
}
