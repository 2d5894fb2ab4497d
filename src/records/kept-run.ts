import type { AlphaPlan } from './alpha-plan.ts'
import type { BaselineHealth, HealthShare } from './baseline-health.ts'
import type { RunId } from './ids.ts'

/** What later runs and people read of a run's kept result. Absent numbers are null, never zero. */
export type KeptRun = {
  readonly runId: RunId
  /** Unix epoch, milliseconds; undefined: not known, as of a run that is about to be kept. */
  readonly finishedAtMs: number | undefined
  readonly configHash: string
  readonly seed: string
  /** Which of several candidates it was; absent where there was one. */
  readonly candidateName?: string | undefined
  readonly outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE'
  /** Unix epoch, milliseconds, the end exclusive; null: the traces had no time. */
  readonly window: { readonly startMs: number; readonly endMs: number } | null
  readonly sample: { readonly size: number; readonly population: number; readonly digest: string | null }
  /** The headline difference, candidate minus baseline; null when none was measured. */
  readonly delta: {
    readonly gate: 'global' | 'outcome'
    readonly estimate: number
    readonly interval: readonly [number, number]
    /** Null where the result has none. */
    readonly standardError: number | null
  } | null
  /** Share of the traffic the sample speaks for. */
  readonly coverage: HealthShare | null
  readonly baseline: BaselineHealth | null
  readonly costPicoUsd: number | null
  readonly judge: string
  /** Who judged under which rubrics, as words to compare: `judgedByOf`. */
  readonly judgedBy: string
  readonly rubrics: readonly { readonly asks: string; readonly rubric: string; readonly rubricHash: string }[]
  readonly models: readonly { readonly asks: string; readonly model: string }[]
  readonly embeddingModel: string
  readonly stratumModel: { readonly modelId: string; readonly change: string } | null
  /** Null in results of versions that kept none. */
  readonly alphaPlan: AlphaPlan | null
}
