import type { PopulationDescription } from '../../records/population.ts'
import { sourceOf } from './json.ts'

/** Raised when a field changes meaning or disappears; new fields do not raise it. */
const STRATA_SCHEMA_VERSION = 1

/**
 * The strata for programs (docs/result-format.md): two runs of the same data differ only under `timing`. Holds no path,
 * key or trace text besides redacted example requests and keywords.
 */
export function renderStrataJson(population: PopulationDescription): string {
  const { manifest, ingest, populationSize, fittedOn, strata, costPicoUsd, timings } = population
  const report = {
    kind: 'tidegate-strata',
    schemaVersion: STRATA_SCHEMA_VERSION,
    population: populationSize,
    fittedOn: fittedOn ?? null,
    strata: strata.map(({ stratumId, ...stratum }) => ({ id: stratumId, ...stratum })),
    rejected: { total: ingest.rejected.length, sources: [sourceOf(ingest)] },
    cost: { picoUsd: costPicoUsd ?? null, usd: costPicoUsd === undefined ? null : costPicoUsd / 1e12 },
    manifest: { ...manifest, window: manifest.window ?? null },
    timing: { stages: timings },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
