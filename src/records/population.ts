import type { IngestReport, Manifest, StageTiming } from './evaluation.ts'
import type { Strata } from './strata.ts'
import type { StrataMap } from './strata-map.ts'
import type { StratumDescription } from './stratum-description.ts'

/** What production's window asks for: its strata, described for people. No candidate, no judge. */
export type PopulationDescription = {
  readonly manifest: Omit<Manifest, 'judge' | 'isJudgeLanguageModel'>
  readonly ingest: IngestReport
  /** Traces of the window. */
  readonly populationSize: number
  /** Distinct requests that were clustered, of how many; absent: all. */
  readonly fittedOn?: Strata['fittedOn']
  /** Clusters by descending size, then noise. */
  readonly strata: readonly StratumDescription[]
  /** Undefined when no map was asked for. */
  readonly map: StrataMap | undefined
  /** Integer pico-dollars spent; undefined when a price is unknown. */
  readonly costPicoUsd: number | undefined
  readonly timings: readonly StageTiming[]
}
