import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** A detector threw. The run stops, because text never passes unredacted. Exit 3. */
export class RedactionError extends PipelineError {
  readonly code = 'redaction'
  readonly exitCode = 3
  /** Name of the detector, never the text. */
  readonly detector: string

  constructor(message: string, options: PipelineErrorOptions & { readonly detector: string }) {
    super(message, options)
    this.detector = options.detector
  }
}
