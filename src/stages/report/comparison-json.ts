import type { Comparison } from '../../records/comparison.ts'
import { sourceOf } from './json.ts'

/** Raised when a field changes meaning or disappears; new fields do not raise it. */
const COMPARISON_SCHEMA_VERSION = 1

/** The table for programs (docs/compare.md); two comparisons of the same seed and data differ only under `timing`. */
export function renderComparisonJson(comparison: Comparison): string {
  const { ingest, manifest, timings, ...rest } = comparison
  const result = {
    kind: 'tidegate-comparison',
    schemaVersion: COMPARISON_SCHEMA_VERSION,
    ...rest,
    rejected: { total: ingest.rejected.length, sources: [sourceOf(ingest)] },
    manifest: { ...manifest, window: manifest.window ?? null },
    timing: { stages: timings },
  }
  return `${JSON.stringify(result, null, 2)}\n`
}
