import { type ExportedPair, type ExportedRun, isSaid, labelOf } from './exported-run.ts'

/** The columns of a table of verdicts with their DuckDB types, in order. */
export const VERDICT_COLUMNS = {
  run_id: 'VARCHAR',
  finished_at: 'TIMESTAMP',
  trace_id: 'VARCHAR',
  origin: 'VARCHAR',
  stratum_id: 'VARCHAR',
  weight: 'DOUBLE',
  tier: 'VARCHAR',
  endpoint: 'VARCHAR',
  kind: 'VARCHAR',
  label: 'VARCHAR',
  basis: 'VARCHAR',
  baseline_score: 'DOUBLE',
  candidate_score: 'DOUBLE',
  confidence: 'DOUBLE',
  votes: 'INTEGER',
  reason: 'VARCHAR',
} as const

export type VerdictTableRow = { readonly [column in keyof typeof VERDICT_COLUMNS]: string | number | null }

/** One row per verdict; what is not known is null. */
export function* verdictTable(
  run: ExportedRun,
  pairs: Iterable<ExportedPair>,
): IterableIterator<VerdictTableRow> {
  for (const pair of pairs) {
    for (const verdict of pair.verdicts.filter(isSaid)) {
      yield {
        run_id: run.runId,
        finished_at: new Date(run.finishedAtMs).toISOString(),
        trace_id: pair.traceId,
        origin: pair.origin,
        stratum_id: pair.stratumId,
        weight: pair.weight,
        tier: pair.tier,
        endpoint: verdict.endpoint,
        kind: verdict.kind,
        label: labelOf(verdict),
        basis: verdict.basis,
        baseline_score: verdict.baselineScore,
        candidate_score: verdict.candidateScore,
        confidence: verdict.confidence,
        votes: verdict.votes.length,
        reason: verdict.reason,
      }
    }
  }
}
