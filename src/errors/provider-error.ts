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
  /** How long the provider asks to wait before the next call; undefined when it does not say. */
  readonly retryAfterMs: number | undefined
  /** The provider may have done and charged the work although no usable answer came back. */
  readonly mayBeBilled: boolean
  /** Every further call would fail as well: a refused key, a used-up quota, a long outage. A run stops instead. */
  readonly endsRun: boolean

  constructor(
    message: string,
    options: PipelineErrorOptions & {
      readonly provider: string
      readonly reason: ProviderErrorReason
      readonly isRetryable: boolean
      readonly retryAfterMs?: number | undefined
      readonly mayBeBilled?: boolean
      /** Default: only where the key is refused. */
      readonly endsRun?: boolean
    },
  ) {
    super(message, options)
    this.provider = options.provider
    this.reason = options.reason
    this.isRetryable = options.isRetryable
    this.retryAfterMs = options.retryAfterMs
    this.mayBeBilled = options.mayBeBilled ?? false
    this.endsRun = options.endsRun ?? options.reason === 'auth'
  }
}
