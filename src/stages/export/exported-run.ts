import type { Endpoint, VerdictBasis } from '../../records/verdict.ts'

/** What of a run leaves with its verdicts. */
export type ExportedRun = {
  readonly runId: string
  /** Unix epoch, milliseconds. */
  readonly finishedAtMs: number
  /** `PASS`, `FAIL`, `INCONCLUSIVE`. */
  readonly outcome: string
  /** Of the headline gate, candidate minus baseline; null when none was measured. */
  readonly delta: number | null
  readonly judge: string
  readonly version: string
}

/** A pair with its verdicts, without a word of either answer. */
export type ExportedPair = {
  readonly traceId: string
  readonly origin: 'traffic' | 'adversarial'
  readonly stratumId: string | null
  /** Traces of the traffic it stands for; null for adversarial ones. */
  readonly weight: number | null
  readonly tier: string
  readonly verdicts: readonly ExportedVerdict[]
}

export type ExportedVerdict = {
  readonly endpoint: Endpoint
  readonly kind: 'scored' | 'abstained' | 'failed' | 'not-asked' | 'not-applicable'
  readonly basis: VerdictBasis | null
  readonly baselineScore: number | null
  readonly candidateScore: number | null
  readonly isUnresolved: boolean
  readonly reason: string
  readonly confidence: number | null
  readonly votes: readonly unknown[]
}

/** What a verdict says in one word. */
export function labelOf({ kind, baselineScore, candidateScore, isUnresolved }: ExportedVerdict): string {
  if (kind !== 'scored' || baselineScore === null || candidateScore === null) return kind
  if (isUnresolved) return 'unresolved'
  return candidateScore === baselineScore ? 'tie' : candidateScore > baselineScore ? 'win' : 'loss'
}

/** Whether a verdict says something of its pair: an endpoint without meaning for it, or never asked, does not. */
export function isSaid({ kind }: ExportedVerdict): boolean {
  return kind !== 'not-applicable' && kind !== 'not-asked'
}
