import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** A computation was given what it has no answer for: non-finite input, an empty population. Exit 5. */
export class NumericError extends PipelineError {
  readonly code = 'numeric'
  readonly exitCode = 5
  /** What was wrong with the input. */
  readonly reason: 'non-finite' | 'empty' | 'out-of-range' | 'no-convergence'

  constructor(
    message: string,
    options: PipelineErrorOptions & {
      readonly reason: 'non-finite' | 'empty' | 'out-of-range' | 'no-convergence'
    },
  ) {
    super(message, options)
    this.reason = options.reason
  }
}
