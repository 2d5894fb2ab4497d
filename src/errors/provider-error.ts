import { PipelineError, type PipelineErrorOptions } from './pipeline-error.ts'

export type ProviderErrorReason =
  | 'auth'
  | 'rate-limit'
  | 'timeout'
  | 'overloaded'
  | 'bad-request'
  | 'bad-response'
  | 'unavailable'

/** A model call failed, or the model a config names cannot be loaded. Exit 3. */
export class ProviderError extends PipelineError {
  readonly code = 'provider'
  readonly exitCode = 3
  readonly provider: string
  readonly reason: ProviderErrorReason
  readonly isRetryable: boolean

  constructor(
    message: string,
    options: PipelineErrorOptions & {
      readonly provider: string
      readonly reason: ProviderErrorReason
      readonly isRetryable: boolean
    },
  ) {
    super(message, options)
    this.provider = options.provider
    this.reason = options.reason
    this.isRetryable = options.isRetryable
  }
}
