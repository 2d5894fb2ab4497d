import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** The run store or cache cannot be read or written, or its schema is newer than this version. Exit 3. */
export class StoreError extends PipelineError {
  readonly code = 'store'
  readonly exitCode = 3
  /** The store, as the config names it. */
  readonly location: string

  constructor(message: string, options: PipelineErrorOptions & { readonly location: string }) {
    super(message, options)
    this.location = options.location
  }
}
