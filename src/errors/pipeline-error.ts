/** Every code a run can stop with; each has a paragraph in docs/errors.md. */
export type ErrorCode =
  | 'config'
  | 'ingest'
  | 'redaction'
  | 'provider'
  | 'judge_drift'
  | 'budget-exceeded'
  | 'numeric'
  | 'store'
  | 'interrupted'
  | 'invariant'

export type PipelineErrorOptions = { readonly hint?: string | undefined; readonly cause?: unknown }

/** What stops a run. Messages say what was expected, what was found and where; never trace content or keys. */
export abstract class PipelineError extends Error {
  abstract readonly code: ErrorCode
  /** Process exit code of the command line (docs/errors.md). */
  abstract readonly exitCode: number
  /** What the reader can do about it. */
  readonly hint: string | undefined

  constructor(message: string, options: PipelineErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.hint = options.hint
  }
}
