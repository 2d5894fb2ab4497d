import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** Something that cannot happen happened: our bug. Exit 5. */
export class InvariantError extends PipelineError {
  readonly code = 'invariant'
  readonly exitCode = 5
  /** Which invariant, without trace content. */
  readonly details: string

  constructor(message: string, options: PipelineErrorOptions & { readonly details: string }) {
    super(message, options)
    this.details = options.details
  }
}
