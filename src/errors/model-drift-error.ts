import { PipelineError } from './pipeline-error.ts'

/**
 * Another model answers than the one that answered before under the same name: what was measured so far and what
 * would follow cannot be compared. Exit 3.
 */
export class ModelDriftError extends PipelineError {
  readonly code = 'judge_drift'
  readonly exitCode = 3
  readonly provider: string
  /** The model that answered before, as the provider names it. */
  readonly before: string
  /** The model that answered now. */
  readonly after: string

  constructor(drift: { readonly provider: string; readonly before: string; readonly after: string }) {
    super(
      `Expected ${drift.before} from ${drift.provider} for the whole run, got ${drift.after} (judge_drift)`,
      { hint: 'name a dated model instead of an alias and start the run anew' },
    )
    this.provider = drift.provider
    this.before = drift.before
    this.after = drift.after
  }
}
