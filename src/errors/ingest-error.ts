import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

/** A source is unreadable, empty or truncated, or too many of its rows were rejected. Exit 3. */
export class IngestError extends PipelineError {
  readonly code = 'ingest'
  readonly exitCode = 3
  /** Name of the file, or \`-\` for standard input. */
  readonly source: string

  constructor(message: string, options: PipelineErrorOptions & { readonly source: string }) {
    super(message, options)
    this.source = options.source
  }
}
