import type { CandidateComparison } from '../../records/candidate-comparison.ts'
import { exitCodeOf } from './exit-code.ts'

/** A comparison of several candidates as JSON (docs/presets.md). */
export function renderCandidatesJson(comparison: CandidateComparison): string {
  const document = {
    kind: 'tidegate-candidates',
    schemaVersion: 1,
    outcome: comparison.outcome,
    exitCode: exitCodeOf(comparison),
    candidates: comparison.candidates,
    notes: comparison.notes,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
