import type { AuditVerdict } from '../../records/audit.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Verdict } from '../../records/verdict.ts'

/**
 * What the run said of the candidate on this pair: signs of tool calls and text together, of each one a tie; the
 * recorded outcome speaks only where neither of them was scored.
 */
export function auditVerdict({ verdicts }: JudgedPair): AuditVerdict {
  const { structured, preference, outcome } = verdicts
  const spoken = [structured, preference].some(each => each.kind === 'scored')
  const signs = (spoken ? [structured, preference] : [outcome]).map(signOf)
  const isOpen = signs.every(sign => sign === undefined)
  const sign = signs.reduce<number>((sum, each) => sum + (each ?? 0), 0)
  if (isOpen || (sign === 0 && isUnresolved(preference))) return 'unresolved'
  return sign > 0 ? 'win' : sign < 0 ? 'loss' : 'tie'
}

/** The judge's preference as half-net; null where it said nothing. */
export function judgedPreference({ verdicts: { preference } }: JudgedPair): number | null {
  return preference.kind === 'scored' ? preference.candidateScore - preference.baselineScore : null
}

function isUnresolved(verdict: Verdict): boolean {
  return verdict.kind === 'scored' && verdict.isUnresolved === true
}

function signOf(verdict: Verdict): number | undefined {
  return verdict.kind === 'scored' ? Math.sign(verdict.candidateScore - verdict.baselineScore) : undefined
}
